package dev.roommesh.benchmarks.signaling;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a guest floods while something is measured. */
final class Beside implements AutoCloseable {
    private final @Nullable Flood flood;

    private Beside(@Nullable Flood flood) {
        this.flood = flood;
    }

    static Beside peace() {
        return new Beside(null);
    }

    /** Begins to flood the first server, from a room of the guest's own. */
    static Beside flood(Servers servers, int perSecond) {
        return new Beside(new Flood(servers.createRooms(1).getFirst(), perSecond));
    }

    boolean isFlood() {
        return flood != null;
    }

    /** How a row is called. */
    String name(String measurement) {
        return isFlood() ? measurement + " beside-a-flood" : measurement;
    }

    /** What the guest has done. */
    Map<String, Double> figures() {
        return Objects.requireNonNull(flood).figures();
    }

    @Override
    public void close() {
        if (flood != null) flood.close();
    }
}
