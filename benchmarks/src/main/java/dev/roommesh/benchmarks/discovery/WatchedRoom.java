package dev.roommesh.benchmarks.discovery;

import dev.roommesh.benchmarks.Samples;
import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.benchmarks.room.Looks;
import dev.roommesh.client.Reach;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.WatchEvent;
import dev.roommesh.client.Way;
import dev.roommesh.client.WorkerWatch;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A room that is watched while its workers change. Owned by one thread. */
final class WatchedRoom implements AutoCloseable {
    /** Between two changes, at least; a little more by chance, so that no clock of the room's is met. */
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration BETWEEN_ANSWERS = Duration.ofNanos(100_000);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final BenchRoom room;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<Shown> shown = new LinkedBlockingQueue<>();
    private final RoomClient client;
    private final WorkerWatch watch;
    private int next;

    /** A worker's status, and when the listener was told of it. */
    private record Shown(PeerId worker, WorkerStatus status, long at) {
        boolean shows(Change change) {
            return worker.equals(change.worker()) && status == change.status();
        }
    }

    private WatchedRoom(BenchRoom room, Reach reach) {
        this.room = room;
        this.client = RoomClient.connect(room.facts(), LIMIT, reach);
        this.watch = client.watch(WorkerQuery.ALL, this::told).join();
    }

    /** Told by the server. */
    static WatchedRoom overTheRelay(BenchRoom room) {
        return new WatchedRoom(room, Reach.RELAY);
    }

    /**
     * Told by the admin, over a data channel.
     *
     * @throws BenchFailure where there is none
     */
    static WatchedRoom directly(BenchRoom room) {
        var watched = new WatchedRoom(room, Reach.DIRECT);
        long begin = System.nanoTime();
        while (watched.watch.way().filter(Way.Direct.class::isInstance).isEmpty()) {
            if (System.nanoTime() - begin > Question.DIRECT_LIMIT.toNanos()) {
                watched.close();
                throw new BenchFailure("No data channel: "
                        + watched.client.whyNotDirect().orElse("the watch does not use it") + ".");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return watched;
    }

    private void told(WatchEvent event) {
        if (event instanceof WatchEvent.Changed(var _, var worker))
            shown.add(new Shown(worker.peerId(), worker.metadata().status(), System.nanoTime()));
    }

    /** How long an answer from the replica takes, while workers change beside it. */
    Samples answers(Duration length) {
        var samples = new Samples();
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            send(next++);
            long until = System.nanoTime() + PAUSE.toNanos();
            while (System.nanoTime() < until) {
                long from = System.nanoTime();
                if (watch.answer(Question.QUERY).adminPeerId() == null)
                    throw new BenchFailure("The replica knows no admin.");
                long answered = System.nanoTime();
                samples.add(Duration.ofNanos(answered - from));
                while (System.nanoTime() - answered < BETWEEN_ANSWERS.toNanos())
                    Thread.onSpinWait();
            }
        }
        return samples;
    }

    /** From before a worker is told of its new status until the listener is told that it has it. */
    Samples changes(Duration length) {
        var samples = new Samples();
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            BenchRoom.pause(PAUSE.plusNanos(ThreadLocalRandom.current().nextLong(PAUSE.toNanos())));
            shown.clear();
            long from = System.nanoTime();
            Change change = send(next++);
            Shown seen = await(change, from + LIMIT.toNanos());
            if (seen == null) samples.addUnseen();
            else
                samples.add(Duration.ofNanos(seen.at() - from));
        }
        return samples;
    }

    private @Nullable Shown await(Change change, long deadline) {
        try {
            while (true) {
                Shown seen = shown.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (seen == null || seen.shows(change)) return seen;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
    }

    /** Each worker in turn goes out of service, and comes back the next time. */
    private Change send(int number) {
        List<String> workers = room.workers();
        String worker = workers.get(number % workers.size());
        WorkerStatus status = number / workers.size() % 2 == 0 ? WorkerStatus.MAINTENANCE : WorkerStatus.AVAILABLE;
        HttpRequest request = Looks.local(room.base(worker).resolve("/status")).timeout(LIMIT)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"status\":\"" + status.word() + "\"}")).build();
        var _ = http.sendAsync(request, BodyHandlers.discarding());
        return new Change(new PeerId(worker), status);
    }

    private record Change(PeerId worker, WorkerStatus status) {}

    @Override
    public void close() {
        watch.close();
        client.close();
        http.shutdownNow();
    }
}
