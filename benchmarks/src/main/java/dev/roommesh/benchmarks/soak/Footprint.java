package dev.roommesh.benchmarks.soak;

import dev.roommesh.benchmarks.room.BenchFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one process holds.
 *
 * @param done how much it had done by then: messages received, or links made
 * @param heapMib of the Java heap, just after a garbage collection
 * @param rssMib as {@code /proc} has it
 * @param threads native ones included
 * @param udpSockets open ones: each native peer connection that lives holds at least one
 */
public record Footprint(double done, double heapMib, double rssMib, double threads, double udpSockets) {
    private static final double MIB = 1024.0 * 1024.0;
    private static final double KIB_PER_MIB = 1024;
    private static final int INODE_COLUMN = 9;
    /** Native memory that only a collected object frees is freed by the second. */
    private static final int COLLECTIONS = 2;

    /** Collects garbage first. */
    public static Footprint ofThisProcess(double done) {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < COLLECTIONS; i++)
            runtime.gc();
        try {
            return of(ProcessHandle.current().pid(), done,
                    (double) (runtime.totalMemory() - runtime.freeMemory()));
        } catch (IOException unreadable) {
            throw new BenchFailure("/proc says nothing of this process: " + unreadable.getMessage());
        }
    }

    /** Of any process of this user; how much its heap holds, it must have said. */
    public static Footprint of(long pid, double done, double heapBytes) throws IOException {
        return new Footprint(done, heapBytes / MIB, status(pid, "VmRSS:") / KIB_PER_MIB, status(pid, "Threads:"),
                udpSockets(pid));
    }

    private static double status(long pid, String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith(field)) return Double.parseDouble(line.replaceAll("\\D+", ""));
        }
        throw new BenchFailure("/proc says nothing of " + field + " of the process " + pid + ".");
    }

    private static double udpSockets(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> udp = new HashSet<>(inodes(process.resolve("net/udp")));
        udp.addAll(inodes(process.resolve("net/udp6")));
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return files.map(Footprint::target).filter(udp::contains).count();
        }
    }

    /** Of all sockets of the process's network, as its files name them. */
    private static List<String> inodes(Path table) throws IOException {
        return Files.readAllLines(table).stream().skip(1).map(line -> line.strip().split("\\s+", -1))
                .map(columns -> "socket:[" + columns[INODE_COLUMN] + "]").toList();
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
