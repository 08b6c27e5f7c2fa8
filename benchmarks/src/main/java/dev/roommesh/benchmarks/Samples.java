package dev.roommesh.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Repetitions of one measurement: times in microseconds, or counts. Owned by one thread. */
public final class Samples {
    /** Longer ones count as this long. */
    static final Duration TIME_MAX = Duration.ofHours(1);

    private static final int DIGITS = 3;

    private final List<Long> seen = new ArrayList<>();
    private int unseen;

    /** What is to be shown of them. */
    public enum Figure {
        MIN, P50, P95, P99, MAX
    }

    public void add(Duration time) {
        add(Math.min(time.toNanos(), TIME_MAX.toNanos()) / 1_000);
    }

    public void add(long count) {
        if (count < 0) throw new IllegalArgumentException("a sample is not negative: " + count);
        seen.add(count);
    }

    /** What was waited for did not come within the limit. */
    public void addUnseen() {
        unseen++;
    }

    public int unseen() {
        return unseen;
    }

    public int size() {
        return seen.size() + unseen;
    }

    /** Empty where nothing was seen. The greatest and the least are exact, the others to 0.1 %. */
    public Optional<Long> figure(Figure figure) {
        if (seen.isEmpty()) return Optional.empty();
        return Optional.of(switch (figure) {
            case MIN -> seen.stream().mapToLong(Long::longValue).min().orElseThrow();
            case MAX -> seen.stream().mapToLong(Long::longValue).max().orElseThrow();
            case P50 -> percentile(50);
            case P95 -> percentile(95);
            case P99 -> percentile(99);
        });
    }

    private long percentile(double percent) {
        var histogram = new Histogram(TIME_MAX.toNanos() / 1_000, DIGITS);
        seen.forEach(histogram::recordValue);
        // The histogram answers with the end of a bucket.
        return Math.min(histogram.getValueAtPercentile(percent), figure(Figure.MAX).orElseThrow());
    }
}
