package dev.roommesh.agent.webrtc;

import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.webrtc.NativeText;
import dev.roommesh.webrtc.PeerConnections;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a link, until it is over. Everything runs on the links' thread, save for {@link #mute},
 * {@link #reserveToSend} and {@link #frameArrived}.
 */
final class Link {
    static final String LABEL = "room-mesh";
    /** Candidates of one end, and of the other; a machine has a handful of addresses. */
    static final int CANDIDATES_MAX = 64;
    /** Bytes on their way out. Past its own limit the library closes the channel and loses them silently. */
    static final int BUFFERED_BYTES_MAX = 1024 * 1024;
    /** Frames that arrived and wait for the links' thread. */
    static final int FRAMES_WAITING_MAX = 1024;

    private static final String OVERFLOW = "the peer takes frames too slowly: more than " + BUFFERED_BYTES_MAX
            + " bytes wait for it";

    private final LinkKey key;
    private final LinkListener listener;
    private final LinkDuties duties;
    private final LinkCallbacks callbacks = new LinkCallbacks(this);
    private final List<IceCandidate> localHeld = new ArrayList<>();
    private final List<IceCandidate> remoteHeld = new ArrayList<>();
    private final AtomicLong bytesWaiting = new AtomicLong();
    private final AtomicInteger framesWaiting = new AtomicInteger();
    private final AtomicBoolean refused = new AtomicBoolean();
    private volatile boolean muted;
    private volatile @Nullable Generation generation;
    private @Nullable RTCPeerConnection connection;
    private @Nullable RTCDataChannel channel;
    private boolean dials;
    private boolean described;
    private boolean answered;
    private boolean remoteTaken;
    private boolean opened;
    private boolean over;
    private int localCandidates;
    private int remoteCandidates;

    /** What a link needs of those who keep it. */
    interface LinkDuties {
        /** Runs a step on the links' thread, after all earlier ones. */
        void post(Runnable step);

        /** The attempt is over. */
        void ended(LinkKey key);

        /** A message came in. */
        void counted();
    }

    private interface NativeStep {
        void run(RTCPeerConnection connection) throws Exception;
    }

    Link(LinkKey key, LinkListener listener, LinkDuties duties) {
        this.key = key;
        this.listener = listener;
        this.duties = duties;
    }

    void post(Runnable step) {
        duties.post(step);
    }

    /** From now on nothing is reported. Any thread. */
    void mute() {
        muted = true;
    }

    private boolean tells() {
        return !over && !muted;
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

    private void create(Generation newest, List<IceServer> servers) {
        try {
            connection = newest.connections().create(servers, callbacks);
            newest.began(this);
            generation = newest;
        } catch (RuntimeException | Error failure) {
            fail("no connection could be made: " + failure.getMessage());
        }
    }

    void dial(Generation newest, List<IceServer> servers) {
        dials = true;
        create(newest, servers);
        attempt("making an offer", made -> {
            channel = made.createDataChannel(LABEL, new RTCDataChannelInit());
            channel.registerObserver(callbacks);
            made.createOffer(new RTCOfferOptions(), callbacks.whenCreated(Link::takeLocal));
        });
    }

    void accept(Generation newest, List<IceServer> servers, String offer) {
        create(newest, servers);
        takeRemote(RTCSdpType.OFFER, offer);
    }

    /** One answer is taken; it may come again by another way. */
    void takeAnswer(String answer) {
        if (!dials || !described || answered) return;
        answered = true;
        takeRemote(RTCSdpType.ANSWER, answer);
    }

    private void takeRemote(RTCSdpType type, String sdp) {
        if (!NativeText.isSafe(sdp)) {
            fail("the peer's session description has a percent sign");
            return;
        }
        attempt("taking a session description", made -> made
                .setRemoteDescription(new RTCSessionDescription(type, sdp), callbacks.whenSet(Link::remoteTaken)));
    }

    private void remoteTaken() {
        remoteTaken = true;
        remoteHeld.forEach(this::add);
        remoteHeld.clear();
        if (dials) return;
        attempt("making an answer",
                made -> made.createAnswer(new RTCAnswerOptions(), callbacks.whenCreated(Link::takeLocal)));
    }

    private void takeLocal(RTCSessionDescription description) {
        attempt("taking the own session description", made -> made.setLocalDescription(description,
                callbacks.whenSet(taken -> taken.tell(description.sdp))));
    }

    private void tell(String sdp) {
        if (sdp.length() > Limits.SDP_CHARS_MAX) {
            fail("the own session description is longer than " + Limits.SDP_CHARS_MAX + " characters");
            return;
        }
        if (!tells()) return;
        described = true;
        listener.localSignal(key.peer(), dials
                ? new LinkSignal.Offer(key.attempt(), sdp)
                : new LinkSignal.Answer(key.attempt(), sdp));
        localHeld.forEach(this::tell);
        localHeld.clear();
    }

    private void tell(IceCandidate candidate) {
        if (tells()) listener.localSignal(key.peer(), new LinkSignal.Candidate(key.attempt(), candidate));
    }

    /** Gathering starts before the description is known to be taken; the peer must learn of that first. */
    void foundCandidate(RTCIceCandidate found) {
        if (found.sdp.isEmpty() || found.sdp.length() > Limits.CANDIDATE_CHARS_MAX || localCandidates == CANDIDATES_MAX)
            return;
        localCandidates++;
        var candidate = new IceCandidate(found.sdp, found.sdpMid, found.sdpMLineIndex);
        if (described) {
            tell(candidate);
        } else {
            localHeld.add(candidate);
        }
    }

    /** The library loses candidates that come before the peer's description was taken. */
    void addCandidate(IceCandidate candidate) {
        boolean safe = NativeText.isSafe(candidate.candidate()) && NativeText.isSafe(candidate.sdpMid());
        if (over || !safe || remoteCandidates == CANDIDATES_MAX) return;
        remoteCandidates++;
        if (remoteTaken) {
            add(candidate);
        } else {
            remoteHeld.add(candidate);
        }
    }

    private void add(IceCandidate candidate) {
        if (over || connection == null) return;
        try {
            connection.addIceCandidate(
                    new RTCIceCandidate(candidate.sdpMid(), candidate.sdpMLineIndex(), candidate.candidate()));
        } catch (RuntimeException | Error unreadable) {
            // One of several ways to the peer; the others may well do.
        }
    }

    void arrived(RTCDataChannel offered) {
        // Then it was closed with its connection, and perhaps the factory is gone: to give up our reference needs its threads.
        if (over) return;
        if (channel != null || !offered.getLabel().equals(LABEL) || !offered.isReliable()
                || !offered.isOrdered()) {
            offered.close();
            PeerConnections.dispose(offered);
            fail("the peer opened another channel than " + LABEL + ", reliable and ordered");
        } else {
            channel = offered;
            attempt("watching the channel", _ -> offered.registerObserver(callbacks));
            channelChanged();
        }
    }

    /** Asks for the state instead of being told, for a channel may have opened before anyone watched it. */
    void channelChanged() {
        if (over || channel == null) return;
        RTCDataChannelState state = channel.getState();
        if (state == RTCDataChannelState.OPEN && !opened) {
            opened = true;
            if (tells()) listener.opened(key.peer(), key.attempt());
        } else if (state == RTCDataChannelState.CLOSING || state == RTCDataChannelState.CLOSED) {
            fail("the channel was closed by the other end");
        }
    }

    boolean isOpen() {
        return opened && !over;
    }

    /** The link works, but what made it must go. */
    void tellWornOut() {
        if (isOpen() && tells()) listener.wornOut(key.peer(), key.attempt());
    }

    void stuttered() {
        if (tells()) listener.suspected(key.peer(), key.attempt());
    }

    /** On the library's thread: the buffer is gone when this returns. */
    void frameArrived(RTCDataChannelBuffer buffer) {
        duties.counted();
        Generation made = generation;
        if (made != null) made.counted();
        int size = buffer.data.remaining();
        if (!buffer.binary) {
            refuse("the peer sent a text frame");
        } else if (size > Limits.MESH_FRAME_BYTES_MAX) {
            refuse("the peer sent a frame of more than " + Limits.MESH_FRAME_BYTES_MAX + " bytes");
        } else if (framesWaiting.get() >= FRAMES_WAITING_MAX) {
            refuse("the peer sends faster than this worker reads: " + FRAMES_WAITING_MAX + " frames wait");
        } else if (!refused.get()) {
            framesWaiting.incrementAndGet();
            var frame = new byte[size];
            buffer.data.get(frame);
            post(() -> {
                framesWaiting.decrementAndGet();
                if (tells()) listener.received(key.peer(), key.attempt(), frame);
            });
        }
    }

    /** Fails the link in its turn, once, however often the cause repeats. Any thread. */
    private void refuse(String why) {
        if (refused.compareAndSet(false, true)) post(() -> fail(why));
    }

    /** Whether so many bytes may wait for the links' thread; if not, the link fails. Any thread. */
    boolean reserveToSend(int bytes) {
        boolean fits = bytesWaiting.addAndGet(bytes) <= BUFFERED_BYTES_MAX;
        if (!fits) refuse(OVERFLOW);
        return fits && !refused.get();
    }

    void send(byte[] frame) {
        bytesWaiting.addAndGet(-frame.length);
        RTCDataChannel open = channel;
        if (!opened || open == null) return;
        attempt("sending a frame", _ -> {
            if (open.getBufferedAmount() + frame.length > BUFFERED_BYTES_MAX) {
                fail(OVERFLOW);
            } else {
                open.send(new RTCDataChannelBuffer(ByteBuffer.wrap(frame), true));
            }
        });
    }

    void fail(String why) {
        if (over) return;
        boolean told = tells();
        end();
        if (told) listener.closed(key.peer(), key.attempt(), why);
    }

    /** Frees everything and says nothing. */
    void end() {
        if (over) return;
        over = true;
        duties.ended(key);
        callbacks.detach();
        localHeld.clear();
        remoteHeld.clear();
        if (connection != null) PeerConnections.free(connection, channel);
        connection = null;
        channel = null;
        Generation made = generation;
        if (made != null) made.ended(this);
    }
}
