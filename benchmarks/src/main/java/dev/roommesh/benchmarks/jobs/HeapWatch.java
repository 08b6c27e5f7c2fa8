package dev.roommesh.benchmarks.jobs;

import dev.roommesh.benchmarks.soak.Scrape;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Looks at the heap that a worker uses, each quarter of a second, until it is closed. */
final class HeapWatch implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final long MEBIBYTE = 1024 * 1024;

    private final URI worker;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Thread thread;
    private volatile boolean closed;
    private volatile long most;

    HeapWatch(URI worker) {
        this.worker = worker;
        thread = Thread.ofVirtual().start(this::watch);
    }

    private void watch() {
        while (!closed) {
            try {
                most = Math.max(most, (long) Scrape.of(worker, http).sum("jvm_memory_used_bytes", "area=\"heap\""));
            } catch (IOException silent) {
                // It is looked at again.
            } catch (InterruptedException stopped) {
                return;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** The most that was seen, garbage included. */
    long mostMebibytes() {
        return most / MEBIBYTE;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        http.close();
    }
}
