package dev.roommesh.protocol.link;

import java.time.Duration;

/**
 * When to try again.
 *
 * @param dialTimeout how long one attempt may take
 * @param redialMin the wait after the first failure
 * @param redialMax the longest wait; each failure doubles it up to here
 * @param silence after which an open link without a frame is closed
 */
public record LinkPolicy(Duration dialTimeout, Duration redialMin, Duration redialMax, Duration silence) {
    /** How long a link still receives after its successor has opened: many times what a frame is on its way. */
    public static final Duration DRAIN = Duration.ofSeconds(2);

    /** How long an offer and its answer are on their way at most where nothing is lost, but every machine is busy. */
    static final Duration YOUNG = Duration.ofSeconds(1);

    private static final int DOUBLINGS_MAX = 16;

    Duration backOff(int failures) {
        Duration wait = redialMin.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
        return wait.compareTo(redialMax) < 0 ? wait : redialMax;
    }

    /** How long an attempt is left alone once its answer is there: half of what it may take. */
    Duration connecting() {
        return dialTimeout.dividedBy(2);
    }

    /** How long the end that does not dial waits at first; a request so soon after the opening was made before it. */
    Duration askAfter() {
        return redialMin.multipliedBy(8);
    }
}
