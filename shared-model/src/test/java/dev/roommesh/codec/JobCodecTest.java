package dev.roommesh.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.codec.Decoded.Accepted;
import dev.roommesh.codec.Decoded.Cause;
import dev.roommesh.codec.Decoded.Rejected;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobId;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.JobOutcome;
import dev.roommesh.model.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobCodecTest {
    private static final Bytes HASH = Bytes.copyOf(new byte[32]);
    private static final JobId JOB = new JobId("j-1");

    private final JobCodec codec = new JobCodec();

    static Stream<JobMessage> messages() {
        return Stream.of(
                new JobMessage.Submit(JOB, "demo", Map.of("epochs", "3"), List.of(new JobFile("a.bin", 7, HASH)),
                        10_000,
                        true),
                new JobMessage.Cancel(), new JobMessage.Collected(), new JobMessage.Rejected("No."),
                new JobMessage.Accepted(), new JobMessage.Started(), new JobMessage.Progress(12.5, "epoch 1 of 8"),
                new JobMessage.Result(1, new JobFile("models/best.bin", Limits.JOB_FILE_BYTES_MAX, HASH)),
                new JobMessage.Ended(JobOutcome.FAILED, 3, "It ended with 3.", 1, 17),
                new JobMessage.Ended(JobOutcome.OVER_LIMIT, null, "It took too long.", 0, 0), new JobMessage.Over(),
                new JobMessage.Alive(), new JobMessage.Want(JobMessage.LOG, 0),
                new JobMessage.Chunk(2, 1L << 33, Bytes.ofHex("00ff")), new JobMessage.Got(2, 1L << 33));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsSaidComesBackAsItWas(JobMessage message) {
        assertThat(codec.decode(codec.encode(message))).isEqualTo(new Accepted<>(message));
    }

    @Test
    void everyMessageIsTried() {
        assertThat(messages().map(Object::getClass).distinct())
                .hasSize(JobMessage.class.getPermittedSubclasses().length);
    }

    @Test
    void theLargestOfEachFitsAFrame() {
        var chunk = new JobMessage.Chunk(Limits.JOB_RESULTS_MAX, Limits.JOB_FILE_BYTES_MAX,
                Bytes.copyOf(new byte[Limits.JOB_CHUNK_BYTES_MAX]));
        assertThat(codec.decode(codec.encode(chunk))).isEqualTo(new Accepted<>(chunk));
        List<JobFile> inputs = new ArrayList<>();
        for (int i = 0; i < Limits.JOB_INPUTS_MAX; i++)
            inputs.add(new JobFile("\u4e2d".repeat(Limits.JOB_FILE_NAME_CHARS_MAX - 2) + (10 + i), 1L << 40, HASH));
        Map<String, String> few = new HashMap<>();
        for (int i = 0; i < 8; i++)
            few.put("name" + i, "\u4e2d".repeat(Limits.JOB_ARGUMENT_CHARS_MAX));
        var submit = new JobMessage.Submit(JOB, "demo", few, inputs, 10_000, true);
        assertThat(codec.decode(codec.encode(submit))).isEqualTo(new Accepted<>(submit));
    }

    @Test
    void whatIsBeyondALimitIsNoMessage() {
        var chunk = new byte[Limits.JOB_CHUNK_BYTES_MAX + 1];
        assertThatThrownBy(() -> new JobMessage.Chunk(1, 0, Bytes.copyOf(chunk))).hasMessageContaining("a chunk has");
        assertThatThrownBy(() -> new JobMessage.Chunk(1, 0, Bytes.ofHex(""))).hasMessageContaining("a chunk has");
        assertThatThrownBy(() -> new JobMessage.Want(Limits.JOB_RESULTS_MAX + 1, 0)).hasMessageContaining("no such");
        assertThatThrownBy(() -> new JobMessage.Want(-1, 0)).hasMessageContaining("no such");
        assertThatThrownBy(() -> new JobMessage.Got(1, Limits.JOB_FILE_BYTES_MAX + 1)).hasMessageContaining("no such");
        assertThatThrownBy(() -> new JobMessage.Progress(Double.NaN, "")).hasMessageContaining("0 to 100");
        assertThatThrownBy(() -> new JobMessage.Progress(100.1, "")).hasMessageContaining("0 to 100");
        assertThatThrownBy(() -> new JobFile("a", Limits.JOB_FILE_BYTES_MAX + 1, HASH)).hasMessageContaining("at most");
        assertThatThrownBy(() -> new JobFile("a", 1, Bytes.ofHex("00"))).hasMessageContaining("32 bytes");
        assertThatThrownBy(() -> submit("a\u0000b", Map.of())).hasMessageContaining("printable");
        assertThatThrownBy(() -> submit("x".repeat(Limits.JOB_WORD_CHARS_MAX + 1), Map.of()))
                .hasMessageContaining("printable");
        assertThatThrownBy(() -> submit("demo", Map.of("a", "x".repeat(Limits.JOB_ARGUMENT_CHARS_MAX + 1))))
                .hasMessageContaining("its value at most");
        assertThatThrownBy(() -> new JobMessage.Submit(JOB, "demo", Map.of(),
                List.of(new JobFile("a", 1, HASH), new JobFile("a", 1, HASH)), 10_000, true))
                .hasMessageContaining("name of its own");
        assertThatThrownBy(() -> new JobMessage.Submit(JOB, "demo", Map.of(), List.of(new JobFile("a/b", 1, HASH)),
                10_000, true)).hasMessageContaining("without folders");
    }

    private static JobMessage submit(String command, Map<String, String> arguments) {
        return new JobMessage.Submit(JOB, command, arguments, List.of(), 10_000, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/passwd", "../a", "a/../../b", "a//b", "a/", ".", "..", "a\\b", "a\nb", "a\u0000",
            "a\ud800", "\udc00a", "a.roommesh-part"})
    void aNameThatLeadsElsewhereIsNone(String name) {
        assertThatThrownBy(() -> new JobFile(name, 1, HASH)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "..a", "a..b/c d/\u00e9", "-rf", "a.tar.gz"})
    void anotherNameIsOne(String name) {
        assertThat(new JobFile(name, 1, HASH).name()).isEqualTo(name);
    }

    /** No encoding has a place for half a character, and whoever quoted one could not say it. */
    @Test
    void halfACharacterIsRefusedAndLeftOutOfSentences() {
        assertThatThrownBy(() -> submit("\ud800", Map.of())).hasMessageContaining("printable");
        assertThatThrownBy(() -> submit("demo", Map.of("a", "\udfff"))).hasMessageContaining("printable");
        assertThatThrownBy(() -> new JobMessage.Rejected("\ud800")).hasMessageContaining("a sentence");
        String longest = JobMessage.sentence("\ud83d\ude00".repeat(Limits.TEXT_CHARS_MAX) + "\ud800");
        assertThat(longest).hasSizeLessThanOrEqualTo(Limits.TEXT_CHARS_MAX);
        var rejected = new JobMessage.Rejected(longest);
        assertThat(codec.decode(codec.encode(rejected))).isEqualTo(new Accepted<>(rejected));
        assertThat(JobMessage.sentence("a\ud800b")).isEqualTo("a?b");
    }

    @Test
    void whateverAFrameHoldsIsAValue() {
        assertThat(codec.decode(new byte[Limits.MESH_FRAME_BYTES_MAX + 1])).isInstanceOfSatisfying(Rejected.class,
                rejected -> assertThat(rejected.cause()).isEqualTo(Cause.TOO_LARGE));
        var random = new Random(5);
        List<byte[]> frames = messages().map(codec::encode).toList();
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = frames.get(random.nextInt(frames.size())).clone();
            for (int k = random.nextInt(4); k >= 0; k--)
                frame[random.nextInt(frame.length)] = (byte) random.nextInt();
            assertThat(codec.decode(frame)).isNotNull();
        }
    }
}
