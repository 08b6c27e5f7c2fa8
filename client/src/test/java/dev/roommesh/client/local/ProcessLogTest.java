package dev.roommesh.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLogTest {
    @TempDir
    private Path folder;

    @Test
    void theTailIsTheLastLines() throws Exception {
        Path file = folder.resolve("a.log");
        Files.writeString(file, IntStream.rangeClosed(1, 100).mapToObj(line -> "line " + line + "\n")
                .collect(Collectors.joining()));

        assertThat(new ProcessLog(file).tail()).startsWith("line 86\n").endsWith("\nline 100")
                .hasLineCount(ProcessLog.TAIL_LINES);
    }

    @Test
    void ofALineWithoutEndOnlyTheEndIsShown() throws Exception {
        Path file = folder.resolve("a.log");
        Files.writeString(file, "x".repeat(ProcessLog.TAIL_BYTES * 3) + "end");

        assertThat(new ProcessLog(file).tail()).hasSize(ProcessLog.TAIL_BYTES).endsWith("xend");
    }

    @Test
    void aLogThatIsNotThereHasNoTail() {
        assertThat(new ProcessLog(folder.resolve("none.log")).tail()).isEmpty();
    }
}
