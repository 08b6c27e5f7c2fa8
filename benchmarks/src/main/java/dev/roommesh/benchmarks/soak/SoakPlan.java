package dev.roommesh.benchmarks.soak;

import dev.roommesh.model.Limits;
import java.time.Duration;
import java.util.List;

/**
 * What is done to a room, and for how long.
 *
 * @param length of the run, without the start of the room
 * @param workers in the room, 3 to {@link Limits#ROOM_WORKERS_MAX}
 * @param changesPerSecond status changes of all workers together; 0 for none
 * @param redialEvery how often some workers are started anew, so that all others dial them again; zero for never
 * @param heartbeat interval of the workers' heartbeats, which also are messages
 */
record SoakPlan(Duration length, int workers, int changesPerSecond, Duration redialEvery, Duration heartbeat) {
    static final Duration LENGTH_MIN = Duration.ofSeconds(20);
    static final int WORKERS_MIN = 3;
    static final int CHANGES_MAX = 100_000;

    private static final Duration HEARTBEAT_MIN = Duration.ofMillis(100);
    private static final Duration HEARTBEAT_MAX = Duration.ofMinutes(1);
    private static final Duration SAMPLE_MIN = Duration.ofSeconds(5);
    private static final Duration SAMPLE_MAX = Duration.ofMinutes(10);
    private static final Duration WARM_UP_MAX = Duration.ofMinutes(5);
    private static final int SAMPLES = 12;
    private static final int WARM_UP_SHARE = 6;

    /** @throws IllegalArgumentException with one sentence that names the option */
    SoakPlan {
        if (length.compareTo(LENGTH_MIN) < 0)
            throw new IllegalArgumentException("--for is " + LENGTH_MIN + " or longer, for example PT1M.");
        if (workers < WORKERS_MIN || workers > Limits.ROOM_WORKERS_MAX)
            throw new IllegalArgumentException(
                    "--workers is " + WORKERS_MIN + " to " + Limits.ROOM_WORKERS_MAX + ".");
        if (changesPerSecond < 0 || changesPerSecond > CHANGES_MAX)
            throw new IllegalArgumentException("--changes-per-second is 0 to " + CHANGES_MAX + ".");
        if (heartbeat.compareTo(HEARTBEAT_MIN) < 0 || heartbeat.compareTo(HEARTBEAT_MAX) > 0)
            throw new IllegalArgumentException("--heartbeat-interval is 100 ms to 60 s.");
        if (redialEvery.isNegative()) throw new IllegalArgumentException("--redial-every is not negative.");
    }

    /** Fewer than half of a room: it keeps its admin and its majority. */
    List<String> restarted(List<String> names) {
        return redialEvery.isZero() ? List.of() : names.subList(0, (names.size() - 1) / 2);
    }

    /** Those that run from the start to the end, and are looked at. */
    List<String> lasting(List<String> names) {
        return names.subList(restarted(names).size(), names.size());
    }

    Duration sampleEvery() {
        Duration share = length.dividedBy(SAMPLES);
        if (share.compareTo(SAMPLE_MIN) < 0) return SAMPLE_MIN;
        return share.compareTo(SAMPLE_MAX) > 0 ? SAMPLE_MAX : share;
    }

    /** What is seen before is left out: classes are loaded and code is compiled. */
    Duration warmUp() {
        Duration share = length.dividedBy(WARM_UP_SHARE);
        return share.compareTo(WARM_UP_MAX) > 0 ? WARM_UP_MAX : share;
    }
}
