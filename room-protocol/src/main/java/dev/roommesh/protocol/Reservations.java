package dev.roommesh.protocol;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds clients a worker (DESIGN 9.1): picks one that is free, and asks it, for the worker decides. Any member can do
 * that, and several at once do no harm; the server asks the admin first, so that those who race are mostly told apart
 * here. A worker that is being asked for one client is not free for another, so of a hundred clients and ten workers
 * ninety are told at once that none is free.
 */
final class Reservations {
    /** Wishes that wait for a worker's word at a time. */
    static final int WISHES_MAX = 256;
    /** How long a worker may take to answer before another one is asked. */
    static final Duration ANSWER_WAIT = Duration.ofMillis(300);
    /** How long a worker that was granted may take until its entry shows it. */
    static final Duration SHOWN_WITHIN = Duration.ofSeconds(1);

    private final PeerId self;
    private final OwnEntry own;
    private final Outbox outbox;
    private final Map<RequestId, ReservationWish> wishes = new LinkedHashMap<>();
    /** At most one for each worker that was asked within {@link #SHOWN_WITHIN}. */
    private final Map<PeerId, Taken> taken = new HashMap<>();
    private @Nullable RoomView view;

    /** @param revision of its entry that does not show it yet */
    private record Taken(long revision, Instant until) {}

    Reservations(PeerId self, OwnEntry own, Outbox outbox) {
        this.self = self;
        this.own = own;
        this.outbox = outbox;
    }

    /** The room from now on. */
    void see(RoomView latest) {
        view = latest;
    }

    void wished(Input.ReserveWished wish, Instant now) {
        if (!isInTouch() || wishes.size() >= WISHES_MAX) {
            answer(wish.request(), ReservationOutcome.NOT_NOW, null, 0);
            return;
        }
        var begun = new ReservationWish(wish, now);
        wishes.put(wish.request(), begun);
        goOn(begun, now);
    }

    /** Nothing changes while a room is read-only; while it is being formed nobody knows who is there. */
    private boolean isInTouch() {
        return view != null && (view.mode() == Mode.NORMAL || view.mode() == Mode.CARETAKER);
    }

    private List<WorkerEntry> workers() {
        return view == null ? List.of() : view.workers();
    }

    private void goOn(ReservationWish wish, Instant now) {
        List<WorkerEntry> fitting = wish.fitting(workers());
        while (true) {
            WorkerEntry next = wish.next(fitting, entry -> isFree(entry, now)).orElse(null);
            if (next == null) {
                wishes.remove(wish.wish().request());
                answer(wish.wish().request(), lack(wish, fitting), null, 0);
                return;
            }
            PeerId worker = next.peerId();
            wish.ask(worker, now);
            if (worker.equals(self)) {
                Duration granted = own.reserve(wish.wish().reservation(), wish.wish().client(), wish.ttl(), now);
                if (granted.isPositive()) {
                    conclude(wish, next, granted, now);
                    return;
                }
                wish.refused();
            } else if (outbox.reaches(worker)) {
                take(next, ANSWER_WAIT, now);
                outbox.send(worker, new MeshMessage.Reserve(wish.wish().reservation(), wish.wish().client(),
                        wish.ttl().toMillis()));
                return;
            }
        }
    }

    private static ReservationOutcome lack(ReservationWish wish, List<WorkerEntry> fitting) {
        // Of a worker that is silent, or out of reach, nobody here knows whether it is the client's.
        if (wish.wish().worker().isPresent())
            return wish.wasRefused() ? ReservationOutcome.TAKEN : ReservationOutcome.NOT_NOW;
        return fitting.isEmpty() ? ReservationOutcome.NONE_FIT : ReservationOutcome.NONE_FREE;
    }

    private boolean isFree(WorkerEntry entry, Instant now) {
        Taken known = taken.get(entry.peerId());
        boolean isTaken = known != null && known.revision() == entry.revision() && now.isBefore(known.until());
        return !isTaken && entry.metadata().status() == WorkerStatus.AVAILABLE;
    }

    private void take(WorkerEntry entry, Duration length, Instant now) {
        taken.put(entry.peerId(), new Taken(entry.revision(), now.plus(length)));
    }

    /** A worker's word on a wish; also a late one, while another worker is being asked, whose word comes too late then. */
    void answered(PeerId worker, MeshMessage.Reserved answer, Instant now) {
        for (ReservationWish wish : List.copyOf(wishes.values())) {
            boolean isMeant = wish.wish().reservation().equals(answer.reservationId()) && wish.wasAsked(worker);
            if (!isMeant) continue;
            if (answer.ttlMs() > 0) {
                Optional<WorkerEntry> entry = workers().stream().filter(one -> one.peerId().equals(worker))
                        .findFirst();
                entry.ifPresent(shown -> take(shown, SHOWN_WITHIN, now));
                conclude(wish, entry.orElse(null), Duration.ofMillis(answer.ttlMs()), now);
            } else if (wish.waitsFor(worker)) {
                taken.remove(worker);
                wish.refused();
                goOn(wish, now);
            }
        }
    }

    void tick(Instant now) {
        taken.values().removeIf(known -> !now.isBefore(known.until()));
        for (ReservationWish wish : List.copyOf(wishes.values()))
            if (wish.isOverdue(ANSWER_WAIT, now)) goOn(wish, now);
    }

    /** To the worker itself, or by this member; where that cannot be reached its reservation ends by itself. */
    void released(Input.ReleaseWished wish) {
        boolean isReached = wish.worker().equals(self) || outbox.reaches(wish.worker());
        if (wish.worker().equals(self)) own.release(wish.reservation());
        else
            outbox.send(wish.worker(), new MeshMessage.Release(wish.reservation()));
        answer(wish.request(), isReached ? ReservationOutcome.RELEASED : ReservationOutcome.NOT_NOW, null, 0);
    }

    /** A worker that is not shown any more, or was granted too late, is none that anybody could use. */
    private void conclude(ReservationWish wish, @Nullable WorkerEntry worker, Duration granted, Instant now) {
        wishes.remove(wish.wish().request());
        long rest = wish.restMillis(granted, now);
        boolean useless = worker == null || rest == 0;
        if (useless) answer(wish.wish().request(), ReservationOutcome.NOT_NOW, null, 0);
        else
            answer(wish.wish().request(), ReservationOutcome.GRANTED, worker, rest);
    }

    private void answer(RequestId request, ReservationOutcome outcome, @Nullable WorkerEntry worker, long millis) {
        outbox.toServer(new FromPeer.Reservation(request, outcome, worker, millis));
    }
}
