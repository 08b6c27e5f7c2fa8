package dev.roommesh.benchmarks.room;

import org.jspecify.annotations.Nullable;

/**
 * Something that the observer saw for the first time.
 *
 * @param nanos when, by the observer's {@link System#nanoTime}
 * @param who a worker, {@code client} or {@code bench}
 * @param sight what the worker said; null where it said nothing, or is none
 */
public record Event(long nanos, String who, String what, @Nullable Sight sight) {}
