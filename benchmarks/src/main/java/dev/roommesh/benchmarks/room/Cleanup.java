package dev.roommesh.benchmarks.room;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends rooms when this program is ended from outside, for example by Ctrl-C. */
public final class Cleanup {
    private static final Set<BenchRoom> OPEN = ConcurrentHashMap.newKeySet();
    private static volatile boolean isEnding;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Cleanup::end, "end-of-the-rooms"));
    }

    private Cleanup() {}

    /** Whether this program is being ended; then nothing more is to be started. */
    public static boolean isEnding() {
        return isEnding;
    }

    /** @throws BenchFailure when this program is being ended */
    static synchronized void add(BenchRoom room) {
        if (isEnding) throw new BenchFailure("The benchmark was broken off.");
        OPEN.add(room);
    }

    static void remove(BenchRoom room) {
        OPEN.remove(room);
    }

    private static void end() {
        List<BenchRoom> open;
        synchronized (Cleanup.class) {
            isEnding = true;
            open = List.copyOf(OPEN);
        }
        open.forEach(BenchRoom::close);
    }
}
