package dev.roommesh.protocol;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Sdp;

/** Carries a link's signals: through the server where it has the peer, else through a common neighbour (DESIGN 5.1). */
final class Signals {
    private final PeerId self;
    private final ServerWord server;
    private final Outbox outbox;

    Signals(PeerId self, ServerWord server, Outbox outbox) {
        this.self = self;
        this.server = server;
        this.outbox = outbox;
    }

    boolean canReach(PeerId peer) {
        return server.isPresent(peer) || outbox.neighbourOf(peer).isPresent();
    }

    void send(PeerId peer, LinkSignal signal) {
        if (server.isPresent(peer)) {
            outbox.toServer(toServer(peer, signal));
        } else {
            // Where there is no neighbour, a link that is made anew carries what its successor needs.
            outbox.sendOverLink(outbox.neighbourOf(peer).orElse(peer), new MeshMessage.Relayed(self, peer, signal));
        }
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
