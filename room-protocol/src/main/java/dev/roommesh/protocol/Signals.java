package dev.roommesh.protocol;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Sdp;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries a link's signals: through the server where it has the peer, else through a common neighbour (DESIGN 5.1). All
 * signals of one attempt take the way of its offer, in both directions: the server may not know yet that a peer's socket
 * is dead, and candidates that overtake their offer are lost.
 */
final class Signals {
    private final PeerId self;
    private final ServerWord server;
    private final Outbox outbox;
    private final Map<PeerId, Way> ways = new HashMap<>();

    /** @param neighbour null where it is the server's */
    private record Way(LinkAttempt attempt, @Nullable PeerId neighbour) {}

    Signals(PeerId self, ServerWord server, Outbox outbox) {
        this.self = self;
        this.server = server;
        this.outbox = outbox;
    }

    boolean canReach(PeerId peer) {
        return server.isPresent(peer) || outbox.neighbourOf(peer).isPresent();
    }

    /** A peer's offer was accepted; a neighbour brought it, or the server. */
    void accepted(PeerId peer, LinkAttempt attempt, Optional<PeerId> neighbour) {
        ways.put(peer, new Way(attempt, neighbour.orElse(null)));
    }

    /** Only of these anything is remembered. */
    void keepOnly(Collection<PeerId> driven) {
        ways.keySet().retainAll(driven);
    }

    void send(PeerId peer, LinkSignal signal) {
        Optional<PeerId> usual = server.isPresent(peer) ? Optional.empty() : outbox.neighbourOf(peer);
        Optional<PeerId> neighbour = switch (signal) {
            case LinkSignal.Offer offer -> {
                accepted(peer, offer.attempt(), usual);
                yield usual;
            }
            case LinkSignal.Answer answer -> wayOf(peer, answer.attempt(), usual);
            case LinkSignal.Candidate candidate -> wayOf(peer, candidate.attempt(), usual);
            case LinkSignal.DialMe _ -> usual;
        };
        if (neighbour.isEmpty() && server.isPresent(peer)) {
            outbox.toServer(toServer(peer, signal));
        } else {
            // Where there is no neighbour, a link that is made anew carries what its successor needs.
            outbox.sendOverLink(neighbour.orElse(peer), new MeshMessage.Relayed(self, peer, signal));
        }
    }

    private Optional<PeerId> wayOf(PeerId peer, LinkAttempt attempt, Optional<PeerId> usual) {
        Way way = ways.get(peer);
        if (way == null || !way.attempt().equals(attempt)) return usual;
        PeerId neighbour = way.neighbour();
        if (neighbour == null) return server.isPresent(peer) ? Optional.empty() : usual;
        return outbox.isLinked(neighbour) ? Optional.of(neighbour) : usual;
    }

    /** One hop and no more: a neighbour's own signal is handed to its target, anything else is dropped. */
    void relay(PeerId from, MeshMessage.Relayed relayed) {
        if (relayed.origin().equals(from)) outbox.sendOverLink(relayed.target(), relayed);
    }

    private static FromPeer toServer(PeerId peer, LinkSignal signal) {
        return switch (signal) {
            case LinkSignal.Offer offer ->
                new FromPeer.MeshConnect(peer, new Sdp("offer", offer.sdp()), offer.attempt());
            case LinkSignal.Answer answer ->
                new FromPeer.MeshAnswer(peer, new Sdp("answer", answer.sdp()), answer.attempt());
            case LinkSignal.Candidate candidate ->
                new FromPeer.Candidate(peer, candidate.candidate(), candidate.attempt());
            case LinkSignal.DialMe _ -> new FromPeer.DialMe(peer);
        };
    }
}
