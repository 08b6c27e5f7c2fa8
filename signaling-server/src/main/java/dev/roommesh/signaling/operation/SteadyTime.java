package dev.roommesh.signaling.operation;

import java.time.Instant;
import java.time.InstantSource;

/** The time of day at the start, and from there on a clock that nobody sets: leases must not end by a correction. */
final class SteadyTime implements InstantSource {
    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
