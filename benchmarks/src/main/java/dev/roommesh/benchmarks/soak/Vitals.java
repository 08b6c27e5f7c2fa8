package dev.roommesh.benchmarks.soak;

import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.room.Looks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one process holds, just after a garbage collection.
 *
 * @param heapMib of the Java heap
 * @param rssMib as {@code /proc} has it
 * @param threads native ones included
 * @param udpSockets open ones: each native peer connection that lives holds at least one
 * @param links open now
 * @param linksMade since its start
 * @param messages received over links since its start
 * @param changes that its document holds
 */
record Vitals(double heapMib, double rssMib, double threads, double udpSockets, double links, double linksMade,
        double messages, double changes) {
    private static final double MIB = 1024.0 * 1024.0;
    private static final double KIB_PER_MIB = 1024;
    private static final int INODE_COLUMN = 9;

    /** @param base of the worker's local HTTP */
    static Vitals of(long pid, URI base, HttpClient http) {
        try {
            collectGarbage(pid);
            Scrape scrape = scrape(base, http);
            return new Vitals(scrape.sum("jvm_memory_used_bytes", "area=\"heap\"") / MIB,
                    status(pid, "VmRSS:") / KIB_PER_MIB, status(pid, "Threads:"), udpSockets(pid),
                    scrape.sum("roommesh_room_links_open", ""),
                    scrape.sum("roommesh_room_conclusions_total", "kind=\"link_up\""),
                    scrape.sum("roommesh_room_messages_received_total", ""),
                    scrape.sum("roommesh_room_document_changes", ""));
        } catch (IOException gone) {
            throw new BenchFailure("A worker that should live on does not answer: " + gone.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
    }

    /** How many links are open now; nothing is collected. */
    static double linksOpen(URI base, HttpClient http) {
        try {
            return scrape(base, http).sum("roommesh_room_links_open", "");
        } catch (IOException gone) {
            throw new BenchFailure("A worker that should live on does not answer: " + gone.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
    }

    private static Scrape scrape(URI base, HttpClient http) throws IOException, InterruptedException {
        return new Scrape(http
                .send(Looks.local(base.resolve("/actuator/prometheus")).build(), BodyHandlers.ofString()).body());
    }

    private static void collectGarbage(long pid) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(List.of(jcmd, Long.toString(pid), "GC.run")).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (process.waitFor() != 0) throw new BenchFailure("jcmd cannot reach the process " + pid + ".");
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
            return files.map(Vitals::target).filter(target -> udp.contains(target)).count();
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
