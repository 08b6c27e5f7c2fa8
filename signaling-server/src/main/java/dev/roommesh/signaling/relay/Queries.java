package dev.roommesh.signaling.relay;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.signaling.room.Rooms;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Takes a peer's question to the admin and the answer back. A second worker is asked when the admin is silent; the
 * first answer counts, as it is, and with it those workers that take no part in the room's registry. Where the room
 * keeps none, is still forming, or nobody answers in time, the registrations answer.
 */
public final class Queries {
    private final Rooms rooms;
    private final Alarms alarms;
    private final InstantSource time;
    private final QueryLimits limits;
    private final RelayEvents events;
    private final OtherServers others;
    private final Predicate<RoomId> registry;
    private final Map<RequestId, PendingQuery> pending = new ConcurrentHashMap<>();
    private final Map<Connection, Integer> pendingByPeer = new ConcurrentHashMap<>();
    private final AtomicInteger pendingCount = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();

    /** @param registry whether a room keeps a registry of its own now */
    public Queries(Rooms rooms, Alarms alarms, InstantSource time, QueryLimits limits, RelayEvents events,
            OtherServers others, Predicate<RoomId> registry) {
        this.registry = registry;
        this.rooms = rooms;
        this.alarms = alarms;
        this.time = time;
        this.limits = limits;
        this.events = events;
        this.others = others;
    }

    public void ask(Sender client, FromPeer.QueryWorkers question, RelayEvents.Path path) {
        RoomView room = rooms.view(client.room()).orElse(RoomView.EMPTY);
        var query = new PendingQuery(client, question, path,
                new RequestId("q" + others.here() + "-" + numbers.incrementAndGet()), time.instant());
        Optional<Member> first = registry.test(client.room())
                ? room.admin().flatMap(room::meshed).or(() -> bestNotAsked(room, query))
                : Optional.empty();
        if (first.isEmpty()) {
            answerFromRegistrations(query);
            return;
        }
        if (!reserve(client.connection())) {
            events.queryRefused();
            client.connection().send(new FromServer.Refused(ErrorCode.RATE_LIMITED, "Too many queries",
                    "Too many queries wait for an answer: ask again when some have been answered.",
                    question.requestId(), limits.answerWithin().toMillis()));
            return;
        }
        pending.put(query.id(), query);
        query.ask(first.get());
        query.alarm(alarms.in(limits.hedgeAfter(), () -> hedge(query)));
    }

    /** Counts only from a worker that was asked, and only the first time. */
    public void answer(Sender worker, FromPeer.WorkerList answer) {
        if (others.passOn(answer.requestId(), worker, rooms, answer)) return;
        PendingQuery query = pending.get(answer.requestId());
        if (query == null || !query.wasAsked(worker) || !settle(query)) return;
        // Whoever forms a room, or breaks it up, knows less of it than the server does.
        boolean knows = answer.answer().mode() != Mode.FORMING && registry.test(query.client().room());
        if (!knows) answerFromRegistrations(query);
        else
            deliver(query, answer.answer());
    }

    /** Queries that wait for an answer now. */
    public int pendingCount() {
        return pendingCount.get();
    }

    private void hedge(PendingQuery query) {
        if (!pending.containsKey(query.id())) return;
        bestNotAsked(view(query), query).ifPresent(query::ask);
        Duration left = limits.answerWithin().minus(limits.hedgeAfter());
        query.alarm(alarms.in(left, () -> {
            if (settle(query)) answerFromRegistrations(query);
        }));
    }

    private static Optional<Member> bestNotAsked(RoomView room, PendingQuery query) {
        return room.meshed().stream()
                .filter(worker -> !query.wasAsked(worker) && !worker.connection().equals(query.client().connection()))
                .min(Comparator.comparing(Member::candidate));
    }

    private void answerFromRegistrations(PendingQuery query) {
        send(query, RegisteredWorkers.answer(view(query), query.question().query(),
                registry.test(query.client().room()), time.instant()));
    }

    private RoomView view(PendingQuery query) {
        return rooms.view(query.client().room()).orElse(RoomView.EMPTY);
    }

    private void deliver(PendingQuery query, WorkerAnswer answer) {
        send(query, RegisteredWorkers.union(answer, view(query), query.question().query()));
    }

    private void send(PendingQuery query, WorkerAnswer answer) {
        events.answered(query.path(), answer.source(), Duration.between(query.askedAt(), time.instant()));
        query.client().connection().send(new FromServer.WorkerList(query.question().requestId(), answer));
    }

    /** True for the one caller that may answer. */
    private boolean settle(PendingQuery query) {
        if (pending.remove(query.id()) == null) return false;
        pendingCount.decrementAndGet();
        pendingByPeer.computeIfPresent(query.client().connection(), (_, count) -> count > 1 ? count - 1 : null);
        query.cancelAlarm();
        return true;
    }

    private boolean reserve(Connection client) {
        if (pendingCount.getAndUpdate(count -> Math.min(count + 1, limits.pendingMax())) >= limits.pendingMax())
            return false;
        int before = pendingByPeer.getOrDefault(client, 0);
        if (before >= limits.pendingPerPeerMax()) {
            pendingCount.decrementAndGet();
            return false;
        }
        pendingByPeer.merge(client, 1, Integer::sum);
        return true;
    }
}
