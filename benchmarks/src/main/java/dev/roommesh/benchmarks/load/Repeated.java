package dev.roommesh.benchmarks.load;

import java.util.List;
import java.util.Map;

/** One figure of several runs. */
public record Repeated(List<Double> values) {
    public Repeated {
        values = values.stream().sorted().toList();
        if (values.isEmpty()) throw new IllegalArgumentException("a figure has one run or more");
    }

    public double min() {
        return values.getFirst();
    }

    public double max() {
        return values.getLast();
    }

    public double median() {
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    /** Puts median, min and max under {@code name[_unit]}, {@code name_min[_unit]} and {@code name_max[_unit]}. */
    public void into(Map<String, Double> figures, String name, String unit) {
        figures.put(name + unit, median());
        figures.put(name + "_min" + unit, min());
        figures.put(name + "_max" + unit, max());
    }
}
