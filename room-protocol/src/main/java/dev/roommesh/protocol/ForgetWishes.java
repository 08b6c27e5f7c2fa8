package dev.roommesh.protocol;

import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the dead off the roster because somebody says so, and not only when they have been dead for long (DESIGN 6.9). The
 * acting admin alone does, by the same change of the roster as any other removal; and only while it acts by majority, for
 * a caretaker that removes makes itself the majority.
 */
final class ForgetWishes {
    /** Wishes that wait for their outcome at a time. */
    static final int WISHES_MAX = 16;
    /** How long the change may take; what was proposed by then may still be carried out. */
    static final Duration DECIDED_WITHIN = Duration.ofSeconds(3);

    private final PeerId self;
    private final RosterBook book;
    private final Hearing hearing;
    private final Outbox outbox;
    private final Map<RequestId, Wish> wishes = new LinkedHashMap<>();

    /** @param begun whether the change was asked for */
    private record Wish(PeerId worker, Instant until, boolean begun) {}

    ForgetWishes(Parts parts) {
        this.self = parts.self().peer();
        this.book = parts.book();
        this.hearing = parts.hearing();
        this.outbox = parts.outbox();
    }

    void wished(Input.ForgetWished wish, Instant now) {
        boolean isFull = wishes.size() >= WISHES_MAX && !wishes.containsKey(wish.request());
        if (isFull) answer(wish.request(), ForgetOutcome.NOT_NOW);
        else
            wishes.put(wish.request(), new Wish(wish.worker(), now.plus(DECIDED_WITHIN), false));
    }

    /** Before the admin changes the roster: a worker that is heard again by now must not be missing in what it proposes. */
    void evaluate(Standing standing, Instant now) {
        for (Map.Entry<RequestId, Wish> entry : List.copyOf(wishes.entrySet())) {
            Wish wish = entry.getValue();
            Optional<ForgetOutcome> outcome = outcome(wish, standing, now);
            if (outcome.isEmpty()) {
                book.mustGo(wish.worker());
                wishes.put(entry.getKey(), new Wish(wish.worker(), wish.until(), true));
            } else {
                if (wish.begun()) book.mayStay(wish.worker());
                wishes.remove(entry.getKey());
                answer(entry.getKey(), outcome.get());
            }
        }
    }

    /** This member leaves: another one is to be asked. */
    void giveUp() {
        wishes.keySet().forEach(request -> answer(request, ForgetOutcome.NOT_NOW));
        wishes.clear();
    }

    /** Empty where it is dead, and the roster is to be changed. */
    private Optional<ForgetOutcome> outcome(Wish wish, Standing standing, Instant now) {
        boolean isMember = book.isMember(wish.worker());
        if (wish.begun() && !isMember) return Optional.of(ForgetOutcome.REMOVED);
        if (!standing.actsNormally()) return Optional.of(ForgetOutcome.NOT_NOW);
        if (!isMember) return Optional.of(ForgetOutcome.ABSENT);
        if (wish.worker().equals(self) || !hearing.isDead(wish.worker())) return Optional.of(ForgetOutcome.ALIVE);
        return now.isBefore(wish.until()) ? Optional.empty() : Optional.of(ForgetOutcome.NOT_NOW);
    }

    private void answer(RequestId request, ForgetOutcome outcome) {
        outbox.toServer(new FromPeer.WorkerForgotten(request, outcome));
    }
}
