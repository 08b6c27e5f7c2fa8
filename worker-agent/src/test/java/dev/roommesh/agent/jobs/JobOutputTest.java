package dev.roommesh.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.JobMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class JobOutputTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<JobMessage.Progress> progress = new ArrayList<>();

    private JobOutput output(long bytesMax) throws IOException {
        return new JobOutput(folder.resolve("log"), bytesMax, progress::add);
    }

    /** As it comes from a pipe: so many bytes at a time. */
    private static InputStream inParts(String text, int size) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(length, size));
            }
        };
    }

    private String kept() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 4096})
    void linesOfProgressAreToldAndAllElseIsKept(int size) throws IOException {
        try (var output = output(10_000)) {
            String text = "begin\n::progress 12.5 epoch 1\n:: no\n::progress 200 no\n::progress x\nx ::progress 3\n"
                    + "::progress 100%\n\n::progress 7 \u00fcber\nend ::";
            assertThat(output.read(inParts(text, size))).isTrue();
        }
        assertThat(progress).containsExactly(new JobMessage.Progress(12.5, "epoch 1"), new JobMessage.Progress(100, ""),
                new JobMessage.Progress(7, "\u00fcber"));
        assertThat(kept()).isEqualTo(
                "begin\n:: no\n::progress 200 no\n::progress x\nx ::progress 3\n\nend ::");
    }

    @Test
    void aLineThatIsTooLongIsNoneOfProgress() throws IOException {
        String longest = "::progress 1 " + "x".repeat(JobOutput.PROGRESS_BYTES_MAX - 14) + "\n";
        String longer = "::progress 1 " + "x".repeat(JobOutput.PROGRESS_BYTES_MAX - 13) + "\n";
        try (var output = output(10_000)) {
            output.read(inParts(longest + longer, 100));
        }
        assertThat(progress).hasSize(1);
        assertThat(kept()).isEqualTo(longer);
    }

    @Test
    void noMoreIsKeptThanMayBe() throws IOException {
        try (var output = output(10)) {
            assertThat(output.read(inParts("0123456789", 3))).isTrue();
            assertThat(output.read(inParts("x", 3))).isFalse();
            assertThat(output.size()).isEqualTo(10);
        }
        assertThat(kept()).isEqualTo("0123456789");
    }

    @Test
    void whoReadsItWaitsForMoreUntilTheEnd() throws Exception {
        try (var output = output(1_000)) {
            var into = new byte[100];
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> readFrom(output, 0, into));
            output.read(inParts("first", 100));
            assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(5);
            assertThat(new String(Arrays.copyOf(into, 5), StandardCharsets.UTF_8)).isEqualTo("first");
            CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> readFrom(output, 5, into));
            output.end();
            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
            assertThat(output.read(2, into)).isEqualTo(3);
        }
    }

    /** A client's channel that ends while its log is read must not end the log. */
    @Test
    void aReaderThatIsInterruptedDoesNoHarm() throws Exception {
        try (var output = output(1_000)) {
            output.read(inParts("some", 100));
            var reader = new Thread(() -> {
                Thread.currentThread().interrupt();
                readFrom(output, 0, new byte[10]);
            });
            reader.start();
            reader.join();
            assertThat(output.read(inParts(" more", 100))).isTrue();
            assertThat(output.read(0, new byte[100])).isEqualTo(9);
        }
    }

    private static int readFrom(JobOutput output, long offset, byte[] into) {
        try {
            return output.read(offset, into);
        } catch (IOException | InterruptedException stopped) {
            return -2;
        }
    }
}
