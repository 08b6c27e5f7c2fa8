package dev.roommesh.benchmarks.signaling;

import java.time.Duration;

/**
 * How much is done.
 *
 * @param runs of each measurement, 1 to {@link #RUNS_MAX}
 * @param warmUp before the first run, at the same rate: code is compiled
 * @param length of one run at a fixed rate
 * @param perSecond messages, or questions, at that rate
 * @param relayRooms full rooms among which they are spread
 * @param registrations peers that register in one run
 * @param idleSockets registered and silent, 10 to {@link #IDLE_SOCKETS_MAX}
 * @param memoryRuns of the idle sockets, each with a server of its own
 * @param floodPerSecond frames of the guest that floods, 0 to {@link #FLOOD_MAX}; 0 for as many as the server reads
 */
record SignalingPlan(int runs, Duration warmUp, Duration length, int perSecond, int relayRooms, int registrations,
        int idleSockets, int memoryRuns, int floodPerSecond) {
    static final SignalingPlan USUAL = new SignalingPlan(5, Duration.ofSeconds(8), Duration.ofSeconds(5), 1_000, 10,
            2_000, 10_000, 3, 0);
    static final SignalingPlan QUICK = new SignalingPlan(1, Duration.ofMillis(500), Duration.ofMillis(500), 1_000, 10,
            200, 500, 1, 0);
    static final int RUNS_MAX = 1_000;
    static final int FLOOD_MAX = 1_000_000;
    /** What a server lets in by itself, without those that a flooding guest opens. */
    static final int IDLE_SOCKETS_MAX = 11_000;

    /** @throws IllegalArgumentException with one sentence that names the option */
    SignalingPlan {
        if (runs < 1 || runs > RUNS_MAX) throw new IllegalArgumentException("--runs is 1 to " + RUNS_MAX + ".");
        if (floodPerSecond < 0 || floodPerSecond > FLOOD_MAX)
            throw new IllegalArgumentException("--flood-per-second is 0 to " + FLOOD_MAX + ".");
        if (idleSockets < 10 || idleSockets > IDLE_SOCKETS_MAX)
            throw new IllegalArgumentException("--sockets is 10 to " + IDLE_SOCKETS_MAX + ".");
    }

    SignalingPlan with(int otherRuns, int otherIdleSockets) {
        return new SignalingPlan(otherRuns, warmUp, length, perSecond, relayRooms, registrations, otherIdleSockets,
                Math.min(memoryRuns, otherRuns), floodPerSecond);
    }

    SignalingPlan withFlood(int framesPerSecond) {
        return new SignalingPlan(runs, warmUp, length, perSecond, relayRooms, registrations, idleSockets, memoryRuns,
                framesPerSecond);
    }
}
