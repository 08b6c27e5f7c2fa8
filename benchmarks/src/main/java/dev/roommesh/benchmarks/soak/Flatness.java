package dev.roommesh.benchmarks.soak;

import dev.roommesh.benchmarks.Row;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** By how much processes may grow from the first third of their samples to the last, however long they ran. */
public final class Flatness {
    static final double HEAP_GROWTH_MAX_MIB = 4;
    static final double RSS_GROWTH_MAX_MIB = 16;
    static final double THREADS_GROWTH_MAX = 4;
    static final double SOCKETS_GROWTH_MAX = 8;

    private Flatness() {}

    /**
     * One row for each thing that must stay flat.
     *
     * @param during what is added to its name
     * @param processes the samples of each, in the order of their time, {@link Trend#POINTS_MIN} or more; the one that
     *         grew most is shown
     */
    public static List<Row> rows(String benchmark, String during, Collection<List<Footprint>> processes) {
        return List.of(
                flat(benchmark, "heap after collection (MiB)" + during, processes, Footprint::heapMib,
                        HEAP_GROWTH_MAX_MIB),
                flat(benchmark, "RSS (MiB)" + during, processes, Footprint::rssMib, RSS_GROWTH_MAX_MIB),
                flat(benchmark, "threads" + during, processes, Footprint::threads, THREADS_GROWTH_MAX),
                flat(benchmark, "UDP sockets" + during, processes, Footprint::udpSockets, SOCKETS_GROWTH_MAX));
    }

    private static Row flat(String benchmark, String name, Collection<List<Footprint>> processes,
            ToDoubleFunction<Footprint> value, double growthMax) {
        Trend worst = processes.stream()
                .map(seen -> new Trend(seen.stream()
                        .map(held -> new Trend.Point(held.done(), value.applyAsDouble(held))).toList()))
                .max(Comparator.comparingDouble(Trend::growth)).orElseThrow();
        return new Row(benchmark, name, String.format(Locale.ROOT, "growth <= %.0f", growthMax), figures(worst),
                processes.size(), worst.growth() <= growthMax);
    }

    static Map<String, Double> figures(Trend trend) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("start", trend.start());
        figures.put("end", trend.end());
        figures.put("growth", trend.growth());
        figures.put("slope_per_million", trend.slopePerMillion());
        return figures;
    }
}
