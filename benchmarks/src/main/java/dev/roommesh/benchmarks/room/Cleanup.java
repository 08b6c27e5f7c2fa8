package dev.roommesh.benchmarks.room;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends what was started when this program is ended from outside, for example by Ctrl-C. */
public final class Cleanup {
    /** Something with processes of its own. Its end is safe to repeat, from any thread. */
    public interface Started extends AutoCloseable {
        @Override
        void close();
    }

    private static final Set<Started> OPEN = ConcurrentHashMap.newKeySet();
    private static volatile boolean isEnding;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Cleanup::end, "end-of-what-was-started"));
    }

    private Cleanup() {}

    /** Whether this program is being ended; then nothing more is to be started. */
    public static boolean isEnding() {
        return isEnding;
    }

    /** @throws BenchFailure when this program is being ended */
    public static synchronized void add(Started started) {
        if (isEnding) throw new BenchFailure("The benchmark was broken off.");
        OPEN.add(started);
    }

    public static void remove(Started started) {
        OPEN.remove(started);
    }

    private static void end() {
        List<Started> open;
        synchronized (Cleanup.class) {
            isEnding = true;
            open = List.copyOf(OPEN);
        }
        open.forEach(Started::close);
    }
}
