package dev.roommesh.benchmarks;

import dev.roommesh.benchmarks.Samples.Figure;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a result.
 *
 * @param benchmark which benchmark
 * @param name what was measured
 * @param promise what is promised of it; {@code -} where nothing is
 * @param figures name with unit, and value, in the order in which they are shown
 * @param repetitions how often it was measured
 * @param met whether the promise is kept; null where nothing is promised
 */
public record Row(String benchmark, String name, String promise, Map<String, Double> figures, int repetitions,
        @Nullable Boolean met) {
    private static final double MICROS_PER_MILLI = 1_000;

    public Row {
        figures = new LinkedHashMap<>(figures);
    }

    /** The row of repeated measurements. */
    public static Row of(String benchmark, String name, Promise promise, Samples samples) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Figure figure : Figure.values()) {
            samples.figure(figure).ifPresent(
                    value -> figures.put(figure.name().toLowerCase(Locale.ROOT) + (promise.isTime() ? "_ms" : ""),
                            promise.isTime() ? value / MICROS_PER_MILLI : value));
        }
        if (samples.unseen() > 0) figures.put("unseen", (double) samples.unseen());
        return new Row(benchmark, name, promise.text(), figures, samples.size(),
                promise.bounds().isEmpty() ? null : promise.isKept(samples));
    }

    boolean isMissed() {
        return Boolean.FALSE.equals(met);
    }
}
