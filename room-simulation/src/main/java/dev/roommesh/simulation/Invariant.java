package dev.roommesh.simulation;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Timing;
import java.time.Instant;

/** A rule that a room must never break. It sees what happens, in order, and says so when that broke it. */
abstract class Invariant {
    private final String number;
    private final Violations violations;

    Invariant(String number, Violations violations) {
        this.number = number;
        this.violations = violations;
    }

    final void violated(String what) {
        violations.add(number, what);
    }

    void started(PeerId peer, Timing timing, Instant now) {}

    void ended(PeerId peer, Instant now) {}

    /** It has been told to leave on purpose. */
    void left(PeerId peer) {}

    /** An input arrives; a process that stands still handles it later. */
    void arrived(Input input, Instant now) {}

    /** An input is handed in; what comes of it follows. */
    void handling(PeerId peer, Input input, Instant now) {}

    /** A frame came over a link, whoever's words it brought. */
    void heard(PeerId peer, PeerId neighbour, Instant now) {}

    void sent(PeerId from, PeerId to, MeshMessage message, Instant now) {}

    /** Something is said to the server. */
    void said(PeerId peer, FromPeer message, Instant now) {}

    void noted(PeerId peer, Conclusion conclusion, Instant now) {}

    void published(RoomView view, Instant now) {}

    /**
     * All that came of an input.
     *
     * @param dies whether the process died before it had carried out all effects
     */
    void handled(PeerId peer, boolean dies, Instant now) {}

    /** Something has happened, to whomever. */
    void afterEvent(Ground ground, Instant now) {}

    /** Every worker is asked who is there. */
    void asked(Ground ground, Instant now) {}
}
