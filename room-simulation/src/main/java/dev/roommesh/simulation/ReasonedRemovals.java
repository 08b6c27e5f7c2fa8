package dev.roommesh.simulation;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * I8. Nobody is taken off the roster unless it left on purpose, or whoever removes it had no frame from it for
 * forget-after, or the roster was full, somebody else asked for a place and the removed one was silent, or whoever removes
 * it was just asked to by hand and the removed one was silent. The reason must hold when the removal is first proposed: a
 * member that accepted it may carry it on, whoever comes back meanwhile.
 */
final class ReasonedRemovals extends Invariant {
    /** As long as {@code ForgetWishes} keeps a wish; its end is a tick. */
    private static final Duration WISHED_WITHIN = Duration.ofSeconds(3).plus(Timing.TICK.multipliedBy(2));
    /** The shortest silence after which somebody may be dead: three probes on a fast link. */
    static final Duration SILENCE_MIN = Duration.ofMillis(150);

    private final Duration forgetAfter;
    private final Held held = new Held();
    private final Map<PeerId, Instant> born = new HashMap<>();
    /** Last words, whoever brought them: a neighbour that hears somebody is reason enough to keep it. */
    private final Map<PeerId, Map<PeerId, Instant>> words = new HashMap<>();
    /** Last frames that came directly: by these somebody is dead or not. */
    private final Map<PeerId, Map<PeerId, Instant>> frames = new HashMap<>();
    private final Map<PeerId, Set<PeerId>> wishes = new HashMap<>();
    /** Who should be forgotten by whom, and when that was wished last. */
    private final Map<PeerId, Map<PeerId, Instant>> byHand = new HashMap<>();
    /** Those that left, until a new process of theirs has been admitted. */
    private final Set<PeerId> leavers = new HashSet<>();
    private final Set<PeerId> returned = new HashSet<>();
    /** Who is missing for a reason in each roster that was proposed. */
    private final Map<Roster, Set<PeerId>> reasoned = new HashMap<>();
    /** Who could be taken off a roster by whoever holds it: it accepts its own proposal, be there nobody else to send it to. */
    private final Map<Holder, Set<PeerId>> byOneself = new HashMap<>();

    private record Holder(PeerId peer, RosterVersion roster) {}

    ReasonedRemovals(Timing timing, Violations violations) {
        super("I8", violations);
        this.forgetAfter = timing.forgetAfter();
    }

    @Override
    void started(PeerId peer, Timing timing, Instant now) {
        born.put(peer, now);
        words.put(peer, new HashMap<>());
        frames.put(peer, new HashMap<>());
        wishes.put(peer, new HashSet<>());
        byHand.put(peer, new HashMap<>());
        if (leavers.contains(peer)) returned.add(peer);
    }

    @Override
    void ended(PeerId peer, Instant now) {
        held.ended(peer);
    }

    @Override
    void left(PeerId peer) {
        leavers.add(peer);
        returned.remove(peer);
    }

    @Override
    void handling(PeerId peer, Input input, Instant now) {
        held.handling(peer, input, now);
        if (input instanceof Input.ForgetWished wish)
            byHand.computeIfAbsent(peer, _ -> new HashMap<>()).put(wish.worker(), now);
        if (!(input instanceof Input.Received received)) return;
        Map<PeerId, Instant> wordsByPeer = words.get(peer);
        if (wordsByPeer != null) wordsByPeer.put(received.peer(), now);
        Set<PeerId> wanted = wishes.get(peer);
        if (wanted != null && received.message() instanceof MeshMessage.AdmitMe) wanted.add(received.peer());
    }

    @Override
    void heard(PeerId peer, PeerId neighbour, Instant now) {
        Map<PeerId, Instant> framesByPeer = frames.get(peer);
        if (framesByPeer != null) framesByPeer.put(neighbour, now);
    }

    @Override
    void sent(PeerId from, PeerId to, MeshMessage message, Instant now) {
        if (!(message instanceof MeshMessage.Propose propose)) return;
        Roster next = propose.proposal().next();
        Set<PeerId> gone = propose.before().peers().stream().map(Candidate::peerId)
                .filter(peer -> !next.has(peer) && mayRemove(from, peer, now)).collect(Collectors.toSet());
        reasoned.computeIfAbsent(next, _ -> new HashSet<>()).addAll(gone);
    }

    @Override
    void published(RoomView view, Instant now) {
        held.published(view);
    }

    @Override
    void handled(PeerId peer, boolean dies, Instant now) {
        Roster roster = held.of(peer);
        for (PeerId wished : byHand.getOrDefault(peer, Map.of()).keySet())
            if (roster.has(wished) && mayRemove(peer, wished, now))
                byOneself.computeIfAbsent(new Holder(peer, roster.at()), _ -> new HashSet<>()).add(wished);
    }

    @Override
    void noted(PeerId peer, Conclusion conclusion, Instant now) {
        if (conclusion instanceof Conclusion.Admitted back && returned.remove(back.peer())) leavers.remove(back.peer());
        if (!(conclusion instanceof Conclusion.Removed removed)) return;
        PeerId gone = removed.peer();
        boolean proposed = reasoned.entrySet().stream()
                .anyMatch(next -> next.getKey().at().equals(removed.roster()) && next.getValue().contains(gone))
                || byOneself.getOrDefault(new Holder(peer, held.of(peer).at()), Set.of()).contains(gone);
        if (proposed || mayRemove(peer, gone, now)) return;
        violated(peer + " removed " + gone + " (" + removed.why() + "), heard "
                + silence(words, peer, gone, now).toMillis() + " ms ago");
    }

    private boolean mayRemove(PeerId peer, PeerId gone, Instant now) {
        if (leavers.contains(gone) || silence(words, peer, gone, now).compareTo(forgetAfter) >= 0) return true;
        boolean wanted = held.of(peer).size() >= Limits.ROOM_WORKERS_MAX
                && wishes.getOrDefault(peer, Set.of()).stream().anyMatch(one -> !held.of(peer).has(one));
        boolean wished = !now.isAfter(
                byHand.getOrDefault(peer, Map.of()).getOrDefault(gone, Instant.EPOCH).plus(WISHED_WITHIN));
        return (wanted || wished) && silence(frames, peer, gone, now).compareTo(SILENCE_MIN) >= 0;
    }

    private Duration silence(Map<PeerId, Map<PeerId, Instant>> signs, PeerId peer, PeerId gone, Instant now) {
        Instant last = signs.getOrDefault(peer, Map.of()).getOrDefault(gone, born.getOrDefault(peer, now));
        return Duration.between(last, now);
    }
}
