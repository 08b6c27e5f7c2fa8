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

    /** A longer measurement's part in what is taken for the round trip; a shorter one counts at once. */
    static final int LONGER_PART = 4;

    private final Map<PeerId, Sent> sent = new HashMap<>();
    private final Map<PeerId, Duration> measured = new HashMap<>();
    private long nonce;
    private int turn;

    private record Sent(long nonce, Instant at) {}

    MeshMessage.Probe probe(PeerId peer, Instant now) {
        sent.put(peer, new Sent(++nonce, now));
        return new MeshMessage.Probe(nonce);
    }

    void answered(PeerId peer, long answeredNonce, Instant now) {
        Sent probe = sent.get(peer);
        if (probe == null || probe.nonce() != answeredNonce) return;
        sent.remove(peer);
        Duration latest = Duration.between(probe.at(), now);
        measured.merge(peer, latest,
                (before, young) -> young.compareTo(before) < 0
                        ? young
                        : Duration.ofNanos(before.toNanos() + (young.toNanos() - before.toNanos()) / LONGER_PART));
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
        return measured.getOrDefault(peer, UNMEASURED);
    }

    /** The longest measured one of these; zero where none is measured. */
    Duration longest(Collection<PeerId> peers) {
        Duration longest = Duration.ZERO;
        for (PeerId peer : peers) {
            Duration one = measured.getOrDefault(peer, Duration.ZERO);
            if (one.compareTo(longest) > 0) longest = one;
        }
        return longest;
    }
}
