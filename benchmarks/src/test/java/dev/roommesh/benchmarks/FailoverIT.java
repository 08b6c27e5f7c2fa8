package dev.roommesh.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a person starts it, with its cheapest scenario. How fast the room was is not judged here. */
class FailoverIT {
    private static final Path LAUNCHER = Path.of("..", "roommesh").toAbsolutePath().normalize();
    private static final long SECONDS_MAX = 280;

    @TempDir
    private Path folder;

    @Test
    void aRoomOfTwoIsBrokenAndMeasuredAndNothingIsLeftBehind() throws IOException, InterruptedException {
        Path rows = folder.resolve("rows");
        Path progress = folder.resolve("progress");
        Path made = Files.createDirectory(folder.resolve("made"));
        var builder = new ProcessBuilder(LAUNCHER.toString(), "bench", "failover", "--quick", "--repetitions", "1",
                "--scenario", "pair-admin-killed", "--json", "--trace", folder.resolve("trace").toString())
                .redirectOutput(rows.toFile()).redirectError(progress.toFile());
        builder.environment().put("ROOMMESH_BUILT", "1");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + made);
        Process bench = builder.start();
        try {
            assertThat(bench.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            bench.destroy();
        }
        List<Map<?, ?>> measured = Files.readAllLines(rows).stream().<Map<?, ?>>map(FailoverIT::json).toList();
        Map<?, ?> last = measured.getLast();
        assertThat(last.get("name")).as(Files.readString(progress)).isEqualTo("pair-admin-killed caretaker-answers");
        assertThat(last.get("repetitions")).isEqualTo(1);
        assertThat(bench.exitValue()).isEqualTo(Boolean.TRUE.equals(last.get("met")) ? 0 : 3);
        assertThat(folder.resolve("trace").resolve("pair-admin-killed-01.txt")).content().contains("kills worker-2",
                "worker-1   caretaker admin=worker-1", "--- log of worker-1", "as caretaker");
        // The launcher's first preparation of the programs leaves files of its own there.
        assertThat(made).isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("roommesh"));
        assertThat(commandLines()).noneMatch(line -> line.contains("--room") && line.contains(made.toString()));
    }

    private static Stream<String> commandLines() {
        return ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream());
    }

    private static Map<?, ?> json(String line) {
        var decoded = new DiscoveryJson().decode(line, Map.class);
        return decoded instanceof Decoded.Accepted<?>(Map<?, ?> row) ? row : fail(decoded.toString());
    }
}
