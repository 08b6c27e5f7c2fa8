package dev.roommesh.benchmarks;

import dev.roommesh.benchmarks.Samples.Figure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What is promised of one measurement.
 *
 * @param isTime whether samples are microseconds; else they are counts
 * @param bounds all of which must hold; none where the figure is only shown
 */
public record Promise(boolean isTime, List<Bound> bounds) {
    /** Of a time: less than the limit. Of a count: not more than it. */
    public record Bound(Figure figure, long limit) {}

    /** A time that is shown and not judged. */
    public static final Promise SHOWN_TIME = new Promise(true, List.of());

    public Promise {
        bounds = List.copyOf(bounds);
    }

    public static Promise max(Duration limit) {
        return new Promise(true, List.of()).and(Figure.MAX, limit);
    }

    public static Promise countAtMost(long limit) {
        return new Promise(false, List.of(new Bound(Figure.MAX, limit)));
    }

    public Promise and(Figure figure, Duration limit) {
        var more = new ArrayList<>(bounds);
        more.add(new Bound(figure, limit.toNanos() / 1_000));
        return new Promise(isTime, more);
    }

    /** Whether it is kept; a sample that was never seen breaks it. */
    public boolean isKept(Samples samples) {
        return samples.unseen() == 0 && samples.size() > 0
                && isKept(figure -> samples.figure(figure).orElseThrow());
    }

    /** Whether figures are within all bounds. */
    public boolean isKept(ToLongFunction<Figure> figures) {
        return bounds.stream().allMatch(bound -> isWithin(figures.applyAsLong(bound.figure()), bound));
    }

    private boolean isWithin(long value, Bound bound) {
        return isTime ? value < bound.limit() : value <= bound.limit();
    }

    public String text() {
        if (bounds.isEmpty()) return "-";
        return bounds.stream().map(bound -> bound.figure().name().toLowerCase(Locale.ROOT)
                + (isTime ? " < " + millis(bound.limit()) + " ms" : " <= " + bound.limit()))
                .collect(Collectors.joining(", "));
    }

    private static String millis(long micros) {
        return BigDecimal.valueOf(micros, 3).stripTrailingZeros().toPlainString();
    }
}
