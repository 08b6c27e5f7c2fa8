package dev.roommesh.agent.loop;

import java.time.Instant;
import java.time.InstantSource;

/** The time of day at the start, and from there on a clock that nobody sets. Safe for use by many threads. */
public final class SteadyClock implements InstantSource {
    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
