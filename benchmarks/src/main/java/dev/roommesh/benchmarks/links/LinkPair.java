package dev.roommesh.benchmarks.links;

import dev.roommesh.agent.webrtc.LinkListener;
import dev.roommesh.agent.webrtc.WebRtcLinks;
import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.PeerId;
import dev.roommesh.webrtc.PortRange;
import dev.roommesh.webrtc.WebRtcUnavailable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Two ends of one link in this process; one dials and sends, the other receives. What each says of itself is carried
 * straight to the other. One thread drives it.
 */
final class LinkPair implements AutoCloseable {
    /** Frames on their way at a time. */
    static final int WINDOW = 256;

    private static final Duration OPEN_LIMIT = Duration.ofSeconds(20);
    private static final Duration FRAME_LIMIT = Duration.ofSeconds(20);
    private static final PeerId SENDER = new PeerId("sender");
    private static final PeerId RECEIVER = new PeerId("receiver");

    private final Semaphore window = new Semaphore(WINDOW);
    private final End sender;
    private final End receiver;
    private volatile @Nullable LinkAttempt latest;
    private @Nullable LinkAttempt current;
    private int attempts;

    /** What one end is told; its answers go to the other. */
    private final class End implements LinkListener {
        private final PeerId self;
        private final WebRtcLinks links;
        private volatile CountDownLatch open = new CountDownLatch(0);
        private volatile @Nullable String broken;
        private volatile boolean isWornOut;

        End(PeerId self, long messagesPerFactory) {
            this.self = self;
            this.links = new WebRtcLinks(this, PortRange.ANY, messagesPerFactory);
        }

        private End other() {
            return self.equals(SENDER) ? receiver : sender;
        }

        @Override
        public void localSignal(PeerId peer, LinkSignal signal) {
            WebRtcLinks theirs = other().links;
            switch (signal) {
                case LinkSignal.Offer(LinkAttempt attempt, String sdp) -> theirs.accept(self, attempt, sdp);
                case LinkSignal.Answer(LinkAttempt attempt, String sdp) -> theirs.takeAnswer(self, attempt, sdp);
                case LinkSignal.Candidate(LinkAttempt attempt, var candidate) ->
                    theirs.addCandidate(self, attempt, candidate);
                case LinkSignal.DialMe _ -> throw new IllegalStateException("nobody asks to be dialled here");
            }
        }

        @Override
        public void opened(PeerId peer, LinkAttempt attempt) {
            if (attempt.equals(latest)) open.countDown();
        }

        @Override
        public void suspected(PeerId peer, LinkAttempt attempt) {
            // If it is lost, a frame is missed.
        }

        @Override
        public void wornOut(PeerId peer, LinkAttempt attempt) {
            if (attempt.equals(latest)) isWornOut = true;
        }

        @Override
        public void received(PeerId peer, LinkAttempt attempt, byte[] frame) {
            window.release();
        }

        @Override
        public void closed(PeerId peer, LinkAttempt attempt, String why) {
            if (!attempt.equals(latest)) return;
            broken = why;
            open.countDown();
        }
    }

    /** @throws BenchFailure when this machine lacks what the library needs */
    LinkPair(long messagesPerFactory) {
        try {
            sender = new End(SENDER, messagesPerFactory);
            receiver = new End(RECEIVER, messagesPerFactory);
        } catch (WebRtcUnavailable lacking) {
            throw new BenchFailure(String.valueOf(lacking.getMessage()));
        }
    }

    /** Makes a new link, and ends the one before; nothing must be on its way. */
    void dial() {
        LinkAttempt before = current;
        var attempt = new LinkAttempt(1, ++attempts);
        latest = attempt;
        sender.open = new CountDownLatch(1);
        receiver.open = new CountDownLatch(1);
        receiver.isWornOut = false;
        sender.links.dial(RECEIVER, attempt);
        await(sender);
        await(receiver);
        current = attempt;
        if (before == null) return;
        sender.links.close(RECEIVER, before);
        receiver.links.close(SENDER, before);
    }

    private void await(End end) {
        try {
            if (!end.open.await(OPEN_LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                throw new BenchFailure(
                        "Link " + attempts + " did not open within " + OPEN_LIMIT.toSeconds() + " s.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
        failIfBroken(end);
    }

    private void failIfBroken(End end) {
        String why = end.broken;
        if (why != null) throw new BenchFailure("Link " + attempts + " broke: " + why + ".");
    }

    /** Sends one frame; waits while too many are on their way. */
    void send(byte[] frame) {
        acquire(1);
        LinkAttempt open = current;
        if (open == null) throw new IllegalStateException("no link was dialled");
        sender.links.send(RECEIVER, open, frame);
    }

    /** Waits until all that was sent has arrived. */
    void drain() {
        acquire(WINDOW);
        window.release(WINDOW);
    }

    private void acquire(int permits) {
        try {
            if (window.tryAcquire(permits, FRAME_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
        failIfBroken(sender);
        failIfBroken(receiver);
        throw new BenchFailure("A message was not received within " + FRAME_LIMIT.toSeconds() + " s.");
    }

    /** Whether the receiver's factory has brought its messages, and wants to be replaced. */
    boolean isWornOut() {
        return receiver.isWornOut;
    }

    /** How often the receiver's native factory was replaced and freed. */
    int rotations() {
        return receiver.links.rotations();
    }

    long received() {
        return receiver.links.messagesReceived();
    }

    @Override
    public void close() {
        sender.links.close();
        receiver.links.close();
    }
}
