package dev.roommesh.benchmarks.discovery;

import dev.roommesh.model.Limits;
import java.time.Duration;

/**
 * How much is done.
 *
 * @param workers in the room, 3 to {@link Limits#ROOM_WORKERS_MAX}
 * @param runs of each measurement, 1 to {@link #RUNS_MAX}
 * @param warmUp before the first run: code is compiled
 * @param length of one run
 * @param perSecond questions at the fixed rate, 1 to {@link #PER_SECOND_MAX}
 */
record DiscoveryPlan(int workers, int runs, Duration warmUp, Duration length, int perSecond) {
    static final DiscoveryPlan USUAL = new DiscoveryPlan(10, 5, Duration.ofSeconds(8), Duration.ofSeconds(5), 1_000);
    static final DiscoveryPlan QUICK = new DiscoveryPlan(3, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), 200);
    static final int RUNS_MAX = 1_000;
    static final int WORKERS_MIN = 3;
    static final int PER_SECOND_MAX = 100_000;

    /** @throws IllegalArgumentException with one sentence that names the option */
    DiscoveryPlan {
        if (workers < WORKERS_MIN || workers > Limits.ROOM_WORKERS_MAX)
            throw new IllegalArgumentException(
                    "--workers is " + WORKERS_MIN + " to " + Limits.ROOM_WORKERS_MAX + ".");
        if (runs < 1 || runs > RUNS_MAX) throw new IllegalArgumentException("--runs is 1 to " + RUNS_MAX + ".");
        if (perSecond < 1 || perSecond > PER_SECOND_MAX)
            throw new IllegalArgumentException("--per-second is 1 to " + PER_SECOND_MAX + ".");
    }
}
