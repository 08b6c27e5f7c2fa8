package dev.roommesh.protocol;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RosterVersion;
import java.time.Duration;

/** What a member concluded, and from what. Only for people and metrics; nothing depends on it. */
public sealed interface Conclusion {
    record Founded(long term, int workers) implements Conclusion {}

    record Claimed(long term, int answered, int rosterSize, Ground ground) implements Conclusion {
        public boolean caretaker() {
            return ground == Ground.CARETAKING;
        }
    }

    /**
     * By what right an office was taken: this worker founded the room, a quorum answered, the server says that all who did
     * not answer are gone, or the admin gave it.
     */
    enum Ground {
        FOUNDING, QUORUM, CARETAKING, HAND_OVER
    }

    record Followed(PeerId admin, long term) implements Conclusion {}

    record SteppedDown(long term, String why) implements Conclusion {}

    record HandedOver(PeerId to, long term) implements Conclusion {}

    record Admitted(PeerId peer, RosterVersion roster) implements Conclusion {}

    record Removed(PeerId peer, RosterVersion roster, String why) implements Conclusion {}

    record Died(PeerId peer, String why) implements Conclusion {}

    record Recovered(PeerId peer) implements Conclusion {}

    record Overslept(long millis) implements Conclusion {}

    record LinkUp(PeerId peer, int attempts) implements Conclusion {}

    record LinkDown(PeerId peer, String why) implements Conclusion {}

    /** An attempt at a link came to nothing; the next one follows by itself. */
    record LinkFailed(PeerId peer, int attempts, String why) implements Conclusion {}

    /** This worker is kept for a client. */
    record ReservationBegan(PeerId client, Duration ttl) implements Conclusion {}

    record ReservationEnded(String why) implements Conclusion {}

    /** The document goes on in a new, short history. */
    record EpochBegun(long term, long number) implements Conclusion {}

    record ChangeRefused(PeerId from, String why) implements Conclusion {}

    record FrameRefused(PeerId from, String why) implements Conclusion {}
}
