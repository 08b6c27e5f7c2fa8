package dev.roommesh.signaling.operation;

import dev.roommesh.signaling.relay.Alarms;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that does what is due. Nothing on it may block. */
final class Ticker implements Alarms, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("ticker").factory());

    Ticker() {
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Alarm in(Duration delay, Runnable action) {
        Future<?> due = thread.schedule(guarded(action), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }

    void each(Duration interval, Runnable action) {
        var _ = thread.scheduleWithFixedDelay(guarded(action), interval.toNanos(), interval.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** The same for what may wait for something; the next time is left out while one goes on. */
    void eachBeside(Duration interval, Runnable action) {
        var running = new AtomicBoolean();
        each(interval, () -> {
            if (!running.compareAndSet(false, true)) return;
            Thread.startVirtualThread(() -> {
                try {
                    guarded(action).run();
                } finally {
                    running.set(false);
                }
            });
        });
    }

    /** One fault must not end the leases of all rooms. */
    private static Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException fault) {
                LOG.error("fault=ticker", fault);
            }
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
