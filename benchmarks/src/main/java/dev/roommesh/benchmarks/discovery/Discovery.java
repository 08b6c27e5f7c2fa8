package dev.roommesh.benchmarks.discovery;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.Row;
import dev.roommesh.benchmarks.Samples;
import dev.roommesh.benchmarks.Samples.Figure;
import dev.roommesh.benchmarks.load.OpenLoop;
import dev.roommesh.benchmarks.load.RunRows;
import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.benchmarks.room.Network;
import dev.roommesh.client.local.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** One room and one client process: every way to find a worker is measured on the same room, one after another. */
final class Discovery {
    private static final String NAME = "discovery";
    private static final Promise RELAY = Promise.SHOWN_TIME.and(Figure.P50, Duration.ofNanos(600_000)).and(Figure.P99,
            Duration.ofMillis(5));
    private static final Promise REPLICA = Promise.SHOWN_TIME.and(Figure.P99, Duration.ofNanos(50_000));
    private static final Promise CHANGE = Promise.SHOWN_TIME.and(Figure.P99, Duration.ofMillis(20));
    /** Questions on their way at a time where as many are asked as go. */
    private static final int AT_A_TIME = 32;

    private final DiscoveryPlan plan;
    private final Programs programs;
    private final Consumer<Row> rows;
    private final Consumer<String> progress;

    Discovery(DiscoveryPlan plan, Programs programs, Consumer<Row> rows, Consumer<String> progress) {
        this.plan = plan;
        this.programs = programs;
        this.rows = rows;
        this.progress = progress;
    }

    void run() {
        try (BenchRoom room = BenchRoom.start(_ -> new Network.Shared(), programs, plan.workers(), List.of())) {
            room.awaitWhole();
            room.lookAway();
            asked("relay", RELAY, Question.overTheRelay(room.facts()));
            asked("direct", Promise.SHOWN_TIME, Question.directly(room.facts()));
            asked("http", Promise.SHOWN_TIME, Question.overHttp(room.facts()));
            try (var replica = WatchedRoom.overTheRelay(room)) {
                repeated("replica-answer", REPLICA, replica::answers);
                repeated("replica-shows-change", CHANGE, replica::changes);
            }
            try (var replica = WatchedRoom.directly(room)) {
                repeated("replica-shows-change-directly", CHANGE, replica::changes);
            }
        }
    }

    /** At the fixed rate, from the planned times, and then as fast as it goes. */
    private void asked(String way, Promise promise, Question question) {
        try (question) {
            var loop = new OpenLoop();
            repeated(way + "-at-" + plan.perSecond() + "-per-second", promise,
                    length -> loop.run(plan.perSecond(), length, number -> {
                        var _ = question.ask().thenRun(() -> loop.arrived(number, System.nanoTime()));
                    }));
            List<Double> rates = runs(() -> rate(question), _ -> "");
            rows.accept(RunRows.shown(NAME, way + "-most", "per_second", rates));
        }
    }

    private void repeated(String name, Promise promise, Measurement measurement) {
        measurement.run(plan.warmUp());
        List<Samples> samples = runs(() -> measurement.run(plan.length()), run -> name + ": p50 "
                + run.figure(Figure.P50).orElse(-1L) + " us, p99 " + run.figure(Figure.P99).orElse(-1L) + " us of "
                + run.size());
        rows.accept(RunRows.latency(NAME, name, promise, samples, 0));
    }

    private <T> List<T> runs(Supplier<T> run, Function<T, String> words) {
        List<T> results = new ArrayList<>();
        for (int i = 1; i <= plan.runs(); i++) {
            T result = run.get();
            results.add(result);
            if (!words.apply(result).isEmpty())
                progress.accept("  " + i + " of " + plan.runs() + " " + words.apply(result));
        }
        return results;
    }

    /** Measures for so long. */
    private interface Measurement {
        Samples run(Duration length);
    }

    private double rate(Question question) {
        var places = new Semaphore(AT_A_TIME);
        var answered = new LongAdder();
        long begin = System.nanoTime();
        long end = begin + plan.length().toNanos();
        while (System.nanoTime() < end) {
            places.acquireUninterruptibly();
            var _ = question.ask().whenComplete((_, trouble) -> {
                if (trouble == null) answered.increment();
                places.release();
            });
        }
        places.acquireUninterruptibly(AT_A_TIME);
        return answered.sum() * 1e9 / (System.nanoTime() - begin);
    }
}
