package dev.roommesh.signaling.cluster;

import dev.roommesh.model.RoomId;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * The engine that all servers share, and whether it is there. Commands wait for their answers, for at most
 * {@link #ANSWER_LIMIT}; what is said to other servers does not wait. Safe for many threads.
 */
final class Engine implements Publisher {
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    static final String CHANNEL = "roommesh:server:";
    /** On which all servers hear that what they agree on has changed; see state.lua. */
    static final String ALL_SERVERS = "roommesh:servers";

    private static final Logger LOG = LoggerFactory.getLogger("dev.roommesh.signaling");
    private static final String ROOM_KEY = "roommesh:room:";
    private static final int SCANNED_AT_ONCE = 1_000;
    private static final String EPOCH_KEY = "roommesh:epoch";
    private static final String STATE_KEY = "roommesh:state";
    private static final String REVOKED_KEY = "roommesh:revoked";
    private static final RedisScript<List<?>> ROOM = script("room.lua");
    private static final RedisScript<List<?>> ROOMS = script("rooms.lua");
    private static final RedisScript<List<?>> STATE = script("state.lua");
    private static final RedisScript<List<?>> EPOCH = script("epoch.lua");

    private final StringRedisTemplate commands;
    private final ReactiveStringRedisTemplate messages;
    private final String server;
    private final Duration keep;
    private final Duration grace;
    private volatile boolean up;
    private volatile String stateVersion = "";
    private volatile long graceEnds = System.nanoTime();
    private @Nullable String epoch;

    /** What a look at the engine showed. */
    enum Look {
        AWAY, AS_BEFORE,
        /** It was away, or has lost its memory, or was never looked at. */
        BACK
    }

    /**
     * @param server what this one is called
     * @param keep how long a room that nobody touches is kept
     * @param grace for how long after the engine has begun anew only ticket holders get into rooms that it does not know,
     *         and for how long after any outage nobody's lease is taken for over
     */
    Engine(StringRedisTemplate commands, ReactiveStringRedisTemplate messages, String server, Duration keep,
            Duration grace) {
        this.commands = commands;
        this.messages = messages;
        this.server = server;
        this.keep = keep;
        this.grace = grace;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static RedisScript<List<?>> script(String name) {
        return (RedisScript) RedisScript.of(new ClassPathResource(name, Engine.class), List.class);
    }

    String server() {
        return server;
    }

    boolean isUp() {
        return up;
    }

    /** Runs a command on a room; empty when the engine cannot be asked. */
    Optional<List<?>> run(RoomId room, String command, List<String> arguments) {
        if (!up) return Optional.empty();
        List<String> all = new ArrayList<>(
                List.of(command, server, Long.toString(keep.toMillis()), grace.toMillis() + " " + ownGraceMillis()));
        all.addAll(arguments);
        return execute(ROOM,
                List.of(key(room), "roommesh:profiles:{" + room + "}", EPOCH_KEY), all);
    }

    /**
     * The first rooms by their ids, as all servers know them; empty when the engine cannot be asked. Goes through all that
     * the engine has, some thousand keys at a time.
     */
    Optional<SortedSet<RoomId>> firstRooms(int max) {
        if (!up) return Optional.empty();
        SortedSet<RoomId> first = new TreeSet<>();
        ScanOptions all = ScanOptions.scanOptions().match(ROOM_KEY + "{*}").count(SCANNED_AT_ONCE).build();
        try (Cursor<String> keys = commands.scan(all)) {
            while (keys.hasNext()) {
                String key = keys.next();
                first.add(new RoomId(key.substring(ROOM_KEY.length() + 1, key.length() - 1)));
                if (first.size() > max) first.removeLast();
            }
            return Optional.of(first);
        } catch (DataAccessException failed) {
            return gone(failed);
        }
    }

    /** What rooms.lua answers for each of these rooms; empty when the engine cannot be asked. */
    Optional<List<?>> glance(List<RoomId> rooms) {
        if (!up) return Optional.empty();
        return execute(ROOMS, rooms.stream().map(Engine::key).toList(), List.of());
    }

    private static String key(RoomId room) {
        return ROOM_KEY + "{" + room + "}";
    }

    /** What is left of the time in which all servers take their peers' places again after an outage. */
    private long ownGraceMillis() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(graceEnds - System.nanoTime()));
    }

    /** Runs a command on what all servers agree on; empty when the engine cannot be asked. */
    Optional<List<?>> state(String command, List<String> arguments) {
        if (!up) return Optional.empty();
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(arguments);
        return execute(STATE, List.of(STATE_KEY, REVOKED_KEY), all);
    }

    /** Of what all servers agree on, at the last look. */
    String stateVersion() {
        return stateVersion;
    }

    private Optional<List<?>> execute(RedisScript<List<?>> script, List<String> keys, List<String> arguments) {
        try {
            return Optional.ofNullable(commands.execute(script, keys, arguments.toArray()));
        } catch (DataAccessException failed) {
            return gone(failed);
        }
    }

    private <T> Optional<T> gone(DataAccessException failed) {
        if (isFaultOfOurs(failed)) throw failed;
        lost(failed);
        return Optional.empty();
    }

    /** A script that does not run would fail for ever; that is a bug, and no outage. */
    private static boolean isFaultOfOurs(DataAccessException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException refused)
                return String.valueOf(refused.getMessage()).startsWith("ERR ");
        }
        return false;
    }

    @Override
    public void publish(String other, ServerMessage message) {
        if (!up) return;
        messages.convertAndSend(CHANNEL + other, message.text()).subscribe(_ -> {},
                lost -> LOG.debug("message to server {} lost: {}", other, lost.toString()));
    }

    /**
     * Looks whether the engine is there. To be called each second or so, by one thread. Where it is back, what it
     * has may not be what this server told it.
     */
    Look look() {
        try {
            List<?> seen = Objects.requireNonNull(commands.execute(EPOCH, List.of(EPOCH_KEY, STATE_KEY)));
            String before = epoch;
            epoch = Replies.text(seen, 0);
            stateVersion = Replies.text(seen, 1);
            boolean anew = before != null && !before.equals(epoch);
            if (up && !anew) return Look.AS_BEFORE;
            if (before != null) graceEnds = System.nanoTime() + grace.toNanos();
            up = true;
            LOG.info("engine up server={} anew={}", server, anew);
            return Look.BACK;
        } catch (DataAccessException failed) {
            if (isFaultOfOurs(failed)) throw failed;
            lost(failed);
            return Look.AWAY;
        }
    }

    private void lost(DataAccessException unreachable) {
        if (!up) return;
        up = false;
        LOG.warn("engine away: admissions wait, rooms go on; {}", unreachable.getMessage());
    }
}
