package dev.roommesh.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobMessage;
import dev.roommesh.webrtc.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over real data channels. */
@Timeout(60)
class JobChannelIT {
    @TempDir
    private Path folder = Path.of("");

    /** Two ends that are open. */
    private record Pair(JobChannel client, JobChannel worker) implements AutoCloseable {
        static Pair open(DataChannels left, DataChannels right) throws Exception {
            JobChannel client = JobChannel.dial(left, List.of());
            JobChannel worker = JobChannel.accept(right, List.of(),
                    client.description().get(20, TimeUnit.SECONDS));
            client.takeAnswer(worker.description().get(20, TimeUnit.SECONDS));
            assertThat(client.awaitOpen()).isTrue();
            assertThat(worker.awaitOpen()).isTrue();
            return new Pair(client, worker);
        }

        @Override
        public void close() {
            client.close();
            worker.close();
        }
    }

    @Test
    void oneOfferAndOneAnswerMakeAChannelBothWays() throws Exception {
        try (var left = new DataChannels(PortRange.ANY); var right = new DataChannels(PortRange.ANY)) {
            for (int round = 0; round < 3; round++) {
                try (Pair pair = Pair.open(left, right)) {
                    assertThat(pair.client.send(new JobMessage.Cancel())).isTrue();
                    assertThat(pair.worker.next()).contains(new JobMessage.Cancel());
                    assertThat(pair.worker.send(new JobMessage.Over())).isTrue();
                    assertThat(pair.client.next()).contains(new JobMessage.Over());
                    pair.worker.close();
                    assertThat(pair.client.next()).isEmpty();
                    assertThat(pair.client.end()).isPresent();
                    assertThat(pair.client.send(new JobMessage.Cancel())).isFalse();
                }
            }
        }
    }

    @Test
    void aFileOfManyWindowsComesWholeAndInOrder() throws Exception {
        var content = new byte[20 * 1024 * 1024];
        new Random(5).nextBytes(content);
        Path source = Files.write(folder.resolve("source"), content);
        JobFile file = FileHash.of(source, "copy", _ -> {});
        try (var left = new DataChannels(PortRange.ANY);
                var right = new DataChannels(PortRange.ANY);
                Pair pair = Pair.open(left, right);
                var receiving = new Receiving(List.of(file), folder, false)) {
            serve(pair.client, source);
            receive(pair.worker, receiving, Long.MAX_VALUE);
            assertThat(receiving.isComplete()).isTrue();
        }
        assertThat(Files.mismatch(source, folder.resolve("copy"))).isEqualTo(-1);
    }

    @Test
    void whatTheLibraryKeepsEndsTheChannelAndAnotherGoesOn() throws Exception {
        var content = new byte[8 * 1024 * 1024];
        new Random(6).nextBytes(content);
        Path source = Files.write(folder.resolve("source"), content);
        JobFile file = FileHash.of(source, "copy", _ -> {});
        int channels = 0;
        try (var left = new DataChannels(PortRange.ANY);
                var right = new DataChannels(PortRange.ANY, 40);
                var receiving = new Receiving(List.of(file), folder, false)) {
            for (; !receiving.isComplete(); channels++) {
                try (Pair pair = Pair.open(left, right)) {
                    serve(pair.client, source);
                    receive(pair.worker, receiving, Long.MAX_VALUE);
                }
            }
        }
        assertThat(channels).isGreaterThan(2);
        assertThat(Files.mismatch(source, folder.resolve("copy"))).isEqualTo(-1);
    }

    private static void serve(JobChannel channel, Path source) {
        Thread.startVirtualThread(() -> {
            try (var sending = new Sending(channel, number -> number == 1
                    ? Optional.of(new FileSource(source, source.toFile().length()))
                    : Optional.empty(), _ -> {})) {
                for (var next = channel.next(); next.isPresent(); next = channel.next()) {
                    if (next.get() instanceof JobMessage.Want want) sending.want(want);
                    if (next.get() instanceof JobMessage.Got got) sending.got(got);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void receive(JobChannel channel, Receiving receiving, long bytesMax)
            throws IOException, InterruptedException {
        channel.send(receiving.next().orElseThrow());
        while (!receiving.isComplete() && receiving.bytes() < bytesMax) {
            Optional<JobMessage> next = channel.next();
            if (next.isEmpty()) return;
            if (next.get() instanceof JobMessage.Chunk chunk) receiving.take(chunk).forEach(channel::send);
        }
    }

    @Test
    void anOfferThatIsNoneAndOneTooManyFail() throws Exception {
        try (var channels = new DataChannels(PortRange.ANY)) {
            var refused = JobChannel.accept(channels, List.of(), "v=0 is not enough");
            assertThatThrownBy(() -> refused.description().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ChannelException.class);
            var percent = JobChannel.accept(channels, List.of(), "v=0%n");
            assertThatThrownBy(() -> percent.description().get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("percent sign");
            var held = new java.util.ArrayList<JobChannel>();
            for (int i = 0; i < DataChannels.CHANNELS_MAX; i++)
                held.add(JobChannel.dial(channels, List.of()));
            for (JobChannel each : held)
                assertThat(each.description().get(20, TimeUnit.SECONDS)).contains("a=candidate");
            var oneMore = JobChannel.dial(channels, List.of());
            assertThatThrownBy(() -> oneMore.description().get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("channels already");
        }
    }

    /** Each has a buffer, and a thread until what it sends is sent. */
    @Test
    void whoeverWantsAFileAgainAndAgainIsCutOff() throws Exception {
        Path source = Files.write(folder.resolve("source"), new byte[10_000_000]);
        try (var left = new DataChannels(PortRange.ANY);
                var right = new DataChannels(PortRange.ANY);
                Pair pair = Pair.open(left, right)) {
            serve(pair.client, source);
            for (int i = 0; i < 10_000 && pair.worker.send(new JobMessage.Want(1, 0)); i++)
                assertThat(Thread.activeCount()).isLessThan(500);
            while (pair.worker.next().isPresent()) {
                // What was sent before.
            }
            assertThat(pair.client.end()).hasValueSatisfying(why -> assertThat(why).contains("files at once"));
        }
    }
}
