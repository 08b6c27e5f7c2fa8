package dev.roommesh.benchmarks.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a person starts it. How much the servers bore is not judged here. */
class SignalingIT {
    private static final Path LAUNCHER = Path.of("..", "roommesh").toAbsolutePath().normalize();
    private static final long SECONDS_MAX = 600;
    private static final List<String> ONE_SERVER = List.of("registrations", "registrations-again",
            "registrations beside-a-flood", "registrations-again beside-a-flood",
            "registrations errors beside-a-flood", "echo-of-one-server", "relay-within-one-server",
            "query-within-one-server", "echo-of-one-server beside-a-flood", "echo-of-one-server errors beside-a-flood",
            "relay-within-one-server beside-a-flood", "relay-within-one-server errors beside-a-flood",
            "query-within-one-server beside-a-flood", "query-within-one-server errors beside-a-flood");
    private static final List<String> TWO_SERVERS = List.of("relay-across-servers", "query-across-servers",
            "relay-across-servers beside-a-flood", "relay-across-servers errors beside-a-flood",
            "query-across-servers beside-a-flood", "query-across-servers errors beside-a-flood");
    private static final List<String> IDLE = List.of("memory-per-idle-socket", "memory-per-idle-socket beside-a-flood",
            "memory-per-idle-socket errors beside-a-flood");

    private static final String PROCESSOR_TIME = "processor-time-of-servers";

    @TempDir
    private Path folder;

    @Test
    void allIsMeasuredInPeaceAndBesideAFloodAndNothingIsLeftBehind() throws IOException, InterruptedException {
        Path rows = folder.resolve("rows");
        Path progress = folder.resolve("progress");
        Path made = Files.createDirectory(folder.resolve("made"));
        var builder = new ProcessBuilder(LAUNCHER.toString(), "bench", "signaling", "--quick", "--json")
                .redirectOutput(rows.toFile()).redirectError(progress.toFile());
        builder.environment().put("ROOMMESH_BUILT", "1");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + made);
        Process bench = builder.start();
        try {
            assertThat(bench.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            bench.destroy();
        }
        List<Map<?, ?>> measured = Files.readAllLines(rows).stream().<Map<?, ?>>map(SignalingIT::json).toList();
        List<String> expected = new ArrayList<>(ONE_SERVER);
        if (hasEngine()) expected.addAll(TWO_SERVERS);
        expected.addAll(IDLE);
        // Where a run saw nothing, there is no ratio.
        assertThat(measured).as(Files.readString(progress)).extracting(row -> String.valueOf(row.get("name")))
                .filteredOn(name -> !name.contains("by echo") && !name.contains(PROCESSOR_TIME)).isEqualTo(expected);
        long rates = expected.stream().filter(name -> name.matches("(echo|relay|query)-(?!.* errors ).*")).count();
        assertThat(measured).extracting(row -> String.valueOf(row.get("name")))
                .filteredOn(name -> name.contains(PROCESSOR_TIME)).as("one for each rate").hasSize((int) rates);
        boolean isMissed = measured.stream().anyMatch(row -> Boolean.FALSE.equals(row.get("met")));
        assertThat(bench.exitValue()).isEqualTo(hasEngine() ? isMissed ? 3 : 0 : 1);
        // The launcher's first preparation of the programs leaves files of its own there.
        assertThat(made).isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("roommesh"));
        assertThat(commandLines()).noneMatch(line -> line.contains(made.toString()));
    }

    private static boolean hasEngine() {
        try {
            return Files.isExecutable(Engine.program(System.getenv("PATH")));
        } catch (BenchFailure none) {
            return false;
        }
    }

    private static Stream<String> commandLines() {
        return ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream());
    }

    private static Map<?, ?> json(String line) {
        var decoded = new DiscoveryJson().decode(line, Map.class);
        return decoded instanceof Decoded.Accepted<?>(Map<?, ?> row) ? row : fail(decoded.toString());
    }
}
