package dev.roommesh.benchmarks.room;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A network that can be cut in two, each worker with a namespace of its own in it. Three bridges: {@code rmA} and
 * {@code rmB} for the workers of either side, {@code rmS} between them, which has the signaling server's address.
 *
 * <pre>
 *   workers -- rmA -- (aS sA) -- rmS -- (sB bS) -- rmB -- workers
 *                                 |
 *                          signaling server
 * </pre>
 *
 * A cut is silent: packets vanish, and no worker's interface goes down. The observer reaches each worker over a line of
 * its own, over which workers cannot reach each other. To be made only in a network that nobody else uses.
 */
public final class SplitNetwork implements Network {
    private static final String SERVER = "10.78.0.254";
    private static final int HOLDER_TRIES_MAX = 500;
    private static final long HOLDER_WAIT_NANOS = 10_000_000;

    private final Map<String, Holder> holders = new LinkedHashMap<>();

    /** Where the signaling server stays reachable. */
    public enum Server {
        SIDE_A, SIDE_B, BOTH
    }

    /** A process that does nothing but keep a namespace: it ends when its input does, so with this program at last. */
    private record Holder(int number, Process process) {
        List<String> enter() {
            return List.of("nsenter", "--net=" + namespace());
        }

        Path namespace() {
            return Path.of("/proc", Long.toString(process.pid()), "ns", "net");
        }
    }

    /** @throws BenchFailure when this machine cannot do it */
    public SplitNetwork(List<String> workers) {
        try {
            build(workers);
        } catch (BenchFailure refused) {
            close();
            throw refused;
        }
    }

    private void build(List<String> workers) {
        Commands.ip(List.of(), List.of("link add rmS type bridge", "link add rmA type bridge",
                "link add rmB type bridge", "link add sA type veth peer name aS", "link add sB type veth peer name bS",
                "link set sA master rmS", "link set sB master rmS", "link set aS master rmA",
                "link set bS master rmB", "addr add " + SERVER + "/24 dev rmS", "link set rmS up", "link set rmA up",
                "link set rmB up", "link set sA up", "link set sB up", "link set aS up", "link set bS up"));
        for (String worker : workers) {
            var holder = new Holder(holders.size() + 1, hold());
            holders.put(worker, holder);
            awaitNamespace(holder);
            plug(holder);
        }
    }

    private static void plug(Holder holder) {
        int number = holder.number();
        long pid = holder.process().pid();
        Commands.ip(List.of(), List.of("link add m" + number + " type veth peer name mesh0 netns " + pid,
                "link set m" + number + " master rmA up",
                "link add c" + number + " type veth peer name ctl0 netns " + pid,
                "addr add 10.79." + number + ".1/30 dev c" + number, "link set c" + number + " up"));
        Commands.ip(holder.enter(), List.of("link set lo up", "addr add 10.78.0." + number + "/24 dev mesh0",
                "link set mesh0 up", "addr add 10.79." + number + ".2/30 dev ctl0", "link set ctl0 up"));
    }

    /** Puts these workers on side B and all others on side A; both are joined. */
    public void sort(Collection<String> sideB) {
        List<String> lines = new ArrayList<>();
        holders.forEach((worker, holder) -> lines
                .add("link set m" + holder.number() + " master " + (sideB.contains(worker) ? "rmB" : "rmA")));
        Commands.ip(List.of(), lines);
    }

    /** Cuts the two sides from each other. */
    public void cut(Server reachable) {
        Commands.ip(List.of(), switch (reachable) {
            case SIDE_A -> List.of("link set sB down");
            case SIDE_B -> List.of("link set sA down");
            // Isolated ports of a bridge reach the bridge itself, and not each other.
            case BOTH -> List.of("link set sA type bridge_slave isolated on",
                    "link set sB type bridge_slave isolated on");
        });
    }

    /** Joins the two sides again. Safe to repeat. */
    public void heal() {
        Commands.ip(List.of(), List.of("link set sA type bridge_slave isolated off",
                "link set sB type bridge_slave isolated off", "link set sA up", "link set sB up"));
    }

    @Override
    public String serverAddress() {
        return SERVER;
    }

    @Override
    public String workerAddress(String worker) {
        return "10.79." + holder(worker).number() + ".2";
    }

    @Override
    public List<String> runner(String worker) {
        return holder(worker).enter();
    }

    /** Removes all of it; the workers must have ended. */
    @Override
    public void close() {
        for (Holder holder : holders.values()) {
            holder.process().destroyForcibly();
            // A namespace goes later than its last process, and its ends of the lines with it.
            quietly("link del m" + holder.number());
            quietly("link del c" + holder.number());
        }
        holders.clear();
        for (String link : List.of("sA", "sB", "rmS", "rmA", "rmB"))
            quietly("link del " + link);
    }

    private static void quietly(String line) {
        try {
            Commands.ip(List.of(), List.of(line));
        } catch (BenchFailure gone) {
            // What was never made, or went with its namespace, needs no removal.
        }
    }

    private Holder holder(String worker) {
        Holder holder = holders.get(worker);
        if (holder == null) throw new IllegalArgumentException(worker + " has no place in this network");
        return holder;
    }

    private static Process hold() {
        try {
            return new ProcessBuilder("unshare", "--net", "cat").start();
        } catch (IOException refused) {
            throw new BenchFailure("A worker gets no network of its own: unshare cannot be run.");
        }
    }

    private static void awaitNamespace(Holder holder) {
        for (int tries = 0; tries < HOLDER_TRIES_MAX && holder.process().isAlive(); tries++) {
            try {
                Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
                if (!own.equals(Files.readSymbolicLink(holder.namespace()))) return;
            } catch (IOException notYet) {
                // It is only just being started.
            }
            LockSupport.parkNanos(HOLDER_WAIT_NANOS);
        }
        throw new BenchFailure("A worker gets no network of its own: unshare --net is refused here.");
    }
}
