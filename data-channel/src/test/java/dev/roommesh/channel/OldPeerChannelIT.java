package dev.roommesh.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.channel.OldPeerChannel.Message;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.Limits;
import dev.roommesh.webrtc.PortRange;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real data channels. */
@Timeout(60)
class OldPeerChannelIT {
    private final DataChannels left = new DataChannels(PortRange.ANY);
    private final DataChannels right = new DataChannels(PortRange.ANY);
    private final OldPeerChannel client = OldPeerChannel.dial(left, List.of());

    @AfterEach
    void end() {
        client.close();
        left.close();
        right.close();
    }

    private OldPeerChannel worker() throws Exception {
        var worker = OldPeerChannel.accept(right, List.of(), client.description().get(20, TimeUnit.SECONDS));
        client.takeAnswer(worker.description().get(20, TimeUnit.SECONDS));
        assertThat(client.awaitOpen()).isTrue();
        assertThat(worker.awaitOpen()).isTrue();
        return worker;
    }

    @Test
    void textsAndBytesGoBothWaysInOrderAfterASignOfLife() throws Exception {
        OldPeerChannel worker = worker();
        Bytes whole = Bytes.copyOf(new byte[Limits.MESH_FRAME_BYTES_MAX]);
        assertThat(worker.next()).contains(new Message.Alive());
        assertThat(client.send("PACKAGE_TYPE::train 100 % für alle")).isTrue();
        assertThat(client.send(whole)).isTrue();
        assertThat(client.send("KEEP_ALIVE")).as("a text is none").isTrue();
        assertThat(client.send("")).isTrue();
        assertThat(worker.next()).contains(new Message.Text("PACKAGE_TYPE::train 100 % für alle"));
        assertThat(worker.next()).contains(new Message.Part(whole));
        assertThat(worker.next()).contains(new Message.Text("KEEP_ALIVE"));
        assertThat(client.next()).contains(new Message.Alive());
        assertThat(worker.send("a line\n")).isTrue();
        assertThat(client.next()).contains(new Message.Text("a line\n"));
        worker.close();
        while (client.next().isPresent()) {
            // Until it ends.
        }
        assertThat(client.end()).isPresent();
    }

    @Test
    void aFrameThatIsTooLargeEndsIt() throws Exception {
        OldPeerChannel worker = worker();
        assertThat(client.send("x".repeat(Limits.MESH_FRAME_BYTES_MAX))).isTrue();
        assertThat(worker.next()).contains(new Message.Alive());
        assertThat(worker.next()).get().isInstanceOf(Message.Text.class);
        assertThat(client.send("x".repeat(Limits.MESH_FRAME_BYTES_MAX + 1))).isTrue();
        assertThat(worker.next()).isEmpty();
        assertThat(worker.end().orElseThrow()).contains("more than 65536 bytes");
    }

    @Test
    void whoSendsMoreThanIsReadLosesTheChannel() throws Exception {
        OldPeerChannel worker = worker();
        Bytes part = Bytes.copyOf(new byte[Limits.MESH_FRAME_BYTES_MAX]);
        while (worker.end().isEmpty())
            client.send(part);
        assertThat(worker.end().orElseThrow()).contains("faster than this one reads");
        int bytes = 0;
        for (var next = worker.next(); next.isPresent(); next = worker.next())
            bytes += next.get() instanceof Message.Part(Bytes came) ? came.size() : 0;
        assertThat(bytes).as("what came before is still told").isPositive()
                .isLessThanOrEqualTo(OldPeerChannel.WAITING_BYTES_MAX);
    }

    @Test
    void whereBytesAloneGoATextEndsTheChannel() throws Exception {
        // The same label, but a channel of another kind: what old workers would never get from our own clients.
        var kind = new FrameChannel.Kind(OldPeerChannel.LABEL, Bytes.ofHex("20"), OldPeerChannel.ALIVE_EACH,
                OldPeerChannel.SILENCE_MAX, OldPeerChannel.OPENED_WITHIN, 16, 1024, /* texts= */ false);
        var bytesOnly = new FrameChannel(right, kind, List.of(), client.description().get(20, TimeUnit.SECONDS));
        client.takeAnswer(bytesOnly.description().get(20, TimeUnit.SECONDS));
        assertThat(client.awaitOpen()).isTrue();
        assertThat(client.send("a text")).isTrue();
        while (bytesOnly.take() != null) {
            // A sign of life.
        }
        assertThat(bytesOnly.end().orElseThrow()).contains("sent a text");
    }
}
