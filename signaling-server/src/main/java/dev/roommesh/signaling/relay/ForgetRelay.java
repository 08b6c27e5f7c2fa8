package dev.roommesh.signaling.relay;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.signaling.room.Rooms;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Takes the wish that a dead worker be forgotten to the room's admin, and the answer back. Nobody else is asked: nobody
 * else may change the roster. Safe for many threads.
 */
public final class ForgetRelay {
    /** After so long whoever asks is told that nobody can say; an admin answers sooner, if it lives. */
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);
    /** Wishes at a time, and those of one connection: people make them. */
    static final int PENDING_MAX = 100;
    static final int PER_PEER_MAX = 4;

    private final Rooms rooms;
    private final Alarms alarms;
    private final OtherServers others;
    private final Predicate<RoomId> registry;
    private final Map<RequestId, Pending> pending = new ConcurrentHashMap<>();
    /** So that an answer to an earlier process is none to this one. */
    private final String run = Long.toHexString(new SecureRandom().nextInt() & 0xFFFFFFFFL);
    private final AtomicLong numbers = new AtomicLong();

    private record Pending(Sender asker, FromPeer.ForgetWorker wish, Member admin, Alarms.Alarm alarm) {}

    /** @param registry whether a room keeps a registry of its own now */
    public ForgetRelay(Rooms rooms, Alarms alarms, OtherServers others, Predicate<RoomId> registry) {
        this.rooms = rooms;
        this.alarms = alarms;
        this.others = others;
        this.registry = registry;
    }

    /** @param mayForget whether the asker's token lets it take workers off the roster */
    public void forget(Sender asker, FromPeer.ForgetWorker wish, boolean mayForget) {
        if (!mayForget) {
            refuse(asker, wish, ErrorCode.UNAUTHORIZED,
                    "A client's token takes no worker off the roster: use a token of "
                            + "this room for any role.");
            return;
        }
        RoomView room = rooms.view(asker.room()).orElse(RoomView.EMPTY);
        Optional<Member> admin = room.admin().flatMap(room::meshed);
        if (!registry.test(asker.room()) || admin.isEmpty()) {
            tell(asker, wish, ForgetOutcome.NOT_NOW);
            return;
        }
        long ofPeer = pending.values().stream().filter(one -> one.asker().connection().equals(asker.connection()))
                .count();
        if (pending.size() >= PENDING_MAX || ofPeer >= PER_PEER_MAX) {
            refuse(asker, wish, ErrorCode.RATE_LIMITED,
                    "Too many ask for workers to be forgotten at once: ask again in a second.");
            return;
        }
        var id = new RequestId("f" + others.here() + "-" + run + "." + numbers.incrementAndGet());
        pending.put(id, new Pending(asker, wish, admin.get(),
                alarms.in(ANSWER_WITHIN, () -> settle(id, ForgetOutcome.NOT_NOW))));
        admin.get().connection().send(new FromServer.ForgetWorker(id, wish.workerPeerId()));
    }

    /** Counts only from the worker that was asked. */
    public void answer(Sender worker, FromPeer.WorkerForgotten answer) {
        if (others.passOn(answer.requestId(), worker, rooms, answer)) return;
        Pending wish = pending.get(answer.requestId());
        boolean wasAsked = wish != null && wish.asker().room().equals(worker.room())
                && wish.admin().peerId().equals(worker.peer());
        if (wasAsked) settle(answer.requestId(), answer.outcome());
    }

    private void settle(RequestId id, ForgetOutcome outcome) {
        Pending wish = pending.remove(id);
        if (wish == null) return;
        wish.alarm().cancel();
        tell(wish.asker(), wish.wish(), outcome);
    }

    private static void tell(Sender asker, FromPeer.ForgetWorker wish, ForgetOutcome outcome) {
        asker.connection().send(new FromServer.WorkerForgotten(wish.requestId(), outcome));
    }

    private static void refuse(Sender asker, FromPeer.ForgetWorker wish, ErrorCode code, String sentence) {
        Long retry = code == ErrorCode.RATE_LIMITED ? Long.valueOf(1_000) : null;
        asker.connection().send(new FromServer.Refused(code, sentence, sentence, wish.requestId(), retry));
    }
}
