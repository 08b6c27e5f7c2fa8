package dev.roommesh.benchmarks.load;

import dev.roommesh.benchmarks.Samples;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each message of a schedule arrived. Safe for use by many threads. */
final class Arrivals {
    private static final long NOT_YET = 0;

    private final Schedule schedule;
    /** Nanoseconds from the planned time, and one more: none is {@link #NOT_YET}. */
    private final AtomicLongArray after;
    private final CountDownLatch missing;

    Arrivals(Schedule schedule) {
        this.schedule = schedule;
        this.after = new AtomicLongArray(schedule.count());
        this.missing = new CountDownLatch(schedule.count());
    }

    /** Counts only for a number of this schedule, and only the first time. */
    void arrived(int number, long nanos) {
        if (!schedule.has(number)) return;
        long late = Math.max(0, nanos - schedule.due(number)) + 1;
        if (after.compareAndSet(number - schedule.first(), NOT_YET, late)) missing.countDown();
    }

    /** Waits until all have arrived, or the limit has passed. */
    void await(Duration limit) throws InterruptedException {
        boolean _ = missing.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** From the planned time, not from when it was sent: a sender that is held up hides nothing. */
    Samples latencies() {
        var samples = new Samples();
        for (int i = 0; i < after.length(); i++) {
            long late = after.get(i);
            if (late == NOT_YET) samples.addUnseen();
            else
                samples.add(Duration.ofNanos(late - 1));
        }
        return samples;
    }
}
