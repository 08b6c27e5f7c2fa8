package dev.roommesh.protocol.election;

import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * A probe of all before a claim: who answers in time is counted (DESIGN 6.6).
 *
 * @param nonce tells its answers from those to an earlier one
 * @param deadline when the counting ends
 * @param asked those on the roster that were asked
 * @param answered those of them that answered, and this worker itself
 */
public record Canvass(long nonce, Instant deadline, Set<PeerId> asked, Set<PeerId> answered) {
    /** Round trips that an answer may take. */
    public static final int ROUND_TRIPS = 4;

    public static Canvass begin(long nonce, PeerId self, Set<PeerId> asked, Duration wait, Instant now) {
        return new Canvass(nonce, now.plus(wait), Set.copyOf(asked), Set.of(self));
    }

    public Canvass answeredBy(PeerId peer) {
        if (!asked.contains(peer)) return this;
        var more = new HashSet<>(answered);
        more.add(peer);
        return new Canvass(nonce, deadline, asked, Set.copyOf(more));
    }

    /** Whether there is nothing left to wait for. */
    public boolean isOver(Instant now) {
        return !now.isBefore(deadline) || answered.containsAll(asked);
    }
}
