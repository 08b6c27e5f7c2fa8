package dev.roommesh.benchmarks.room;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs small programs of this machine to their end. */
final class Commands {
    private Commands() {}

    /**
     * Gives lines to {@code ip -batch}.
     *
     * @param runner what runs it, for example in another network namespace; may be empty
     * @throws BenchFailure when one of them is refused, with its reason
     */
    static void ip(List<String> runner, List<String> lines) {
        List<String> command = new ArrayList<>(runner);
        command.addAll(List.of("ip", "-batch", "-"));
        run(command, String.join("\n", lines) + "\n");
    }

    /** @throws BenchFailure when the program ends with another code than 0, with what it printed */
    static String run(List<String> command, String input) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) throw new BenchFailure(String.join(" ", command) + " failed: " + output.strip());
            return output;
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
    }
}
