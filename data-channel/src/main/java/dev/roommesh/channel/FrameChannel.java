package dev.roommesh.channel;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.IceServer;
import java.nio.charset.StandardCharsets;
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
 * One end of a channel on which frames go both ways. It says now and then that it lives, and is over when nothing comes
 * from the other end for too long, or when more comes than is taken. Any thread may send; one receives.
 */
final class FrameChannel {
    /** Between two looks at the silence, however seldom this end says that it lives. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Kind kind;
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private final DataChannel channel;
    private long waitingBytes;
    private @Nullable String end;
    private volatile long heardAt = System.nanoTime();

    /**
     * What both ends agree on, and the limits of this one.
     *
     * @param alive the frame that says no more than that this end lives
     * @param aliveEach how often it is sent
     * @param silenceMax after this the other end is gone
     * @param openedWithin from the first step to the first frame that can be sent
     * @param waitingMax frames that came and wait to be taken
     * @param waitingBytesMax their bytes
     * @param texts whether texts go over it beside frames of bytes
     */
    record Kind(String label, Bytes alive, Duration aliveEach, Duration silenceMax, Duration openedWithin,
            int waitingMax, int waitingBytesMax, boolean texts) {}

    /** What came; nobody writes into its bytes. */
    static final class Frame {
        private final byte[] bytes;
        private final boolean text;

        private Frame(byte[] bytes, boolean text) {
            this.bytes = bytes;
            this.text = text;
        }

        byte[] bytes() {
            return bytes;
        }

        /** Whether it is a text, as UTF-8. */
        boolean isText() {
            return text;
        }
    }

    private final class Ears implements ChannelListener {
        @Override
        public void opened() {
            heardAt = System.nanoTime();
            opened.complete(true);
        }

        @Override
        public void received(byte[] frame) {
            take(new Frame(frame, /* text= */ false));
        }

        @Override
        public boolean receivedText(byte[] text) {
            if (kind.texts) take(new Frame(text, /* text= */ true));
            return kind.texts;
        }

        private void take(Frame frame) {
            heardAt = System.nanoTime();
            if (!keep(frame)) fail("the other end sends faster than this one reads");
        }

        @Override
        public void closed(String why) {
            finish(why);
        }
    }

    /** @param offer of the other end; null where this one makes it */
    FrameChannel(DataChannels channels, Kind kind, List<IceServer> servers, @Nullable String offer) {
        this.kind = kind;
        var ears = new Ears();
        channel = offer == null
                ? channels.dial(kind.label, servers, ears)
                : channels.accept(kind.label, servers, offer, ears);
        Thread.ofVirtual().name(kind.label).start(this::live);
    }

    /** The session description for the other end. Fails with {@link ChannelException} when there is none. */
    CompletableFuture<String> description() {
        return channel.description();
    }

    void takeAnswer(String answer) {
        channel.takeAnswer(answer);
    }

    private synchronized boolean keep(Frame frame) {
        if (end != null) return true;
        if (waiting.size() == kind.waitingMax || waitingBytes + frame.bytes.length > kind.waitingBytesMax) return false;
        waiting.add(frame);
        waitingBytes += frame.bytes.length;
        notifyAll();
        return true;
    }

    private synchronized void finish(String why) {
        if (end == null) end = why;
        opened.complete(false);
        notifyAll();
    }

    /** Ends it, for a reason. What was sent last may not arrive. Safe to repeat. */
    void fail(String why) {
        finish(why);
        channel.close();
    }

    /** Waits until it can send. @return whether it can */
    boolean awaitOpen() {
        return opened.copy().completeOnTimeout(false, kind.openedWithin.toNanos(), TimeUnit.NANOSECONDS).join();
    }

    /** Waits while much is on its way. @return false once the channel is over */
    boolean send(byte[] frame) {
        return channel.send(frame);
    }

    /** Waits for nothing. @return false where much waits to be sent, or the channel is over: then the frame is not sent */
    boolean sendLater(byte[] frame) {
        return channel.sendLater(frame);
    }

    /** @return false where much is on its way, or the channel is over: then the frame is not sent */
    boolean sendUnlessFull(byte[] frame) {
        return channel.sendUnlessFull(frame);
    }

    /** The same with a text. */
    boolean sendTextUnlessFull(String text) {
        return channel.sendTextUnlessFull(text.getBytes(StandardCharsets.UTF_8));
    }

    /** For how long nothing has come. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    /** Why it is over; empty while it is not. */
    synchronized Optional<String> end() {
        return Optional.ofNullable(end);
    }

    /** The next frame, in order; waits for it. Null once the channel is over; what came before is told first. */
    byte @Nullable [] take() throws InterruptedException {
        Frame frame = takeFrame();
        return frame == null ? null : frame.bytes;
    }

    /** The same where it may be a text. */
    synchronized @Nullable Frame takeFrame() throws InterruptedException {
        while (waiting.isEmpty()) {
            if (end != null) return null;
            wait();
        }
        Frame frame = waiting.remove();
        waitingBytes -= frame.bytes.length;
        return frame;
    }

    private void live() {
        if (!awaitOpen()) {
            fail("it did not open within " + kind.openedWithin.toSeconds() + " s");
            return;
        }
        byte[] alive = kind.alive.toArray();
        long aliveAt = System.nanoTime();
        while (end().isEmpty()) {
            if (silence().compareTo(kind.silenceMax) > 0) {
                fail("nothing came from the other end for " + kind.silenceMax.toSeconds() + " s");
                return;
            }
            long now = System.nanoTime();
            if (now - aliveAt >= 0) {
                // Where much is on its way already, that says the same.
                channel.sendUnlessFull(alive);
                aliveAt = now + kind.aliveEach.toNanos();
            }
            LockSupport.parkNanos(Math.min(LOOK.toNanos(), aliveAt - System.nanoTime()));
        }
    }
}
