package dev.roommesh.benchmarks;

import dev.roommesh.codec.DiscoveryJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints rows, each as soon as it is there, and knows how the program ends. Owned by one thread. */
public final class Report {
    /** All promises are kept. */
    public static final int MET = 0;
    /** At least one was measured and is not kept. */
    public static final int MISSED = 3;

    private static final int NAME_WIDTH = 44;
    private static final int PROMISE_WIDTH = 28;
    /** Below it, a figure is shown with two decimals. */
    private static final double SMALL = 10;

    private final DiscoveryJson codec = new DiscoveryJson();
    private final PrintWriter out;
    private final boolean isJson;
    private final List<Row> rows = new ArrayList<>();

    public Report(PrintWriter out, boolean isJson) {
        this.out = out;
        this.isJson = isJson;
    }

    public void add(Row row) {
        if (rows.isEmpty() && !isJson) out.println(line("", "MEASURED", "PROMISED", "TIMES", "FIGURES"));
        rows.add(row);
        out.println(isJson ? codec.encodeAny(row) : line(row));
        out.flush();
    }

    public int exitCode() {
        return rows.stream().anyMatch(Row::isMissed) ? MISSED : MET;
    }

    private static String line(Row row) {
        String figures = row.figures().entrySet().stream()
                .map(figure -> figure.getKey() + " " + number(figure.getValue())).collect(Collectors.joining("  "));
        String met = row.met() == null ? "" : row.met() ? "met" : "MISS";
        return line(met, row.benchmark() + " " + row.name(), row.promise(), Integer.toString(row.repetitions()),
                figures);
    }

    private static String line(String met, String name, String promise, String times, String figures) {
        return String.format(Locale.ROOT, "%-5s%-" + NAME_WIDTH + "s %-" + PROMISE_WIDTH + "s %5s  %s", met, name,
                promise, times, figures);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e12
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, Math.abs(value) < SMALL ? "%.2f" : "%.1f", value);
    }
}
