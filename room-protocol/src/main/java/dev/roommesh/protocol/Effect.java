package dev.roommesh.protocol;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import java.util.Optional;

/** What a room's member wants done. Whoever drives it does them in order; what fails comes back as an {@link Input}. */
public sealed interface Effect {
    /** Sends a frame over the open channel of an attempt; dropped when that is gone by now. */
    record Send(PeerId peer, LinkAttempt attempt, MeshMessage message) implements Effect {}

    /** Says something to the signaling server; dropped when it is away. */
    record ToServer(FromPeer message) implements Effect {}

    /** Starts an attempt at a link: make an offer and hand it back as {@link Input.LocalSignal}. */
    record Dial(PeerId peer, LinkAttempt attempt) implements Effect {}

    /** Answers a peer's attempt at a link: make an answer and hand it back as {@link Input.LocalSignal}. */
    record Accept(PeerId peer, LinkAttempt attempt, String offer) implements Effect {}

    /** The peer's answer to our attempt. */
    record TakeAnswer(PeerId peer, LinkAttempt attempt, String answer) implements Effect {}

    record AddCandidate(PeerId peer, LinkAttempt attempt, IceCandidate candidate) implements Effect {}

    /** Frees all that an attempt holds. */
    record CloseLink(PeerId peer, LinkAttempt attempt) implements Effect {}

    /** A link fell silent, and where the network is cut, so is the way to the server: have it show that it is there. */
    record DoubtServer() implements Effect {}

    /** For whom this worker is kept from now on: a job that is for nobody, or for somebody else, must end. */
    record KeptFor(Optional<HeldReservation> reservation) implements Effect {}

    /** The picture of the room that readers get from now on. */
    record Publish(RoomView view) implements Effect {}

    /** Something was concluded: a line for the log, a count for the metrics. */
    record Note(Conclusion conclusion) implements Effect {}
}
