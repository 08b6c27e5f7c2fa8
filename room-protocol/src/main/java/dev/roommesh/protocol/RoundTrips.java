package dev.roommesh.protocol;

import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Probes that were sent, and how long their answers took. */
final class RoundTrips {
    /** Taken for a peer that has not been measured. */
    static final Duration UNMEASURED = Duration.ofSeconds(1);

    /** A new measurement's part in what is taken for the round trip. */
    static final int NEW_PART = 2;

    private final Map<PeerId, Sent> sent = new HashMap<>();
    private final Map<PeerId, Measured> measured = new HashMap<>();
    private long nonce;
    private int turn;

    private record Sent(long nonce, Instant at) {}

    /** @param first whether it was measured once only: while the link opened, when both ends were busy */
    private record Measured(Duration roundTrip, boolean first) {
        Measured then(Duration latest) {
            long part = first ? 1 : NEW_PART;
            return new Measured(roundTrip.plusNanos((latest.toNanos() - roundTrip.toNanos()) / part), false);
        }
    }

    MeshMessage.Probe probe(PeerId peer, Instant now) {
        sent.put(peer, new Sent(++nonce, now));
        return new MeshMessage.Probe(nonce);
    }

    void answered(PeerId peer, long answeredNonce, Instant now) {
        Sent probe = sent.get(peer);
        if (probe == null || probe.nonce() != answeredNonce) return;
        sent.remove(peer);
        Duration latest = Duration.between(probe.at(), now);
        Measured before = measured.get(peer);
        measured.put(peer, before == null ? new Measured(latest, true) : before.then(latest));
    }

    /** The neighbour to be probed next: one whose first measurement stands alone, else each in turn. */
    Optional<PeerId> nextOf(List<PeerId> neighbours) {
        if (neighbours.isEmpty()) return Optional.empty();
        for (PeerId neighbour : neighbours) {
            Measured once = measured.get(neighbour);
            if (once != null && once.first()) return Optional.of(neighbour);
        }
        turn = (turn + 1) % neighbours.size();
        return Optional.of(neighbours.get(turn));
    }

    void forget(PeerId peer) {
        sent.remove(peer);
        measured.remove(peer);
    }

    Duration of(PeerId peer) {
        Measured known = measured.get(peer);
        return known == null ? UNMEASURED : known.roundTrip();
    }

    /** The longest measured one of these; zero where none is measured. */
    Duration longest(Collection<PeerId> peers) {
        Duration longest = Duration.ZERO;
        for (PeerId peer : peers) {
            Measured one = measured.get(peer);
            if (one != null && one.roundTrip().compareTo(longest) > 0) longest = one.roundTrip();
        }
        return longest;
    }
}
