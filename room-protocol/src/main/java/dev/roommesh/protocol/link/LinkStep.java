package dev.roommesh.protocol.link;

import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.PeerId;

/** What the link to a worker wants done. */
public sealed interface LinkStep {
    PeerId peer();

    record Dial(PeerId peer, LinkAttempt attempt) implements LinkStep {}

    record Accept(PeerId peer, LinkAttempt attempt, String offer) implements LinkStep {}

    record TakeAnswer(PeerId peer, LinkAttempt attempt, String answer) implements LinkStep {}

    record AddCandidate(PeerId peer, LinkAttempt attempt, IceCandidate candidate) implements LinkStep {}

    record Close(PeerId peer, LinkAttempt attempt) implements LinkStep {}

    /** Ask the worker, which has the greater id, to dial. */
    record AskToBeDialled(PeerId peer) implements LinkStep {}

    /** The link is open: frames may be sent. */
    record Opened(PeerId peer, LinkAttempt attempt, int attempts) implements LinkStep {}

    /** An attempt ended before the link was open. */
    record Failed(PeerId peer, int attempts, String why) implements LinkStep {}

    /** An open link is no more. */
    record Lost(PeerId peer, String why) implements LinkStep {}
}
