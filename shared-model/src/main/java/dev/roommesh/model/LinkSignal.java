package dev.roommesh.model;

/** What two workers must tell each other to open a link; carried by the signaling server or by a common neighbour. */
public sealed interface LinkSignal {
    /** The dialler's session description. */
    record Offer(LinkAttempt attempt, String sdp) implements LinkSignal {
        public Offer {
            requireSize(sdp, Limits.SDP_CHARS_MAX, "session description");
        }
    }

    /** The other end's session description, for the attempt that it answers. */
    record Answer(LinkAttempt attempt, String sdp) implements LinkSignal {
        public Answer {
            requireSize(sdp, Limits.SDP_CHARS_MAX, "session description");
        }
    }

    /** An address at which the sender may be reached. */
    record Candidate(LinkAttempt attempt, IceCandidate candidate) implements LinkSignal {}

    /** Asks the worker with the greater id, which dials, to do so now. */
    record DialMe() implements LinkSignal {}

    private static void requireSize(String text, int max, String what) {
        if (text.length() > max)
            throw new IllegalArgumentException(
                    "a " + what + " has at most " + max + " characters");
    }
}
