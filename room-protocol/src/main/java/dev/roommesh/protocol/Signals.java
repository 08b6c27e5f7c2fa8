package dev.roommesh.protocol;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Sdp;
import dev.roommesh.protocol.link.Links;
import dev.roommesh.protocol.liveness.Hearing;
import java.util.Optional;

/** Carries a link's signals: through the server where it has the peer, else through a common neighbour (DESIGN 5.1). */
final class Signals {
    private final PeerId self;
    private final ServerWord server;
    private final Links links;
    private final Hearing hearing;
    private final Outbox outbox;

    Signals(PeerId self, ServerWord server, Links links, Hearing hearing, Outbox outbox) {
        this.self = self;
        this.server = server;
        this.links = links;
        this.hearing = hearing;
        this.outbox = outbox;
    }

    boolean canReach(PeerId peer) {
        return server.isPresent(peer) || neighbourOf(peer).isPresent();
    }

    void send(PeerId peer, LinkSignal signal) {
        if (server.isPresent(peer)) {
            outbox.toServer(toServer(peer, signal));
        } else {
            neighbourOf(peer).ifPresent(
                    neighbour -> outbox.send(neighbour, new MeshMessage.Relayed(self, peer, signal)));
        }
    }

    /** One hop and no more: a neighbour's own signal is handed to its target, anything else is dropped. */
    void relay(PeerId from, MeshMessage.Relayed relayed) {
        if (relayed.origin().equals(from)) outbox.send(relayed.target(), relayed);
    }

    private Optional<PeerId> neighbourOf(PeerId peer) {
        for (PeerId neighbour : links.open()) {
            if (!neighbour.equals(peer) && hearing.heardBy(neighbour).contains(peer)) return Optional.of(neighbour);
        }
        return Optional.empty();
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
