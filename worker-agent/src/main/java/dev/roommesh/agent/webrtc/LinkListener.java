package dev.roommesh.agent.webrtc;

import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.PeerId;

/**
 * Learns what happens to the links. All methods are called on the links' one thread, in the order in which things
 * happened; they must return at once and throw nothing. After {@link #closed}, or once {@link WebRtcLinks#close} was
 * called for it, nothing more is said of an attempt.
 */
public interface LinkListener {
    /** A session description or a candidate that the peer needs; it carries its attempt. */
    void localSignal(PeerId peer, LinkSignal signal);

    /** Frames can be sent from now on. Said once. */
    void opened(PeerId peer, LinkAttempt attempt);

    /** The network under the link stutters; it may recover by itself. */
    void suspected(PeerId peer, LinkAttempt attempt);

    /**
     * The link works, but should be made anew: what the library keeps of its messages cannot be freed before. Repeated
     * until the attempt is over.
     */
    void wornOut(PeerId peer, LinkAttempt attempt);

    /**
     * One whole frame.
     *
     * @param frame belongs to the listener; at most {@link dev.roommesh.model.Limits#MESH_FRAME_BYTES_MAX} bytes
     */
    void received(PeerId peer, LinkAttempt attempt, byte[] frame);

    /**
     * The attempt is over and all that it held is freed. Not said of one that was closed by {@link WebRtcLinks#close}.
     *
     * @param why a sentence for people
     */
    void closed(PeerId peer, LinkAttempt attempt, String why);
}
