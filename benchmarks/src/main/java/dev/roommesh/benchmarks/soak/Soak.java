package dev.roommesh.benchmarks.soak;

import dev.roommesh.benchmarks.Report;
import dev.roommesh.benchmarks.Row;
import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.benchmarks.room.Network;
import dev.roommesh.client.local.Programs;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Keeps a room under load, has links dialled anew, and looks at what each lasting worker holds meanwhile. */
final class Soak {
    static final String NAME = "soak";

    private static final Duration RESTART_LIMIT = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final double SECONDS = 1e9;

    private final SoakPlan plan;
    private final Programs programs;
    private final Report report;
    private final Consumer<String> progress;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, List<Vitals>> samples = new LinkedHashMap<>();
    private long restarts;
    private long killed;

    Soak(SoakPlan plan, Programs programs, Report report, Consumer<String> progress) {
        this.plan = plan;
        this.programs = programs;
        this.report = report;
        this.progress = progress;
    }

    void run() {
        List<String> configuration = List
                .of("--roommesh.worker.heartbeat-interval=" + plan.heartbeat().toMillis() + "ms");
        try (http;
                BenchRoom room = BenchRoom.start(_ -> new Network.Shared(), programs, plan.workers(), configuration)) {
            room.awaitWhole();
            // Each change of a document is a new view for all: looking at them would be most of the load.
            room.lookAway();
            List<String> lasting = plan.lasting(room.workers());
            try (var changes = new StatusChanges(room, lasting, plan.changesPerSecond(), http)) {
                load(room, lasting, changes);
            }
            room.look();
            room.awaitWhole();
        }
    }

    private void load(BenchRoom room, List<String> lasting, StatusChanges changes) {
        BenchRoom.pause(plan.warmUp());
        long begin = System.nanoTime();
        long madeBefore = changes.made();
        sample(room, lasting);
        long nextSample = begin + plan.sampleEvery().toNanos();
        long nextRestart = begin + plan.redialEvery().toNanos();
        long end = begin + plan.length().minus(plan.warmUp()).toNanos();
        while (System.nanoTime() < end) {
            boolean isRestart = !plan.redialEvery().isZero() && nextRestart < nextSample;
            BenchRoom.pause(Duration.ofNanos(Math.min(end, isRestart ? nextRestart : nextSample) - System.nanoTime()));
            if (System.nanoTime() >= end) break;
            if (isRestart && !isMeshOpen(room, lasting)) {
                // The last ones are not yet back.
                nextRestart = System.nanoTime() + LOOK_AGAIN.toNanos();
            } else if (isRestart) {
                killed += room.restart(plan.restarted(room.workers()), RESTART_LIMIT);
                restarts++;
                nextRestart = Math.max(nextRestart + plan.redialEvery().toNanos(), System.nanoTime());
            } else {
                sample(room, lasting);
                nextSample = Math.max(nextSample + plan.sampleEvery().toNanos(), System.nanoTime());
            }
        }
        do {
            sample(room, lasting);
        } while (samples.values().iterator().next().size() < Trend.POINTS_MIN);
        double seconds = (System.nanoTime() - begin) / SECONDS;
        rows(seconds, (changes.made() - madeBefore) / seconds).forEach(report::add);
    }

    private boolean isMeshOpen(BenchRoom room, List<String> lasting) {
        return lasting.stream()
                .allMatch(worker -> Vitals.linksOpen(room.base(worker), http) == room.workers().size() - 1);
    }

    private void sample(BenchRoom room, List<String> lasting) {
        for (String worker : lasting) {
            Vitals vitals = Vitals.of(room.pid(worker), room.base(worker), http);
            samples.computeIfAbsent(worker, _ -> new ArrayList<>()).add(vitals);
        }
        Vitals first = Objects.requireNonNull(samples.get(lasting.getFirst())).getLast();
        progress.accept(String.format(Locale.ROOT,
                "%s: %.0f messages, %.0f links made, heap %.1f MiB, RSS %.1f MiB, %.0f threads, %.0f changes",
                lasting.getFirst(), first.messages(), first.linksMade(), first.held().heapMib(),
                first.held().rssMib(), first.held().threads(), first.changes()));
    }

    private List<Row> rows(double seconds, double changesPerSecond) {
        List<Row> rows = new ArrayList<>();
        rows.addAll(Flatness.rows(NAME, "", samples.values().stream()
                .map(seen -> seen.stream().map(Vitals::held).toList()).toList()));
        rows.add(trend("changes in the document", Vitals::changes));
        Map<String, Double> load = new LinkedHashMap<>();
        load.put("seconds", seconds);
        load.put("status_changes_per_second", changesPerSecond);
        load.put("messages", least(Vitals::messages));
        load.put("messages_per_second", least(Vitals::messages) / seconds);
        load.put("links_redialled", least(Vitals::linksMade));
        load.put("links_redialled_per_second", least(Vitals::linksMade) / seconds);
        load.put("restarts", (double) restarts);
        load.put("killed_for_not_leaving", (double) killed);
        rows.add(new Row(NAME, "load of the least loaded worker", "-", load, 1, null));
        return rows;
    }

    private double least(ToDoubleFunction<Vitals> value) {
        return samples.values().stream()
                .mapToDouble(seen -> value.applyAsDouble(seen.getLast()) - value.applyAsDouble(seen.getFirst())).min()
                .orElse(0);
    }

    private Row trend(String name, ToDoubleFunction<Vitals> value) {
        Trend worst = samples.values().stream()
                .map(seen -> new Trend(seen.stream()
                        .map(vitals -> new Trend.Point(vitals.messages(), value.applyAsDouble(vitals))).toList()))
                .max(Comparator.comparingDouble(Trend::growth)).orElseThrow();
        return new Row(NAME, name, "-", Flatness.figures(worst), samples.size(), null);
    }
}
