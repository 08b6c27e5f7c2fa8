package dev.roommesh.channel;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.JobCodec;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.Limits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final DataChannel channel;
    private long waitingBytes;
    private @Nullable String end;
    private volatile long heardAt = System.nanoTime();

    private final class Ears implements ChannelListener {
        @Override
        public void opened() {
            heardAt = System.nanoTime();
            opened.complete(true);
        }

        @Override
        public void received(byte[] frame) {
            heardAt = System.nanoTime();
            if (!keep(frame)) fail("the other end sends faster than this one reads");
        }

        @Override
        public void closed(String why) {
            finish(why);
        }
    }

    private JobChannel(DataChannels channels, List<IceServer> servers, @Nullable String offer) {
        var ears = new Ears();
        channel = offer == null ? channels.dial(servers, ears) : channels.accept(servers, offer, ears);
        Thread.ofVirtual().name("job-channel").start(this::live);
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
        return channel.description();
    }

    public void takeAnswer(String answer) {
        channel.takeAnswer(answer);
    }

    private synchronized boolean keep(byte[] frame) {
        if (end != null) return true;
        if (waiting.size() == WAITING_MAX || waitingBytes + frame.length > WAITING_BYTES_MAX) return false;
        waiting.add(frame);
        waitingBytes += frame.length;
        notifyAll();
        return true;
    }

    private synchronized void finish(String why) {
        if (end == null) end = why;
        opened.complete(false);
        notifyAll();
    }

    private void fail(String why) {
        finish(why);
        channel.close();
    }

    /** Waits until it can send. @return whether it can */
    public boolean awaitOpen() {
        return opened.copy().completeOnTimeout(false, OPENED_WITHIN.toNanos(), TimeUnit.NANOSECONDS).join();
    }

    /** Says something; waits while much is on its way. @return false once the channel is over */
    public boolean send(JobMessage message) {
        return channel.send(codec.encode(message));
    }

    /** For how long nothing has come. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    /** Why it is over; empty while it is not. */
    public synchronized Optional<String> end() {
        return Optional.ofNullable(end);
    }

    /** The next message, in order; waits for it. Empty once the channel is over; what came before is told first. */
    public Optional<JobMessage> next() throws InterruptedException {
        while (true) {
            byte[] frame = take();
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
                    fail("the other end sent what is no message: " + why);
                    return Optional.empty();
                }
            }
        }
    }

    private synchronized byte @Nullable [] take() throws InterruptedException {
        while (waiting.isEmpty()) {
            if (end != null) return null;
            wait();
        }
        byte[] frame = waiting.remove();
        waitingBytes -= frame.length;
        return frame;
    }

    private void live() {
        if (!awaitOpen()) {
            fail("it did not open within " + OPENED_WITHIN.toSeconds() + " s");
            return;
        }
        byte[] alive = codec.encode(new JobMessage.Alive());
        while (end().isEmpty()) {
            if (silence().compareTo(Limits.JOB_SILENCE_MAX) > 0) {
                fail("nothing came from the other end for " + Limits.JOB_SILENCE_MAX.toSeconds() + " s");
            } else {
                // Where much is on its way already, that says the same.
                channel.sendUnlessFull(alive);
                LockSupport.parkNanos(Limits.JOB_ALIVE_EACH.toNanos());
            }
        }
    }

    /** Ends it. What was said last may not arrive. Safe to repeat. */
    @Override
    public void close() {
        fail("this end closed it");
    }

    /** The same, for a reason. */
    public void closeBecause(String why) {
        fail(why);
    }
}
