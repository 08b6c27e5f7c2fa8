package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.Row;
import dev.roommesh.benchmarks.Samples;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What a scenario's repetitions showed. Owned by one thread. */
final class Findings {
    private final Map<String, Promise> promises;
    private final Map<String, Samples> samples = new LinkedHashMap<>();
    private final StringBuilder words = new StringBuilder();

    Findings(Map<String, Promise> promises) {
        this.promises = promises;
        promises.keySet().forEach(name -> samples.put(name, new Samples()));
    }

    /** @param seen when it was seen, empty where it was not */
    void time(String name, long from, OptionalLong seen) {
        if (seen.isEmpty()) {
            of(name).addUnseen();
            word(name, "unseen");
        } else {
            time(name, Duration.ofNanos(Math.max(0, seen.getAsLong() - from)));
        }
    }

    void time(String name, Duration time) {
        of(name).add(time);
        word(name, time.toMillis() + " ms");
    }

    void count(String name, long count) {
        of(name).add(count);
        word(name, Long.toString(count));
    }

    /** What was found since this was asked last, in a few words. */
    String lastWords() {
        String last = words.toString();
        words.setLength(0);
        return last;
    }

    List<Row> rows(String benchmark, String scenario) {
        return promises.entrySet().stream().filter(promised -> of(promised.getKey()).size() > 0).map(
                promised -> Row.of(benchmark, scenario + " " + promised.getKey(), promised.getValue(),
                        of(promised.getKey())))
                .toList();
    }

    private void word(String name, String value) {
        words.append(words.isEmpty() ? "" : ", ").append(name).append(' ').append(value);
    }

    private Samples of(String name) {
        Samples known = samples.get(name);
        if (known == null) throw new IllegalArgumentException("nothing is said of " + name);
        return known;
    }
}
