package dev.roommesh.protocol;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.Filters;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What can happen to a room's member. Whoever drives it hands one in at a time, with the time at which it does. */
public sealed interface Input {
    /** Only the time has changed. */
    record Tick() implements Input {}

    /** The signaling server took the registration, and says who is connected to it. */
    record Registered(List<ListedPeer> peers, Optional<PeerId> admin, long adminTerm) implements Input {}

    /** The signaling server is away. */
    record SignalingLost() implements Input {}

    /** A hint of the server: a worker registered for the first time. */
    record PeerJoined(ListedPeer peer) implements Input {}

    /** A hint of the server. */
    record PeerLeft(PeerId peer, DepartureReason reason) implements Input {}

    /** A hint of the server: the highest term that workers reported. */
    record AdminReported(PeerId admin, long term) implements Input {}

    /** A link's signal came through the server, which vouches for the sender. */
    record Signaled(PeerId from, LinkSignal signal) implements Input {}

    /** The transport made a session description or found a candidate of its own; it must reach the peer. */
    record LocalSignal(PeerId peer, LinkSignal signal) implements Input {}

    /** The data channel of an attempt is open. */
    record LinkOpened(PeerId peer, LinkAttempt attempt) implements Input {}

    /** The data channel or the connection of an attempt is gone, or could not be made. */
    record LinkClosed(PeerId peer, LinkAttempt attempt, String why) implements Input {}

    /** A hint of the transport: the network under a link stutters. */
    record LinkSuspected(PeerId peer, LinkAttempt attempt) implements Input {}

    /** The transport asks that an open link be made anew. It repeats that until the link is gone. */
    record LinkWornOut(PeerId peer, LinkAttempt attempt) implements Input {}

    /** A frame of a link; the sender is the link's peer. */
    record Received(PeerId peer, LinkAttempt attempt, MeshMessage message) implements Input {}

    /** A frame of a link that could not be read. */
    record BadFrame(PeerId peer, LinkAttempt attempt, String why) implements Input {}

    /** What this worker says of itself from now on. */
    record OwnProfile(Profile profile) implements Input {}

    /**
     * A client, by the server, wants a worker for itself.
     *
     * @param worker this one and no other; any that the filters admit where empty
     */
    record ReserveWished(RequestId request, PeerId client, ReservationId reservation, Filters filters, Duration ttl,
            Optional<PeerId> worker) implements Input {}

    /** A client gives a worker back. */
    record ReleaseWished(RequestId request, ReservationId reservation, PeerId worker) implements Input {}

    /** A client, by the channel of its job, shows that it still wants this worker. */
    record Renewed(ReservationId reservation, Duration ttl) implements Input {}

    /** The job for which this worker was reserved is over, and the client wants it no more. */
    record GivenBack(ReservationId reservation) implements Input {}

    /** Somebody, by the server, wants a dead worker off the roster now. */
    record ForgetWished(RequestId request, PeerId worker) implements Input {}

    /** This worker leaves on purpose. */
    record Leave() implements Input {}
}
