package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.Row;
import dev.roommesh.benchmarks.Samples;
import dev.roommesh.benchmarks.room.Asker;
import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.benchmarks.room.Looks;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What looking costs, for it takes processor time from those who are looked at; and how late it sees. */
final class ObserverCost {
    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final int ROUND_TRIPS = 100;
    private static final double PERCENT = 100;

    private record Spent(double observer, double workers) {}

    private ObserverCost() {}

    /** Of a whole room at rest. The observer only listens; the client asks every 20 ms. */
    static List<Row> rows(BenchRoom room) {
        Spent looking;
        try (Asker _ = room.ask()) {
            looking = spent(room);
        }
        room.lookAway();
        Spent alone = spent(room);
        room.look();
        room.awaitWhole();
        Map<String, Double> cost = new LinkedHashMap<>();
        cost.put("observer_percent_of_core", looking.observer());
        cost.put("room_percent_of_core", looking.workers());
        cost.put("room_unobserved_percent_of_core", alone.workers());
        return List.of(new Row(Failover.NAME, "observer cost", "-", cost, 1, null),
                Row.of(Failover.NAME, "observer delay (a round trip)", Promise.SHOWN_TIME, roundTrips(room)));
    }

    private static Samples roundTrips(BenchRoom room) {
        var samples = new Samples();
        HttpRequest request = Looks.local(room.base(room.workers().getFirst()).resolve("/status")).GET().build();
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int trip = 0; trip < ROUND_TRIPS; trip++) {
                long begin = System.nanoTime();
                var _ = http.send(request, BodyHandlers.ofString());
                samples.add(Duration.ofNanos(System.nanoTime() - begin));
            }
        } catch (IOException gone) {
            throw new BenchFailure("A worker of a whole room does not answer.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
        return samples;
    }

    private static Spent spent(BenchRoom room) {
        BenchRoom.pause(WINDOW.dividedBy(3));
        Duration observer = processorTime(ProcessHandle.current());
        Duration workers = workersTime(room);
        BenchRoom.pause(WINDOW);
        return new Spent(percent(processorTime(ProcessHandle.current()).minus(observer)),
                percent(workersTime(room).minus(workers)));
    }

    private static Duration workersTime(BenchRoom room) {
        return room.workers().stream()
                .map(worker -> ProcessHandle.of(room.pid(worker)).map(ObserverCost::processorTime)
                        .orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration processorTime(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static double percent(Duration spent) {
        return Math.round(PERCENT * 10 * spent.toNanos() / WINDOW.toNanos()) / 10.0;
    }
}
