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
 * signals of one attempt take the way of its offer, in both directions, and an offer that was asked for takes the way of
 * the request: the server may not know yet that a peer's socket is dead, or this worker that the server has the peer, and
 * candidates that overtake their offer are lost.
 */
final class Signals {
    private final PeerId self;
    private final ServerWord server;
    private final Outbox outbox;
    private final Map<PeerId, Way> ways = new HashMap<>();
    /** Who brought a peer's request to be dialled, until it is; empty where that was the server. */
    private final Map<PeerId, Optional<PeerId>> askedThrough = new HashMap<>();

    /**
     * @param attempt null where it is none's
     * @param neighbour who carries it; null where nobody does
     * @param server whether the server carries it, if no neighbour does
     */
    private record Way(@Nullable LinkAttempt attempt, @Nullable PeerId neighbour, boolean server) {}

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
        ways.put(peer, new Way(attempt, neighbour.orElse(null), neighbour.isEmpty()));
    }

    /** A peer asks to be dialled, and is: the offer goes back the way that the request came. */
    void asked(PeerId peer, Optional<PeerId> neighbour) {
        askedThrough.put(peer, neighbour);
    }

    /** There is newer word of how the peer can be reached. */
    void forgetRequest(PeerId peer) {
        askedThrough.remove(peer);
    }

    /** Only of these anything is remembered. */
    void keepOnly(Collection<PeerId> driven) {
        ways.keySet().retainAll(driven);
        askedThrough.keySet().retainAll(driven);
    }

    void send(PeerId peer, LinkSignal signal) {
        Optional<PeerId> usual = server.isPresent(peer) ? Optional.empty() : outbox.neighbourOf(peer);
        Way way = switch (signal) {
            case LinkSignal.Offer offer -> {
                Way chosen = offerWay(peer, offer.attempt(), usual);
                ways.put(peer, chosen);
                yield chosen;
            }
            case LinkSignal.Answer answer -> wayOf(peer, answer.attempt(), usual);
            case LinkSignal.Candidate candidate -> wayOf(peer, candidate.attempt(), usual);
            case LinkSignal.DialMe _ -> new Way(null, usual.orElse(null), server.isPresent(peer));
        };
        if (way.neighbour() == null && way.server()) {
            outbox.toServer(toServer(peer, signal));
        } else {
            // Where there is no neighbour, a link that is made anew carries what its successor needs.
            PeerId bearer = way.neighbour() == null ? peer : way.neighbour();
            outbox.sendOverLink(bearer, new MeshMessage.Relayed(self, peer, signal));
        }
    }

    private Way offerWay(PeerId peer, LinkAttempt attempt, Optional<PeerId> usual) {
        Optional<PeerId> request = askedThrough.remove(peer);
        if (request != null && request.isEmpty() && server.isConnected()) return new Way(attempt, null, true);
        Optional<PeerId> bearer = request == null ? Optional.empty() : request.filter(outbox::isLinked);
        return new Way(attempt, bearer.or(() -> usual).orElse(null), server.isPresent(peer));
    }

    private Way wayOf(PeerId peer, LinkAttempt attempt, Optional<PeerId> usual) {
        Way other = new Way(attempt, usual.orElse(null), server.isPresent(peer));
        Way way = ways.get(peer);
        if (way == null || !attempt.equals(way.attempt())) return other;
        PeerId neighbour = way.neighbour();
        if (neighbour == null) return way.server() && server.isConnected() ? way : other;
        return outbox.isLinked(neighbour) ? way : other;
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
