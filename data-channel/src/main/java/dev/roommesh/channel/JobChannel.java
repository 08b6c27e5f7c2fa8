package dev.roommesh.channel;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.JobCodec;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One end of a channel on which a job is spoken of. It says each second that it lives, and is over when nothing comes
 * from the other end for {@link Limits#JOB_SILENCE_MAX}. Any thread may send; one receives.
 */
public final class JobChannel implements AutoCloseable {
    /** From the first step to the first message that can be sent. */
    public static final Duration OPENED_WITHIN = Duration.ofSeconds(10);
    /** Bytes that came and wait to be taken; whoever keeps to the window of each file sends far less. */
    static final int WAITING_BYTES_MAX = 8 * 1024 * 1024;
    /** Messages that came and wait to be taken. */
    static final int WAITING_MAX = 2 * Limits.JOB_RESULTS_MAX;

    private final JobCodec codec = new JobCodec();
    private final FrameChannel frames;

    private JobChannel(DataChannels channels, List<IceServer> servers, @Nullable String offer) {
        var kind = new FrameChannel.Kind("room-job", Bytes.copyOf(codec.encode(new JobMessage.Alive())),
                Limits.JOB_ALIVE_EACH,
                Limits.JOB_SILENCE_MAX, OPENED_WITHIN, WAITING_MAX, WAITING_BYTES_MAX, /* texts= */ false);
        frames = new FrameChannel(channels, kind, servers, offer);
    }

    /** Begins a channel; {@link #description} has the offer, and {@link #takeAnswer} wants the answer. */
    public static JobChannel dial(DataChannels channels, List<IceServer> servers) {
        return new JobChannel(channels, servers, null);
    }

    /** Takes an offer; {@link #description} has the answer. */
    public static JobChannel accept(DataChannels channels, List<IceServer> servers, String offer) {
        return new JobChannel(channels, servers, offer);
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

    /** Says something; waits while much is on its way. @return false once the channel is over */
    public boolean send(JobMessage message) {
        return frames.send(codec.encode(message));
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
    public Optional<JobMessage> next() throws InterruptedException {
        while (true) {
            byte[] frame = frames.take();
            if (frame == null) return Optional.empty();
            switch (codec.decode(frame)) {
                case Decoded.Accepted<JobMessage>(JobMessage message) when message instanceof JobMessage.Alive -> {
                }
                case Decoded.Accepted<JobMessage>(JobMessage message) -> {
                    return Optional.of(message);
                }
                // A newer version may say more than this one knows.
                case Decoded.Rejected<JobMessage>(Decoded.Cause cause, _) when cause == Decoded.Cause.UNKNOWN_TYPE -> {
                }
                case Decoded.Rejected<JobMessage>(_, String why) -> {
                    frames.fail("the other end sent what is no message: " + why);
                    return Optional.empty();
                }
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
