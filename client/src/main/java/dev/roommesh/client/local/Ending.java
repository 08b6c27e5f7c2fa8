package dev.roommesh.client.local;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Ends processes that {@code up} started, and no others: asks first, and forces those that do not follow. */
final class Ending {
    /** Leaving the room and closing all links takes a worker well under a second. */
    static final Duration GRACE = Duration.ofSeconds(5);
    static final Duration FORCED_LIMIT = Duration.ofSeconds(5);

    /** How many were running and have been ended. */
    record Ended(int workers, int servers) {}

    private Ending() {}

    /** Workers first, so that they can still say to the server that they leave. */
    static Ended end(List<StartedProcess> processes) {
        return end(processes, GRACE);
    }

    static Ended end(List<StartedProcess> processes, Duration grace) {
        return new Ended(end(processes.stream().filter(StartedProcess::isWorker), grace),
                end(processes.stream().filter(process -> !process.isWorker()), grace));
    }

    private static int end(Stream<StartedProcess> processes, Duration grace) {
        List<ProcessHandle> running = processes.flatMap(process -> process.handle().stream()).toList();
        running.forEach(ProcessHandle::destroy);
        if (!allEnd(running, grace)) {
            running.forEach(ProcessHandle::destroyForcibly);
            if (!allEnd(running, FORCED_LIMIT)) {
                throw new LocalFailure("Processes " + running.stream().filter(ProcessHandle::isAlive)
                        .map(ProcessHandle::pid).toList() + " do not end; look at them with ps.");
            }
        }
        return running.size();
    }

    private static boolean allEnd(List<ProcessHandle> processes, Duration limit) {
        try {
            CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillRunning) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("the end of a process has no failure", impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
