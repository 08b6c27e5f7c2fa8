package dev.roommesh.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The UDP ports that this process has open, and a cut of them, so that its data channels break and nobody else's. */
final class OwnPorts implements AutoCloseable {
    private final List<List<String>> rules = new ArrayList<>();

    /** From now on nothing crosses the ports that are open now. */
    static OwnPorts cut() throws IOException {
        var cut = new OwnPorts();
        for (int port : udp()) {
            cut.add("INPUT", "--dport", port);
            cut.add("OUTPUT", "--sport", port);
        }
        return cut;
    }

    private void add(String chain, String which, int port) throws IOException {
        List<String> rule = List.of(chain, "-p", "udp", which, Integer.toString(port), "-j", "DROP");
        iptables("-I", rule);
        rules.add(rule);
    }

    private static void iptables(String what, List<String> rule) throws IOException {
        List<String> command = new ArrayList<>(List.of("iptables", what));
        command.addAll(rule);
        try {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) throw new AssertionError(command + " ended with " + code);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static Set<Integer> udp() throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                String target = target(file);
                if (target.startsWith("socket:[")) inodes.add(target.substring(8, target.length() - 1));
            }
        }
        Set<Integer> ports = new HashSet<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/net/udp")).stream().skip(1).toList()) {
            String[] fields = line.trim().split("\\s+", -1);
            if (inodes.contains(fields[9]))
                ports.add(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16));
        }
        if (ports.isEmpty()) throw new AssertionError("this process has no UDP port");
        return ports;
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        for (List<String> rule : rules)
            iptables("-D", rule);
    }
}
