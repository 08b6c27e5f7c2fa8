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
import org.jspecify.annotations.Nullable;

/** Probes that were sent, and how long their answers took. */
final class RoundTrips {
    /** Taken for a peer that has not been measured. */
    static final Duration UNMEASURED = Duration.ofSeconds(1);

    private final Map<PeerId, Sent> sent = new HashMap<>();
    private final Map<PeerId, Measured> measured = new HashMap<>();
    private long nonce;
    private int turn;

    private record Sent(long nonce, Instant at) {}

    /**
     * The last two measurements, of which the longer counts: one that was lucky says little, and what was measured while
     * a link opened, or a machine was busy, is soon forgotten.
     *
     * @param before null where it was measured once only
     */
    private record Measured(Duration latest, @Nullable Duration before) {
        Duration roundTrip() {
            return before == null || before.compareTo(latest) < 0 ? latest : before;
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
        Measured known = measured.get(peer);
        measured.put(peer, new Measured(latest, known == null ? null : known.latest()));
    }

    /** The neighbour to be probed next, so that every round trip is measured now and then. */
    Optional<PeerId> nextOf(List<PeerId> neighbours) {
        if (neighbours.isEmpty()) return Optional.empty();
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
