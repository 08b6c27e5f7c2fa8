package dev.roommesh.benchmarks.jobs;

import dev.roommesh.model.Limits;
import java.time.Duration;

/**
 * How much is done.
 *
 * @param workers in the room, 3 to {@link Limits#ROOM_WORKERS_MAX}
 * @param runs of each measurement, 1 to {@link #RUNS_MAX}
 * @param mebibytes of the file that travels each way, 1 to {@link #MEBIBYTES_MAX}
 * @param length of one run of questions
 * @param perSecond questions meanwhile
 */
record JobsPlan(int workers, int runs, int mebibytes, Duration length, int perSecond) {
    static final JobsPlan USUAL = new JobsPlan(10, 3, 1024, Duration.ofSeconds(10), 200);
    static final JobsPlan QUICK = new JobsPlan(3, 1, 32, Duration.ofSeconds(2), 50);
    static final int WORKERS_MIN = 3;
    static final int RUNS_MAX = 100;
    static final int MEBIBYTES_MAX = 64 * 1024;

    /** @throws IllegalArgumentException with one sentence that names the option */
    JobsPlan {
        if (workers < WORKERS_MIN || workers > Limits.ROOM_WORKERS_MAX)
            throw new IllegalArgumentException(
                    "--workers is " + WORKERS_MIN + " to " + Limits.ROOM_WORKERS_MAX + ".");
        if (runs < 1 || runs > RUNS_MAX) throw new IllegalArgumentException("--runs is 1 to " + RUNS_MAX + ".");
        if (mebibytes < 1 || mebibytes > MEBIBYTES_MAX)
            throw new IllegalArgumentException("--mebibytes is 1 to " + MEBIBYTES_MAX + ".");
    }
}
