package dev.roommesh.benchmarks.soak;

import java.util.List;

/**
 * How one figure went while messages came.
 *
 * @param points in the order of their time; at least {@link #POINTS_MIN}
 */
record Trend(List<Point> points) {
    static final int POINTS_MIN = 3;

    private static final double MILLION = 1e6;

    /** @param messages received until then */
    record Point(double messages, double value) {}

    Trend {
        points = List.copyOf(points);
        if (points.size() < POINTS_MIN)
            throw new IllegalArgumentException("a trend has " + POINTS_MIN + " points or more");
    }

    /** The median of the first third: one garbage collection more or less does not count. */
    double start() {
        return median(points.subList(0, third()));
    }

    double end() {
        return median(points.subList(points.size() - third(), points.size()));
    }

    double growth() {
        return end() - start();
    }

    /** Least squares; 0 where no messages came. */
    double slopePerMillion() {
        double meanX = points.stream().mapToDouble(Point::messages).average().orElseThrow();
        double meanY = points.stream().mapToDouble(Point::value).average().orElseThrow();
        double square = points.stream().mapToDouble(point -> Math.pow(point.messages() - meanX, 2)).sum();
        double product = points.stream()
                .mapToDouble(point -> (point.messages() - meanX) * (point.value() - meanY)).sum();
        return square == 0 ? 0 : product / square * MILLION;
    }

    private int third() {
        return Math.max(1, points.size() / 3);
    }

    private static double median(List<Point> some) {
        double[] sorted = some.stream().mapToDouble(Point::value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
