package dev.roommesh.channel;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One end of a channel on which a client asks a worker as it would ask the server: each frame is one message of theirs,
 * as UTF-8. It says each second that it lives, by a blank, and is over when nothing comes from the other end for
 * {@link Limits#QUESTION_SILENCE_MAX}. Any thread may send; one receives.
 */
public final class QuestionChannel implements AutoCloseable {
    /** From the first step to the first message that can be sent. */
    public static final Duration OPENED_WITHIN = Duration.ofSeconds(10);
    /** Messages that came and wait to be taken. */
    public static final int WAITING_MAX = 256;
    /** Bytes of these. */
    static final int WAITING_BYTES_MAX = 1024 * 1024;

    private static final byte BLANK = ' ';
    private static final FrameChannel.Kind KIND = new FrameChannel.Kind("room-questions",
            Bytes.copyOf(new byte[]{BLANK}),
            Limits.QUESTION_ALIVE_EACH, Limits.QUESTION_SILENCE_MAX, OPENED_WITHIN, WAITING_MAX, WAITING_BYTES_MAX,
            /* texts= */ false);

    private final FrameChannel frames;

    private QuestionChannel(DataChannels channels, List<IceServer> servers, @Nullable String offer) {
        frames = new FrameChannel(channels, KIND, servers, offer);
    }

    /** Begins a channel; {@link #description} has the offer, and {@link #takeAnswer} wants the answer. */
    public static QuestionChannel dial(DataChannels channels, List<IceServer> servers) {
        return new QuestionChannel(channels, servers, null);
    }

    /** Takes an offer; {@link #description} has the answer. */
    public static QuestionChannel accept(DataChannels channels, List<IceServer> servers, String offer) {
        return new QuestionChannel(channels, servers, offer);
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

    /** Says something; waits for nothing. @return false where the channel is over, or much waits to be sent already */
    public boolean send(String message) {
        return frames.sendLater(message.getBytes(StandardCharsets.UTF_8));
    }

    /** For how long nothing has come. */
    public Duration silence() {
        return frames.silence();
    }

    /** Why it is over; empty while it is not. */
    public Optional<String> end() {
        return frames.end();
    }

    /** The next message, in order; waits for it. Empty once the channel is over; what came before is told first. */
    public Optional<String> next() throws InterruptedException {
        while (true) {
            byte[] frame = frames.take();
            if (frame == null) return Optional.empty();
            if (frame.length == 1 && frame[0] == BLANK) continue;
            try {
                return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(frame)).toString());
            } catch (CharacterCodingException wrong) {
                closeBecause("the other end sent what is no UTF-8");
                return Optional.empty();
            }
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
