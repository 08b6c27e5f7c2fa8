package dev.roommesh.benchmarks.signaling;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What honest peers should not have noticed: refusals, sockets that ended, silence. Safe for use by many threads. */
final class Complaints {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String what) {
        add(what, 1);
    }

    void add(String what, long times) {
        if (times > 0) counts.computeIfAbsent(what, _ -> new LongAdder()).add(times);
    }

    long count() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** For a person: each kind and how often. */
    String words() {
        return new TreeMap<>(counts).toString();
    }
}
