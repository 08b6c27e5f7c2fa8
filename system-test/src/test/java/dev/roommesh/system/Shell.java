package dev.roommesh.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code ./roommesh} of this tree, with a state directory of its own.
 *
 * @param environment beside the test's own
 */
record Shell(Path home, Map<String, String> environment) {
    private static final Path LAUNCHER = Path.of("..", "roommesh").toAbsolutePath().normalize();
    private static final long SECONDS_MAX = 150;

    /** What a command left behind; both streams in one text. */
    record Outcome(int exitCode, String output) {}

    Outcome roommesh(String... arguments) {
        try {
            Path output = Files.createTempFile(home, "output", ".txt");
            Process process = start(output, arguments);
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", arguments) + " did not end: " + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** A command that goes on beside the test. */
    Process start(Path output, String... arguments) throws IOException {
        // Tests may run where Ctrl-C is ignored, and what they start would ignore it, too.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("ROOMMESH_HOME", home.toString());
        builder.environment().put("ROOMMESH_BUILT", "1");
        builder.environment().putAll(environment);
        return builder.start();
    }
}
