package dev.roommesh.benchmarks.load;

import java.time.Duration;

/**
 * Planned times, evenly apart.
 *
 * @param first number of the first message; numbers go on from one schedule to the next, so that what comes late is not
 *        taken for another
 * @param start when the first is due, by {@link System#nanoTime}
 * @param between one and the next, in nanoseconds
 */
record Schedule(int first, int count, long start, long between) {
    static Schedule of(int first, int perSecond, Duration length, long start) {
        long between = Duration.ofSeconds(1).toNanos() / perSecond;
        return new Schedule(first, Math.toIntExact(length.toNanos() / between), start, between);
    }

    /** The first number after this schedule. */
    int end() {
        return first + count;
    }

    boolean has(int number) {
        return number >= first && number < end();
    }

    /** When this number is due. */
    long due(int number) {
        return start + (number - first) * between;
    }
}
