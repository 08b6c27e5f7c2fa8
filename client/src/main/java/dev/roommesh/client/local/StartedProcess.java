package dev.roommesh.client.local;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that {@code up} started, told from others that get the same number later by the time of its start.
 *
 * @param name {@code server}, or the worker's peer id
 * @param isWorker false for the signaling server
 * @param pid its number
 * @param startedAt when the operating system says that it started
 * @param httpPort where its local HTTP is
 */
record StartedProcess(String name, boolean isWorker, long pid, Instant startedAt, int httpPort) {
    /** The operating system counts from its own start, which it knows to about a second. */
    static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    /** The process itself; empty when it has ended, also when another process has its number now. */
    Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isThisOne);
    }

    private boolean isThisOne(ProcessHandle candidate) {
        return candidate.info().startInstant()
                .map(started -> Duration.between(started, startedAt).abs().compareTo(START_TOLERANCE) <= 0)
                .orElse(false);
    }
}
