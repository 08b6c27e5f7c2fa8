package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script itself says, and with which exit code. */
class LauncherIT {
    @TempDir
    private Path home;

    @Test
    void aWorkerWithoutARoomIsToldHowToGetOne() {
        assertRefused("No room is known here; start one with ./roommesh up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "{\"server\":\"http://127.0.0.1:1\",\"room\":\"r\"}",
            "{\"server\":\"http://127.0.0.1:1\",\"token\":\"t\"}", "{\"server\":\"\",\"room\":\"r\",\"token\":\"t\"}"})
    void aWorkerNamesADamagedConnection(String content) throws IOException {
        Files.writeString(Files.createDirectories(home.resolve(".roommesh")).resolve("connection.json"), content);
        assertRefused(home.resolve(".roommesh/connection.json") + " is damaged;");
    }

    @Test
    void aWorkerNamesAConnectionThatCannotBeRead() throws IOException {
        Files.createDirectories(home.resolve(".roommesh/connection.json"));
        assertRefused("Cannot read " + home.resolve(".roommesh/connection.json") + ";");
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalEndsUpAndAllThatItStartedWithTheCodeThatIsPromised(String signal, int code) throws Exception {
        Path output = home.resolve("up.txt");
        Process up = new Shell(home, Map.of()).start(output, "up", "--workers", "2", "--port", "0");
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(output).contains(" is complete."));
            Signals.send(up.pid(), signal);
            assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            up.destroyForcibly();
        }
        assertThat(up.exitValue()).isEqualTo(code);
        assertThat(home.resolve(".roommesh/processes.json")).doesNotExist();
    }

    private void assertRefused(String start) {
        Shell.Outcome refused = new Shell(home, Map.of()).roommesh("worker", "--name", "w");
        assertThat(refused.exitCode()).as(refused.output()).isEqualTo(1);
        assertThat(refused.output()).startsWith(start).hasLineCount(1);
    }
}
