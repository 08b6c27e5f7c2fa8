package dev.roommesh.benchmarks.load;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.Row;
import dev.roommesh.benchmarks.Samples;
import dev.roommesh.benchmarks.Samples.Figure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of repeated runs: the median of the runs, the least and the greatest of them. */
public final class RunRows {
    private static final double MICROS_PER_MILLI = 1_000;

    private RunRows() {}

    /**
     * Percentiles of times.
     *
     * @param promise judged by the median of the runs' percentiles, which is shown; what was never seen breaks it
     * @param errors that were noticed meanwhile; shown where there are any
     */
    public static Row latency(String benchmark, String name, Promise promise, List<Samples> runs, long errors) {
        Map<String, Double> figures = new LinkedHashMap<>();
        int unseen = runs.stream().mapToInt(Samples::unseen).sum();
        boolean isMeasured = runs.stream().allMatch(run -> run.size() > run.unseen());
        if (isMeasured) {
            millis(runs, Figure.P50).into(figures, "p50", "_ms");
            millis(runs, Figure.P95).into(figures, "p95", "_ms");
            millis(runs, Figure.P99).into(figures, "p99", "_ms");
            figures.put("max_ms", millis(runs, Figure.MAX).max());
        }
        if (unseen > 0) figures.put("unseen", (double) unseen);
        if (errors > 0) figures.put("errors", (double) errors);
        boolean isKept = unseen == 0 && isMeasured
                && promise.isKept(figure -> Math.round(millis(runs, figure).median() * MICROS_PER_MILLI));
        return new Row(benchmark, name, promise.text(), figures, runs.size(),
                promise.bounds().isEmpty() ? null : isKept);
    }

    /** @param unit of the figures, which are only shown */
    public static Row shown(String benchmark, String name, String unit, List<Double> runs) {
        Map<String, Double> figures = new LinkedHashMap<>();
        new Repeated(runs).into(figures, unit, "");
        return new Row(benchmark, name, Promise.SHOWN_TIME.text(), figures, runs.size(), null);
    }

    /** One figure of all runs, in ms; each has seen something. */
    public static Repeated millis(List<Samples> runs, Figure figure) {
        return new Repeated(runs.stream().map(run -> run.figure(figure).orElseThrow() / MICROS_PER_MILLI).toList());
    }
}
