package dev.roommesh.channel;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.IceServer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One end of a channel as clients of 2025 make it: texts and bytes go both ways. It says each {@link #ALIVE_EACH} that it
 * lives, and is over when nothing comes from the other end for {@link #SILENCE_MAX}. Any thread may send; one receives.
 */
public final class OldPeerChannel implements AutoCloseable {
    /** What these clients call it. */
    public static final String LABEL = "my-data-channel";
    /** As they do it themselves. */
    public static final Duration ALIVE_EACH = Duration.ofSeconds(15);
    /** Three signs of life that did not come. */
    public static final Duration SILENCE_MAX = ALIVE_EACH.multipliedBy(3);
    /** From the first step to the first message that can be sent. */
    public static final Duration OPENED_WITHIN = Duration.ofSeconds(10);
    /** Messages that came and wait to be taken. */
    public static final int WAITING_MAX = 256;
    /** Bytes of these: 64 of the parts in which these clients send a file. */
    static final int WAITING_BYTES_MAX = 4 * 1024 * 1024;

    private static final byte[] ALIVE = "KEEP_ALIVE".getBytes(StandardCharsets.UTF_8);
    private static final FrameChannel.Kind KIND = new FrameChannel.Kind(LABEL, Bytes.copyOf(ALIVE), ALIVE_EACH,
            SILENCE_MAX, OPENED_WITHIN, WAITING_MAX, WAITING_BYTES_MAX, /* texts= */ true);

    private final FrameChannel frames;

    /** What the other end said. */
    public sealed interface Message {
        /** No more than that it lives. */
        record Alive() implements Message {}

        /** A text. */
        record Text(String text) implements Message {}

        /** A part of a file. */
        record Part(Bytes bytes) implements Message {}
    }

    private OldPeerChannel(DataChannels channels, List<IceServer> servers, @Nullable String offer) {
        frames = new FrameChannel(channels, KIND, servers, offer);
    }

    /** Begins a channel, as an old client does; {@link #description} has the offer. */
    public static OldPeerChannel dial(DataChannels channels, List<IceServer> servers) {
        return new OldPeerChannel(channels, servers, null);
    }

    /** Takes an offer; {@link #description} has the answer. */
    public static OldPeerChannel accept(DataChannels channels, List<IceServer> servers, String offer) {
        return new OldPeerChannel(channels, servers, offer);
    }

    /** The session description for the other end. Fails with {@link ChannelException} when there is none. */
    public CompletableFuture<String> description() {
        return frames.description();
    }

    public void takeAnswer(String answer) {
        frames.takeAnswer(answer);
    }

    /** Waits until it can send. @return whether it can */
    public boolean awaitOpen() {
        return frames.awaitOpen();
    }

    /** Says something. @return false where the channel is over, or so much is on its way that this was not sent */
    public boolean send(String text) {
        return frames.sendTextUnlessFull(text);
    }

    /** The same with bytes. */
    public boolean send(Bytes part) {
        return frames.sendUnlessFull(part.toArray());
    }

    /** Why it is over; empty while it is not. */
    public Optional<String> end() {
        return frames.end();
    }

    /** The next message, in order; waits for it. Empty once the channel is over; what came before is told first. */
    public Optional<Message> next() throws InterruptedException {
        FrameChannel.Frame frame = frames.takeFrame();
        if (frame == null) return Optional.empty();
        if (!frame.isText())
            return Optional.of(Arrays.equals(frame.bytes(), ALIVE)
                    ? new Message.Alive()
                    : new Message.Part(Bytes.copyOf(frame.bytes())));
        try {
            return Optional.of(new Message.Text(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(frame.bytes())).toString()));
        } catch (CharacterCodingException wrong) {
            closeBecause("the other end sent what is no UTF-8");
            return Optional.empty();
        }
    }

    /** Ends it. What was said last may not arrive. Safe to repeat. */
    @Override
    public void close() {
        closeBecause("this end closed it");
    }

    /** The same, for a reason. */
    public void closeBecause(String why) {
        frames.fail(why);
    }
}
