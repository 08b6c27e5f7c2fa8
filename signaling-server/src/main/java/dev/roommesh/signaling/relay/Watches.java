package dev.roommesh.signaling.relay;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.signaling.room.Rooms;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Has one worker tell this server of each room that somebody here watches, and passes it on: however many watch, the
 * room is told of once. The admin tells, or the best other worker where it is silent; where none does, the
 * registrations do.
 */
public final class Watches {
    /** How often {@link #look} is to be called. */
    public static final Duration LOOK = RoomWatch.LOOK;

    private final Rooms rooms;
    private final Alarms alarms;
    private final Executor executor;
    private final InstantSource time;
    private final OtherServers others;
    private final Predicate<RoomId> registry;
    private final Map<RoomId, RoomWatch> watched = new ConcurrentHashMap<>();
    private final Map<RequestId, RoomWatch> telling = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /**
     * Watches in these rooms.
     *
     * @param executor does what takes its time: many may watch one room
     * @param registry whether a room keeps a registry of its own now
     */
    public Watches(Rooms rooms, Alarms alarms, Executor executor, InstantSource time, OtherServers others,
            Predicate<RoomId> registry) {
        this.rooms = rooms;
        this.alarms = alarms;
        this.executor = executor;
        this.time = time;
        this.others = others;
        this.registry = registry;
    }

    /** The peer is told of its room from now on, under this id. What it watched before ends. */
    public void watch(Sender peer, FromPeer.WatchWorkers wanted) {
        RoomWatch joined = watched.computeIfAbsent(peer.room(), room -> new RoomWatch(new Facts(room)));
        while (!joined.add(peer.connection(), wanted.requestId())) {
            watched.remove(peer.room(), joined);
            joined = watched.computeIfAbsent(peer.room(), room -> new RoomWatch(new Facts(room)));
        }
        joined.look();
    }

    public void unwatch(Sender peer, FromPeer.UnwatchWorkers unwanted) {
        of(peer.room()).ifPresent(watch -> watch.remove(peer.connection(), unwanted.requestId()));
    }

    /** The peer is gone, and what it watched is of no use any more. */
    public void left(Sender peer) {
        of(peer.room()).ifPresent(watch -> watch.remove(peer.connection()));
    }

    private Optional<RoomWatch> of(RoomId room) {
        return Optional.ofNullable(watched.get(room));
    }

    /** Counts from the worker that was asked alone. */
    public void told(Sender worker, FromPeer.WatchUpdated told) {
        if (others.passOn(told.requestId(), worker, rooms, told)) return;
        RoomWatch watch = telling.get(told.requestId());
        if (watch != null) watch.told(worker, told);
    }

    /** Does what the time asks for. To be called each {@link #LOOK}. */
    public void look() {
        watched.forEach((room, watch) -> {
            if (watch.isOver()) watched.remove(room, watch);
            else
                watch.look();
        });
    }

    /** Peers that watch here. */
    public int count() {
        return watched.values().stream().mapToInt(RoomWatch::size).sum();
    }

    /** Rooms of which a worker tells this server. */
    int tellingCount() {
        return telling.size();
    }

    /** What a room's watch works with. */
    private final class Facts implements RoomWatch.Facts {
        private final RoomId room;

        Facts(RoomId room) {
            this.room = room;
        }

        @Override
        public RoomId room() {
            return room;
        }

        @Override
        public RoomView view() {
            return rooms.view(room).orElse(RoomView.EMPTY);
        }

        @Override
        public boolean registry() {
            return registry.test(room);
        }

        @Override
        public InstantSource time() {
            return time;
        }

        @Override
        public void later(Duration delay, Runnable action) {
            if (delay.isZero()) executor.execute(action);
            else
                alarms.in(delay, () -> executor.execute(action));
        }

        @Override
        public RequestId begin(RoomWatch watch) {
            var id = new RequestId("w" + others.here() + "-" + numbers.incrementAndGet());
            telling.put(id, watch);
            return id;
        }

        @Override
        public void end(RequestId id) {
            telling.remove(id);
        }
    }
}
