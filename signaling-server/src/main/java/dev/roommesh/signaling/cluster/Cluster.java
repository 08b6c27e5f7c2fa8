package dev.roommesh.signaling.cluster;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.features.RoomFeatures;
import dev.roommesh.signaling.relay.Alarms;
import dev.roommesh.signaling.relay.ChannelRelay;
import dev.roommesh.signaling.relay.ForgetRelay;
import dev.roommesh.signaling.relay.OtherServers;
import dev.roommesh.signaling.relay.Queries;
import dev.roommesh.signaling.relay.ReservationRelay;
import dev.roommesh.signaling.relay.Watches;
import dev.roommesh.signaling.room.RoomLimits;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.Revocations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/** This server as one of several: its rooms are those of all, and it listens to the others. */
public final class Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Of a lease: so that an engine that is away for a while ends none. */
    private static final int RENEWALS_PER_LEASE = 3;

    private final RedisConnectionFactory connections;
    private final InstantSource time;
    private final Duration lease;
    private final Duration grace;
    private final Engine engine;
    private final Replicas replicas;
    private final SharedRooms rooms;
    private final ServerChannel channel;
    private final RedisMessageListenerContainer listening = new RedisMessageListenerContainer();
    /** Whatever waits for the engine's answers, but for registrations. */
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("engine").factory());
    private final SharedState state;
    private boolean recovering;
    private boolean restoring;

    /** What this server answers with, and remembers beside rooms. */
    record Parts(Queries queries, Watches watches, ReservationRelay reservations, ChannelRelay channels,
            ForgetRelay forgetting, Revocations revocations, RoomFeatures features) {}

    /** @param name of this server among all, for the life of its process; without a space or a hyphen */
    Cluster(LettuceConnectionFactory connections, String name, RoomLimits limits, SignalCodec codec,
            InstantSource time) {
        this.connections = connections;
        this.time = time;
        this.lease = limits.lease();
        this.grace = limits.restartGrace();
        engine = new Engine(new StringRedisTemplate(connections), new ReactiveStringRedisTemplate(connections), name,
                limits.idle(), limits.restartGrace());
        state = new SharedState(engine);
        var sockets = new LocalSockets(name);
        replicas = new Replicas(engine, sockets, codec, time, thread);
        rooms = new SharedRooms(engine, sockets, replicas, limits);
        channel = new ServerChannel(engine, sockets, replicas, codec);
    }

    /** The rooms of all servers. */
    public Rooms rooms() {
        return rooms;
    }

    /** Keeps revoked tokens for all servers. */
    public Revocations.Keeper revocations() {
        return state;
    }

    /** Keeps the operator's flags for all servers. */
    public RoomFeatures.Keeper flags() {
        return state;
    }

    /** The way of answers to them. */
    public OtherServers others() {
        return channel;
    }

    /** What an alarm does may ask the engine, and so must not hold up the others. */
    public Alarms beside(Alarms alarms) {
        return (delay, action) -> alarms.in(delay, () -> Thread.startVirtualThread(action));
    }

    /** Whether the engine answers. */
    public boolean isComplete() {
        return engine.isUp();
    }

    void start(Parts parts) {
        listening.setConnectionFactory(connections);
        // In the order in which they come; what is done with one returns at once.
        listening.setTaskExecutor(new SyncTaskExecutor());
        listening.addMessageListener(
                (message, _) -> channel.received(new String(message.getBody(), StandardCharsets.UTF_8), parts),
                new ChannelTopic(Engine.CHANNEL + engine.server()));
        listening.addMessageListener((_, _) -> thread.execute(guarded(() -> look(parts))),
                new ChannelTopic(Engine.ALL_SERVERS));
        listening.afterPropertiesSet();
        guarded(() -> look(parts)).run();
        each(LOOK, () -> look(parts));
        each(lease.dividedBy(RENEWALS_PER_LEASE), () -> rooms.renewAll(time.instant()));
    }

    private void look(Parts parts) {
        Engine.Look seen = engine.look();
        boolean back = seen == Engine.Look.BACK;
        recovering |= back;
        restoring |= back;
        if (!engine.isUp()) return;
        // Before anything is learned of the engine: what it has may be older.
        if (restoring && !state.restore(parts.revocations(), parts.features())) return;
        restoring = false;
        state.refresh(parts.revocations(), parts.features());
        if (!listening.isListening()) listening.start();
        if (!recovering) return;
        Map<RoomId, RoomView> before = replicas.views();
        rooms.recover(time.instant());
        // Whoever was here or elsewhere has taken its place again by then, or has left while nobody could say so.
        var _ = thread.schedule(guarded(() -> replicas.tellSince(before)), grace.toMillis(), TimeUnit.MILLISECONDS);
        recovering = false;
    }

    private void each(Duration interval, Runnable action) {
        var _ = thread.scheduleWithFixedDelay(guarded(action), interval.toNanos(), interval.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private static Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException fault) {
                LOG.error("fault=engine", fault);
            }
        };
    }

    void stop() throws Exception {
        thread.shutdownNow();
        listening.destroy();
    }
}
