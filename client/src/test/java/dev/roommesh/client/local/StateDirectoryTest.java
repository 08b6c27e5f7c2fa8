package dev.roommesh.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    private static final SavedConnection CONNECTION = new SavedConnection("http://127.0.0.1:8080", "room-1", "geheim");

    @TempDir
    private Path home;
    private StateDirectory state;
    private Path folder;

    @BeforeEach
    void open() {
        state = StateDirectory.of(Map.of(StateDirectory.HOME_VARIABLE, home.toString()));
        folder = home.resolve(".roommesh");
    }

    @Test
    void nothingIsMadeBeforeSomethingIsWritten() {
        assertThat(state.connection()).isEmpty();
        assertThat(state.processes()).isEmpty();
        assertThat(folder).doesNotExist();
    }

    @Test
    void whatWasSavedIsReadAgain() {
        var process = new StartedProcess("worker-1", true, 4711, Instant.parse("2026-01-02T03:04:05.670Z"), 9001);
        state.save(CONNECTION);
        state.save(List.of(process));

        assertThat(state.connection()).contains(CONNECTION);
        assertThat(state.processes()).containsExactly(process);
    }

    @Test
    void onlyTheOwnerMayReadAnything() throws Exception {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        state.save(CONNECTION);
        state.save(List.of());
        assertThat(permissions(state.freshLog("server"))).isEqualTo("rw-------");
        Files.delete(state.logs().resolve("server.log"));
        Files.delete(state.logs());
        try (var lock = state.lock().orElseThrow(); Stream<Path> files = Files.list(folder)) {
            assertThat(lock.isOpen()).isTrue();
            assertThat(permissions(folder)).isEqualTo("rwx------");
            assertThat(files).hasSize(3).allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
        }
    }

    @Test
    void aReaderNeverSeesHalfAFile() throws Exception {
        var large = new SavedConnection("http://127.0.0.1:8080", "room-1", "t".repeat(4000));
        state.save(CONNECTION);
        var writer = new Thread(() -> {
            for (int turn = 0; turn < 200; turn++)
                state.save(turn % 2 == 0 ? large : CONNECTION);
        });
        writer.start();
        while (writer.isAlive())
            assertThat(state.connection()).get().isIn(CONNECTION, large);
        writer.join();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("no half-written file stays").hasSize(1);
        }
    }

    @Test
    void aDamagedFileIsToldInOneSentence() throws Exception {
        state.save(CONNECTION);
        Files.writeString(folder.resolve("connection.json"), "{\"server\":");

        assertThatExceptionOfType(LocalFailure.class).isThrownBy(state::connection)
                .withMessageContaining("connection.json is damaged").withMessageContaining("delete the file");
    }

    @Test
    void aFileOverTheLimitIsNotRead() throws Exception {
        state.save(CONNECTION);
        Path file = folder.resolve("connection.json");
        String text = Files.readString(file);
        Files.writeString(file, text + " ".repeat(StateDirectory.FILE_BYTES_MAX - text.length()));
        assertThat(state.connection()).contains(CONNECTION);

        Files.writeString(file, text + " ".repeat(StateDirectory.FILE_BYTES_MAX - text.length() + 1));
        assertThatExceptionOfType(LocalFailure.class).isThrownBy(state::connection);
    }

    @Test
    void aLogStartsEmpty() throws Exception {
        Files.writeString(state.freshLog("server"), "of the last time");

        assertThat(state.freshLog("server")).isEmptyFile().isEqualTo(state.logs().resolve("server.log"));
    }

    @Test
    void clearingForgetsConnectionAndProcessesAndMayBeRepeated() {
        state.save(CONNECTION);
        state.save(List.of());
        state.clear();
        state.clear();

        assertThat(state.connection()).isEmpty();
        assertThat(folder.resolve("processes.json")).doesNotExist();
    }

    @Test
    void theTokenIsNotShown() {
        assertThat(CONNECTION.toString()).doesNotContain("geheim");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
