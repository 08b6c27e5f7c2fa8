package dev.roommesh.benchmarks.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.roommesh.benchmarks.room.BenchFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    @TempDir
    private Path folder;

    @Test
    void isTheFirstProgramOfThePath() throws IOException {
        Path program = Files.createFile(folder.resolve("redis-server"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThat(Engine.program("/nowhere:" + folder)).isEqualTo(program);
    }

    @Test
    void whereThereIsNoneASentenceTellsTheRemedy() {
        assertThatExceptionOfType(BenchFailure.class).isThrownBy(() -> Engine.program(folder.toString()))
                .withMessageContaining("apt-get install redis-server");
    }
}
