package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerStatus;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives workers one status after the other, each another than the last, at a fixed rate. */
final class Writers implements AutoCloseable {
    private static final int THREADS = 10;

    private final Duration interval;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(THREADS);
    private final Map<PeerId, Writer> writers = new ConcurrentHashMap<>();

    Writers(int changesPerSecond) {
        interval = Duration.ofSeconds(1).dividedBy(changesPerSecond);
    }

    /** A worker that does not answer, since it has ended or is being ended, just misses its turn. */
    private final class Writer implements Runnable {
        private final Worker worker;
        private final AtomicInteger written = new AtomicInteger();
        private final ScheduledFuture<?> turns;

        Writer(Worker worker) {
            this.worker = worker;
            this.turns = clock.scheduleAtFixedRate(this, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void run() {
            if (write(next(written.get()))) written.incrementAndGet();
        }

        boolean write(WorkerStatus status) {
            try {
                return worker.put("/status", "{\"status\":\"" + status.word() + "\"}") == 200;
            } catch (UncheckedIOException gone) {
                return false;
            }
        }
    }

    private static WorkerStatus next(int number) {
        return number % 2 == 0 ? WorkerStatus.MAINTENANCE : WorkerStatus.AVAILABLE;
    }

    void start(Worker worker) {
        writers.put(worker.peerId(), new Writer(worker));
    }

    /** Waits until a worker has taken this many changes. */
    void awaitWritten(Worker worker, int changes, Duration limit) {
        Writer writer = writers.get(worker.peerId());
        assertThat(writer).as(worker.name()).isNotNull();
        if (writer != null)
            await().atMost(limit).pollInterval(Duration.ofMillis(5))
                    .until(() -> writer.written.get() >= changes);
    }

    /** Changes that workers have taken. */
    int written() {
        return writers.values().stream().mapToInt(writer -> writer.written.get()).sum();
    }

    /**
     * Writes no more.
     *
     * @return the last status of each of these, which it has taken
     */
    Map<PeerId, WorkerStatus> stop(Collection<Worker> running, Duration limit) throws InterruptedException {
        writers.values().forEach(writer -> writer.turns.cancel(false));
        clock.shutdown();
        assertThat(clock.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)).as("the last writes end").isTrue();
        Map<PeerId, WorkerStatus> last = new HashMap<>();
        for (Worker worker : running) {
            Writer writer = writers.get(worker.peerId());
            if (writer == null) continue;
            // A write without an answer may have been taken, so that the count alone does not tell.
            WorkerStatus status = next(writer.written.get());
            await(worker.name() + " takes its last status").atMost(limit).until(() -> writer.write(status));
            last.put(worker.peerId(), status);
        }
        return last;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
