package dev.roommesh.signaling.relay;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.signaling.room.Rooms;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes a client's wish for a worker into the room, to the admin or, where the client names the worker, to that one, and
 * the answer back. Where it is silent another member is asked, for any can coordinate. Then two may find a worker each:
 * the client is told of the first, and the other one is free again soon, since nobody renews its reservation.
 */
public final class ReservationRelay {
    /** After each so long without an answer another member is asked. */
    static final Duration HEDGE_AFTER = Duration.ofMillis(250);
    /** After so long the client is told that nobody can say. */
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
    /** Wishes of one connection at a time. */
    static final int PER_PEER_MAX = 100;

    private final Rooms rooms;
    private final Alarms alarms;
    private final OtherServers others;
    private final Predicate<RoomId> registry;
    private final int wishesMax;
    private final Map<RequestId, PendingWish> wishes = new ConcurrentHashMap<>();
    private final Map<Connection, Integer> byPeer = new ConcurrentHashMap<>();
    /** So that an answer to an earlier process is none to this one. */
    private final String run = Long.toHexString(new SecureRandom().nextInt() & 0xFFFFFFFFL);
    private final AtomicLong numbers = new AtomicLong();

    /**
     * Wishes in these rooms.
     *
     * @param wishesMax at a time
     * @param registry whether a room keeps a registry of its own now
     */
    public ReservationRelay(Rooms rooms, Alarms alarms, OtherServers others, int wishesMax,
            Predicate<RoomId> registry) {
        this.rooms = rooms;
        this.alarms = alarms;
        this.others = others;
        this.wishesMax = wishesMax;
        this.registry = registry;
    }

    public void reserve(Sender client, FromPeer.ReserveWorker wish) {
        begin(PendingWish.of(client, wish, number()));
    }

    public void release(Sender client, FromPeer.ReleaseWorker wish) {
        // Nobody else is to be asked any more under an id that is given back.
        for (PendingWish pending : List.copyOf(wishes.values()))
            if (pending.isUnder(wish.reservationId(), client)) giveUp(pending);
        begin(PendingWish.of(client, wish, number()));
    }

    private RequestId number() {
        return new RequestId("r" + others.here() + "-" + run + "." + numbers.incrementAndGet());
    }

    private void begin(PendingWish wish) {
        RoomView room = view(wish);
        if (!registry.test(wish.client().room()) || room.meshed().isEmpty()) {
            tell(wish, ReservationOutcome.NOT_NOW, null, 0);
            return;
        }
        if (wishes.size() >= wishesMax || !hasPlace(wish.client().connection())) {
            wish.client().connection().send(new FromServer.Refused(ErrorCode.RATE_LIMITED, "Too many wishes",
                    "Too many ask for workers at once: ask again in a second.", wish.theirs(), 1_000L));
            return;
        }
        wishes.put(wish.id(), wish);
        synchronized (wish) {
            wish.alarm(alarms.in(HEDGE_AFTER, () -> hedge(wish, HEDGE_AFTER)));
            askNext(wish, room);
        }
    }

    /** Counts it; {@link #forget} gives the place back. */
    private boolean hasPlace(Connection client) {
        var counted = new boolean[1];
        byPeer.compute(client, (_, count) -> {
            int before = count == null ? 0 : count;
            counted[0] = before < PER_PEER_MAX;
            return counted[0] ? before + 1 : count;
        });
        return counted[0];
    }

    private void forget(PendingWish wish) {
        if (wishes.remove(wish.id()) == null) return;
        byPeer.computeIfPresent(wish.client().connection(), (_, count) -> count > 1 ? count - 1 : null);
    }

    /** @return false where everybody was asked */
    private static boolean askNext(PendingWish wish, RoomView room) {
        Optional<Member> next = wish.named().flatMap(room::meshed).filter(worker -> isFresh(wish, worker))
                .or(() -> room.admin().flatMap(room::meshed).filter(worker -> isFresh(wish, worker)))
                .or(() -> room.meshed().stream().filter(worker -> isFresh(wish, worker))
                        .min(Comparator.comparing(Member::candidate)));
        next.ifPresent(wish::ask);
        return next.isPresent();
    }

    private static boolean isFresh(PendingWish wish, Member worker) {
        return !wish.wasAsked(worker.peerId());
    }

    private void giveUp(PendingWish wish) {
        synchronized (wish) {
            settle(wish, ReservationOutcome.NOT_NOW, null, 0);
        }
    }

    /** One more is asked each time, for several may stand still. */
    private void hedge(PendingWish wish, Duration waited) {
        RoomView room = view(wish);
        synchronized (wish) {
            if (wish.isSettled()) return;
            if (waited.compareTo(ANSWER_WITHIN) >= 0) {
                settle(wish, ReservationOutcome.NOT_NOW, null, 0);
                return;
            }
            Duration next = waited.plus(HEDGE_AFTER);
            wish.alarm(alarms.in(HEDGE_AFTER, () -> hedge(wish, next)));
            askNext(wish, room);
        }
    }

    /** Counts only from a worker that was asked. */
    public void answer(Sender worker, FromPeer.Reservation answer) {
        if (others.passOn(answer.requestId(), worker, rooms, answer)) return;
        PendingWish wish = wishes.get(answer.requestId());
        if (wish == null) return;
        RoomView room = view(wish);
        synchronized (wish) {
            if (wish.wasAsked(worker)) answered(wish, worker.peer(), answer, room);
        }
    }

    private void answered(PendingWish wish, PeerId worker, FromPeer.Reservation answer, RoomView room) {
        WorkerEntry found = answer.worker();
        boolean isAnother = found != null
                && wish.named().filter(named -> !named.equals(found.peerId())).isPresent();
        if (answer.outcome() == ReservationOutcome.NOT_NOW || isAnother) {
            boolean nobodyLeft = wish.isUnable(worker) && !askNext(wish, room);
            if (nobodyLeft) settle(wish, ReservationOutcome.NOT_NOW, null, 0);
        } else {
            settle(wish, answer.outcome(), answer.worker(), answer.expiresInMs());
        }
    }

    private void settle(PendingWish wish, ReservationOutcome outcome, @Nullable WorkerEntry worker, long millis) {
        if (wish.isSettled()) return;
        wish.settle();
        forget(wish);
        tell(wish, outcome, worker, millis);
    }

    private static void tell(PendingWish wish, ReservationOutcome outcome, @Nullable WorkerEntry worker, long millis) {
        wish.client().connection().send(new FromServer.Reservation(wish.theirs(), outcome, worker, millis));
    }

    private RoomView view(PendingWish wish) {
        return rooms.view(wish.client().room()).orElse(RoomView.EMPTY);
    }

    /** Wishes that wait for an answer now. */
    public int count() {
        return wishes.size();
    }
}
