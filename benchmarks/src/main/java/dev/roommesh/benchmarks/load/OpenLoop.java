package dev.roommesh.benchmarks.load;

import dev.roommesh.benchmarks.Samples;
import dev.roommesh.benchmarks.room.BenchFailure;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Says something at planned times, whether or not what was said before has arrived. Driven by one thread. */
public final class OpenLoop {
    /** What comes later counts as unseen. */
    public static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(5);

    /** The kernel wakes a thread up to this many nanoseconds late; they are spent in a loop. */
    private static final long WAKE_UP_NANOS = 60_000;

    private volatile Arrivals arrivals = new Arrivals(new Schedule(0, 0, 0, 1));
    private int next;

    /** To be called by whoever hears a message, from any thread. */
    public void arrived(int number, long nanos) {
        arrivals.arrived(number, nanos);
    }

    /**
     * Says each number at its time.
     *
     * @return the time that each took to arrive, from when it was planned
     */
    public Samples run(int perSecond, Duration length, IntConsumer say) {
        Schedule schedule = Schedule.of(next, perSecond, length, System.nanoTime());
        next = schedule.end();
        var current = new Arrivals(schedule);
        arrivals = current;
        for (int number = schedule.first(); number < schedule.end(); number++) {
            pauseUntil(schedule.due(number));
            say.accept(number);
        }
        try {
            current.await(ARRIVAL_LIMIT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
        return current.latencies();
    }

    private static void pauseUntil(long due) {
        for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
            if (rest > WAKE_UP_NANOS) LockSupport.parkNanos(rest - WAKE_UP_NANOS);
            else
                Thread.onSpinWait();
        }
    }
}
