package dev.roommesh.channel;

import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.Limits;
import dev.roommesh.webrtc.NativeText;
import dev.roommesh.webrtc.PeerConnections;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One data channel and its connection, until it is over. Descriptions hold all candidates, so that one offer and one
 * answer make a channel. Everything runs on the channels' thread, save for {@link #send}, {@link #takeAnswer} and
 * {@link #close}, which any thread may call.
 */
final class DataChannel {
    /** Candidates that were not found by then are left out. */
    static final Duration GATHERED_WITHIN = Duration.ofSeconds(1);
    /** Bytes on their way out. Past its own limit the library closes the channel and loses them silently. */
    static final int BUFFERED_BYTES_MAX = 1024 * 1024;
    /** Between two looks at what is still on its way out, for the library does not tell. */
    private static final Duration LOOK = Duration.ofMillis(1);

    private final DataChannels channels;
    private final String label;
    private final ChannelListener listener;
    private final ChannelCallbacks callbacks = new ChannelCallbacks(this);
    private final CompletableFuture<String> description = new CompletableFuture<>();
    private @Nullable RTCPeerConnection connection;
    private @Nullable RTCDataChannel channel;
    private boolean dials;
    private boolean answered;
    private boolean described;
    private boolean gathered;
    private boolean opened;
    /** Bytes that are to be sent by the channels' thread. */
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean over;
    private volatile boolean muted;

    private enum Sent {
        YES, LATER, NEVER
    }

    private interface NativeStep {
        void run(RTCPeerConnection connection) throws Exception;
    }

    /** @param label what both ends call it */
    DataChannel(DataChannels channels, String label, ChannelListener listener) {
        this.channels = channels;
        this.label = label;
        this.listener = listener;
    }

    /** The offer, or the answer; fails when there is none. */
    CompletableFuture<String> description() {
        return description.copy();
    }

    void post(Runnable step) {
        channels.post(step);
    }

    void connect(PeerConnections factory, List<IceServer> servers) {
        try {
            connection = factory.create(servers, callbacks);
        } catch (RuntimeException | Error failure) {
            fail("no connection could be made: " + failure.getMessage());
        }
    }

    void dial() {
        dials = true;
        attempt("making an offer", made -> {
            channel = made.createDataChannel(label, new RTCDataChannelInit());
            channel.registerObserver(callbacks);
            made.createOffer(new RTCOfferOptions(), callbacks.whenCreated(DataChannel::takeLocal));
        });
    }

    void accept(String offer) {
        takeRemote(RTCSdpType.OFFER, offer, taken -> taken.attempt("making an answer",
                made -> made.createAnswer(new RTCAnswerOptions(), callbacks.whenCreated(DataChannel::takeLocal))));
    }

    /** One answer is taken. */
    void takeAnswer(String answer) {
        post(() -> {
            if (!dials || answered) return;
            answered = true;
            takeRemote(RTCSdpType.ANSWER, answer, _ -> {});
        });
    }

    private void attempt(String what, NativeStep step) {
        if (over || connection == null) return;
        try {
            step.run(connection);
        } catch (Exception | Error failure) {
            // The library throws a bare Error for what a peer sent, too.
            fail(what + " failed: " + failure.getMessage());
        }
    }

    private void takeRemote(RTCSdpType type, String sdp, Consumer<DataChannel> next) {
        if (NativeText.isSafe(sdp))
            attempt("taking a session description", made -> made
                    .setRemoteDescription(new RTCSessionDescription(type, sdp), callbacks.whenSet(next)));
        else
            fail("the other end's session description has a percent sign");
    }

    private void takeLocal(RTCSessionDescription own) {
        attempt("taking the own session description",
                made -> made.setLocalDescription(own, callbacks.whenSet(taken -> {
                    taken.described = true;
                    taken.describe();
                    CompletableFuture.delayedExecutor(GATHERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS, taken::post)
                            .execute(taken::gathered);
                })));
    }

    /** There are no more candidates, or no more time for them. */
    void gathered() {
        gathered = true;
        describe();
    }

    private void describe() {
        if (!described || !gathered || description.isDone()) return;
        attempt("reading the own session description", made -> {
            String sdp = made.getLocalDescription().sdp;
            if (sdp.length() > Limits.SDP_CHARS_MAX)
                fail("the own session description is longer than " + Limits.SDP_CHARS_MAX + " characters");
            else
                description.complete(sdp);
        });
    }

    void arrived(RTCDataChannel offered) {
        // Then it was closed with its connection, and perhaps the factory is gone: to give up our reference needs its threads.
        if (over) return;
        if (channel != null || !offered.getLabel().equals(label) || !offered.isReliable()
                || !offered.isOrdered()) {
            offered.close();
            PeerConnections.dispose(offered);
            fail("the other end opened another channel than " + label + ", reliable and ordered");
        } else {
            channel = offered;
            attempt("watching the channel", _ -> offered.registerObserver(callbacks));
            changed();
        }
    }

    /** Asks for the state instead of being told, for a channel may have opened before anyone watched it. */
    void changed() {
        if (over || channel == null) return;
        RTCDataChannelState state = channel.getState();
        if (state == RTCDataChannelState.OPEN && !opened) {
            opened = true;
            if (!muted) listener.opened();
        } else if (state == RTCDataChannelState.CLOSING || state == RTCDataChannelState.CLOSED) {
            fail("the channel was closed by the other end");
        }
    }

    /** On the library's thread: the buffer is gone when this returns. */
    void received(RTCDataChannelBuffer buffer) {
        channels.counted();
        int size = buffer.data.remaining();
        if (size > Limits.MESH_FRAME_BYTES_MAX) {
            post(() -> fail("the other end sent more than " + Limits.MESH_FRAME_BYTES_MAX + " bytes"));
        } else if (!over && !muted) {
            var frame = new byte[size];
            buffer.data.get(frame);
            if (buffer.binary) listener.received(frame);
            else if (!listener.receivedText(frame)) post(() -> fail("the other end sent a text"));
        }
    }

    /**
     * Sends a frame, and waits while too much is on its way. Not from the channels' thread.
     *
     * @return false once the channel is over, or where the thread is interrupted
     */
    boolean send(byte[] frame) {
        while (!Thread.currentThread().isInterrupted()) {
            switch (sendNow(frame, /* binary= */ true)) {
                case YES -> {
                    return true;
                }
                case NEVER -> {
                    return false;
                }
                case LATER -> LockSupport.parkNanos(LOOK.toNanos());
            }
        }
        return false;
    }

    /** Sends a frame, unless too much is on its way, or the channel is over. @return whether it is on its way now */
    boolean sendUnlessFull(byte[] frame) {
        return sendNow(frame, /* binary= */ true) == Sent.YES;
    }

    /** The same with a text, as UTF-8. */
    boolean sendTextUnlessFull(byte[] text) {
        return sendNow(text, /* binary= */ false) == Sent.YES;
    }

    /**
     * Has a frame sent, and waits for nothing. Where it cannot be sent, since the other end reads too slowly, the channel
     * is over.
     *
     * @return false where it is over, or that much waits to be sent already
     */
    boolean sendLater(byte[] frame) {
        if (over) return false;
        if (waiting.addAndGet(frame.length) > BUFFERED_BYTES_MAX) {
            waiting.addAndGet(-frame.length);
            return false;
        }
        return channels.post(() -> {
            waiting.addAndGet(-frame.length);
            if (trySend(frame, /* binary= */ true) == Sent.LATER) fail("the other end reads too slowly");
        });
    }

    private Sent sendNow(byte[] frame, boolean binary) {
        if (over) return Sent.NEVER;
        var sent = new CompletableFuture<Sent>();
        // Each step that is taken is run, at the close, too.
        boolean runs = channels.post(() -> {
            try {
                sent.complete(trySend(frame, binary));
            } finally {
                // Whatever the library throws, nobody waits for it.
                sent.complete(Sent.NEVER);
            }
        });
        return runs ? sent.join() : Sent.NEVER;
    }

    private Sent trySend(byte[] frame, boolean binary) {
        RTCDataChannel open = channel;
        if (over || !opened || open == null) return Sent.NEVER;
        if (open.getBufferedAmount() + frame.length > BUFFERED_BYTES_MAX) return Sent.LATER;
        attempt("sending a frame", _ -> open.send(new RTCDataChannelBuffer(ByteBuffer.wrap(frame), binary)));
        return over ? Sent.NEVER : Sent.YES;
    }

    /** Ends it; nothing more is told of it. Safe to repeat. */
    void close() {
        muted = true;
        post(() -> fail("this end closed it"));
    }

    void fail(String why) {
        if (over) return;
        over = true;
        description.completeExceptionally(new ChannelException(why));
        callbacks.detach();
        try {
            if (connection != null) PeerConnections.free(connection, channel);
        } finally {
            connection = null;
            channel = null;
            channels.ended(this);
            if (!muted) listener.closed(why);
        }
    }
}
