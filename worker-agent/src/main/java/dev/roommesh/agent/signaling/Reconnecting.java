package dev.roommesh.agent.signaling;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt at the server: doubled by each failure, with full jitter, so that a server
 * that comes back is not met by everybody at once.
 *
 * @param first the longest wait after the first failure
 * @param longest of all waits
 */
record Reconnecting(Duration first, Duration longest) {
    /** Half a second at first, eight seconds in the end. */
    static final Reconnecting USUAL = new Reconnecting(Duration.ofMillis(500), Duration.ofSeconds(8));

    private static final int DOUBLINGS_MAX = 16;

    /** @param failures in a row, from 1 */
    Duration waitAfter(int failures, RandomGenerator chance) {
        Duration most = first.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
        if (most.compareTo(longest) > 0) most = longest;
        return Duration.ofMillis(1 + chance.nextLong(most.toMillis()));
    }
}
