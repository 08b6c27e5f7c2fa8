package dev.roommesh.model;

import java.util.Comparator;

/**
 * Who could be admin: the order of {@link #compareTo} puts the better one first.
 *
 * @param peerId the worker
 * @param gpuMemoryMb its size as the roster has it, in MiB, not negative
 */
public record Candidate(PeerId peerId, long gpuMemoryMb) implements Comparable<Candidate> {
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingLong(Candidate::gpuMemoryMb).reversed()
            .thenComparing(Candidate::peerId);

    public Candidate {
        if (gpuMemoryMb < 0 || gpuMemoryMb > Limits.GPU_MEMORY_MB_MAX) {
            throw new IllegalArgumentException("gpu_memory_mb is 0 to " + Limits.GPU_MEMORY_MB_MAX);
        }
    }

    @Override
    public int compareTo(Candidate other) {
        return BEST_FIRST.compare(this, other);
    }

    /** Most GPU memory, then lowest id. */
    public boolean isBetterThan(Candidate other) {
        return compareTo(other) < 0;
    }
}
