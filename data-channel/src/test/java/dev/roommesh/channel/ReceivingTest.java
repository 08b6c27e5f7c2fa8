package dev.roommesh.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceivingTest {
    @TempDir
    private Path folder = Path.of("");

    private byte[] content = {};
    private JobFile file = new JobFile("x", 0, Bytes.copyOf(new byte[32]));

    @BeforeEach
    void aFile() throws IOException {
        content = new byte[Receiving.TOLD_EACH_BYTES + 1_000];
        new Random(3).nextBytes(content);
        Path source = Files.write(folder.resolve("source"), content);
        file = FileHash.of(source, "a/b.bin", _ -> {});
    }

    private Receiving receiving(JobFile... files) {
        return new Receiving(List.of(files), folder.resolve("in"), true);
    }

    @Test
    void whatIsThereAlreadyIsReplacedOnlyWithLeave() throws IOException {
        Files.createDirectories(folder.resolve("in/a"));
        Path mine = Files.writeString(folder.resolve("in/a/b.bin"), "mine");
        try (var receiving = new Receiving(List.of(file), folder.resolve("in"), false)) {
            assertThat(receiving.inTheWay()).contains(mine);
            assertThatThrownBy(() -> feed(receiving, 1, 0, content.length))
                    .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);
        }
        assertThat(mine).hasContent("mine");
        try (var receiving = receiving(file)) {
            assertThat(receiving.inTheWay()).isEmpty();
            feed(receiving, 1, 0, content.length);
        }
        assertThat(mine).hasBinaryContent(content);
    }

    @Test
    void aFolderThatIsALinkLeadsNowhere() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createDirectories(folder.resolve("in"));
        Files.createSymbolicLink(folder.resolve("in/a"), elsewhere);
        try (var receiving = receiving(file)) {
            assertThatThrownBy(() -> receiving.take(chunk(1, 0, 10))).isInstanceOf(ChannelException.class)
                    .hasMessageContaining("link");
        }
        assertThat(elsewhere).isEmptyDirectory();
    }

    private JobMessage.Chunk chunk(int number, int from, int to) {
        return new JobMessage.Chunk(number, from, Bytes.copyOf(Arrays.copyOfRange(content, from, to)));
    }

    /** In parts as they travel. */
    private List<JobMessage> feed(Receiving receiving, int number, int from, int to) throws IOException {
        List<JobMessage> answers = new java.util.ArrayList<>();
        for (int at = from; at < to; at += 50_000)
            answers.addAll(receiving.take(chunk(number, at, Math.min(to, at + 50_000))));
        return answers;
    }

    @Test
    void aFileStandsInItsPlaceOnceItIsWholeAndWhatItShouldBe() throws IOException {
        try (var receiving = receiving(file)) {
            assertThat(receiving.next()).contains(new JobMessage.Want(1, 0));
            assertThat(feed(receiving, 1, 0, 250_000)).isEmpty();
            assertThat(folder.resolve("in/a/b.bin")).doesNotExist();
            assertThat(feed(receiving, 1, 250_000, content.length))
                    .containsExactly(new JobMessage.Got(1, content.length));
            assertThat(receiving.isComplete()).isTrue();
            assertThat(receiving.bytes()).isEqualTo(content.length).isEqualTo(receiving.bytesTotal());
        }
        assertThat(folder.resolve("in/a/b.bin")).hasBinaryContent(content);
        assertThat(folder.resolve("in/a")).isDirectoryNotContaining(name -> name.toString().contains("part"));
    }

    @Test
    void theSenderIsToldEachTimeThatSoMuchMoreIsWritten() throws IOException {
        try (var receiving = receiving(file)) {
            assertThat(feed(receiving, 1, 0, 250_000)).isEmpty();
            assertThat(receiving.take(chunk(1, 250_000, Receiving.TOLD_EACH_BYTES)))
                    .containsExactly(new JobMessage.Got(1, Receiving.TOLD_EACH_BYTES));
        }
    }

    @Test
    void onAnotherChannelItGoesOnWhereItWas() throws IOException {
        try (var receiving = receiving(file)) {
            feed(receiving, 1, 0, 100_000);
            assertThat(receiving.next()).contains(new JobMessage.Want(1, 100_000));
            feed(receiving, 1, 100_000, content.length);
            assertThat(receiving.next()).isEqualTo(Optional.empty());
        }
        assertThat(folder.resolve("in/a/b.bin")).hasBinaryContent(content);
    }

    @Test
    void filesComeOneAfterAnotherAndEmptyOnesAreThereAtOnce() throws IOException {
        var empty = FileHash.of(Files.createFile(folder.resolve("nothing")), "empty", _ -> {});
        try (var receiving = receiving(empty, file, empty.equals(file) ? file : new JobFile("e2", 0, empty.sha256()))) {
            assertThat(receiving.next()).contains(new JobMessage.Want(2, 0));
            assertThat(folder.resolve("in/empty")).isEmptyFile();
            feed(receiving, 2, 0, content.length);
            assertThat(receiving.isComplete()).isTrue();
            assertThat(folder.resolve("in/e2")).isEmptyFile();
        }
    }

    @Test
    void whatWasNotAskedForIsRefused() throws IOException {
        for (JobMessage.Chunk wrong : List.of(chunk(2, 0, 10), chunk(1, 10, 20), chunk(0, 0, 10))) {
            try (var receiving = receiving(file)) {
                assertThatThrownBy(() -> receiving.take(wrong)).isInstanceOf(ChannelException.class)
                        .hasMessageContaining("nobody asked");
            }
        }
        try (var receiving = receiving(new JobFile("a", 5, file.sha256()))) {
            assertThatThrownBy(() -> receiving.take(chunk(1, 0, 6))).hasMessageContaining("nobody asked");
        }
    }

    @Test
    void aFileThatIsNotWhatItWasSaidToBeIsNotKept() throws IOException {
        try (var receiving = receiving(new JobFile("a/b.bin", 5, file.sha256()))) {
            assertThatThrownBy(() -> receiving.take(chunk(1, 0, 5))).isInstanceOf(ChannelException.class)
                    .hasMessageContaining("SHA-256");
        }
        assertThat(folder.resolve("in/a")).isEmptyDirectory();
    }

    @Test
    void aLinkThatStandsInTheWayIsNotFollowed() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "precious");
        Files.createDirectories(folder.resolve("in/a"));
        Files.createSymbolicLink(folder.resolve("in/a/b.bin" + JobFile.PART), elsewhere);
        try (var receiving = receiving(file)) {
            feed(receiving, 1, 0, content.length);
        }
        assertThat(elsewhere).hasContent("precious");
        assertThat(folder.resolve("in/a/b.bin")).hasBinaryContent(content);
    }
}
