package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.Row;
import dev.roommesh.benchmarks.Samples;
import dev.roommesh.benchmarks.Samples.Figure;
import dev.roommesh.benchmarks.load.Repeated;
import dev.roommesh.benchmarks.load.RunRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The rows of repeated runs: the median of the runs, the least and the greatest of them. */
final class Rows {
    static final String BENCHMARK = "signaling";

    private Rows() {}

    /**
     * @param promise judged by the median of the runs' percentiles, which is shown; what was never seen breaks it
     * @param errors that peers noticed meanwhile; shown where there are any
     */
    static Row latency(String name, Promise promise, List<Samples> runs, long errors) {
        return RunRows.latency(BENCHMARK, name, promise, runs, errors);
    }

    /** How many times the median of others each run's median is; empty where one saw nothing. */
    static Optional<Row> ratio(String name, List<Samples> runs, List<Samples> others) {
        if (Stream.concat(runs.stream(), others.stream()).anyMatch(run -> run.size() == run.unseen()))
            return Optional.empty();
        double one = RunRows.millis(others, Figure.P50).median();
        return Optional.of(shown(name, "times",
                RunRows.millis(runs, Figure.P50).values().stream().map(value -> value / one).toList()));
    }

    /** @param unit of the figures, which are only shown */
    static Row shown(String name, String unit, List<Double> runs) {
        return RunRows.shown(BENCHMARK, name, unit, runs);
    }

    /**
     * @param heapKib of one socket, in each run
     * @param rssKib likewise
     */
    static Row memory(String name, List<Double> heapKib, List<Double> rssKib) {
        Map<String, Double> figures = new LinkedHashMap<>();
        new Repeated(heapKib).into(figures, "heap", "_kib");
        new Repeated(rssKib).into(figures, "rss", "_kib");
        return new Row(BENCHMARK, name, Promise.SHOWN_TIME.text(), figures, heapKib.size(), null);
    }

    /** What honest peers noticed of a guest that floods, and what the guest did. */
    static Row errorsBeside(String name, long errors, Map<String, Double> flood) {
        var samples = new Samples();
        samples.add(errors);
        Promise none = Promise.countAtMost(0);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("errors", (double) errors);
        figures.putAll(flood);
        return new Row(BENCHMARK, name, none.text(), figures, 1, none.isKept(samples));
    }
}
