package dev.roommesh.benchmarks.soak;

import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.benchmarks.room.Looks;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Changes the status of workers in turn, at a fixed rate for all of them together. */
final class StatusChanges implements AutoCloseable {
    /** Changes on their way at a time; when so many wait, the rate is not reached. */
    static final int PENDING_MAX = 64;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final List<String> BODIES = List.of("{\"status\":\"maintenance\"}", "{\"status\":\"available\"}");

    private final BenchRoom room;
    private final HttpClient http;
    private final Semaphore pending = new Semaphore(PENDING_MAX);
    private final AtomicLong made = new AtomicLong();
    private volatile boolean isClosed;

    StatusChanges(BenchRoom room, List<String> workers, int perSecond, HttpClient http) {
        this.room = room;
        this.http = http;
        if (perSecond > 0)
            Thread.ofPlatform().daemon().name("status-changes").start(() -> change(workers, perSecond));
    }

    long made() {
        return made.get();
    }

    @Override
    public void close() {
        isClosed = true;
    }

    private void change(List<String> workers, int perSecond) {
        long between = Duration.ofSeconds(1).toNanos() / perSecond;
        long next = System.nanoTime();
        for (long count = 0; !isClosed; count++) {
            pending.acquireUninterruptibly();
            send(workers.get((int) (count % workers.size())),
                    BODIES.get((int) (count / workers.size() % BODIES.size())));
            // What was missed is not made up for: a rate that the room does not bear is reported as lower.
            next = Math.max(next + between, System.nanoTime() - between);
            long rest = next - System.nanoTime();
            if (rest > 0) LockSupport.parkNanos(this, rest);
        }
    }

    private void send(String worker, String body) {
        HttpRequest request = Looks.local(room.base(worker).resolve("/status")).timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)).build();
        var _ = http.sendAsync(request, BodyHandlers.discarding()).whenComplete((answer, trouble) -> {
            pending.release();
            if (trouble == null && answer.statusCode() == 200) made.incrementAndGet();
        });
    }
}
