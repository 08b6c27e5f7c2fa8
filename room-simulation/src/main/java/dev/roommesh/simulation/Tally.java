package dev.roommesh.simulation;

import dev.roommesh.simulation.Play.Measure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What many seeds of one scenario came to. */
final class Tally {
    /** Failed runs of a scenario that are remembered; more are only counted. */
    static final int FAILURES_MAX = 20;

    private final Map<Measure, List<Duration>> measured = new EnumMap<>(Measure.class);
    private final Map<String, Long> happened = new TreeMap<>();
    private final List<Run> failures = new ArrayList<>();
    private long seeds;
    private long violations;
    private long frames;
    private Duration simulated = Duration.ZERO;

    void add(Run run) {
        seeds++;
        frames += run.frames();
        simulated = simulated.plus(run.simulated());
        run.happened().forEach((what, times) -> happened.merge(what, (long) times, Long::sum));
        run.measured().forEach((what, took) -> measured.computeIfAbsent(what, _ -> new ArrayList<>()).addAll(took));
        if (run.broken().isEmpty()) return;
        violations++;
        if (failures.size() < FAILURES_MAX) failures.add(run);
    }

    long seeds() {
        return seeds;
    }

    long violations() {
        return violations;
    }

    long frames() {
        return frames;
    }

    Duration simulated() {
        return simulated;
    }

    Map<String, Long> happened() {
        return Collections.unmodifiableMap(happened);
    }

    List<Run> failures() {
        return Collections.unmodifiableList(failures);
    }

    /** Median, 99th percentile and maximum in seconds, or a dash. */
    String quantiles(Measure what) {
        List<Duration> sorted = new ArrayList<>(measured.getOrDefault(what, List.of()));
        if (sorted.isEmpty()) return "-";
        Collections.sort(sorted);
        return "%.2f / %.2f / %.2f".formatted(seconds(sorted, 0.5), seconds(sorted, 0.99), seconds(sorted, 1));
    }

    private static double seconds(List<Duration> sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.get(Math.max(0, rank - 1)).toMillis() / 1000.0;
    }
}
