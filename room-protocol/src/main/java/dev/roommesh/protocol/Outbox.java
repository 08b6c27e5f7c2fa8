package dev.roommesh.protocol;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.link.Links;
import dev.roommesh.protocol.liveness.Hearing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The effects of one input, in order. Where a link is missing, a common neighbour carries what it may (DESIGN 5.3). */
final class Outbox {
    private final PeerId self;
    private final Links links;
    private final Hearing hearing;
    private List<Effect> effects = new ArrayList<>();

    Outbox(PeerId self, Links links, Hearing hearing) {
        this.self = self;
        this.links = links;
        this.hearing = hearing;
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    /** Whether what is sent can arrive: over a link, or by a neighbour. */
    boolean reaches(PeerId peer) {
        return isLinked(peer) || (!peer.equals(self) && neighbourOf(peer).isPresent());
    }

    boolean isLinked(PeerId peer) {
        return links.openAttempt(peer).isPresent();
    }

    /** Sends over the link, else by a common neighbour; there is nothing to do where neither is. */
    void send(PeerId peer, MeshMessage message) {
        if (isLinked(peer)) {
            sendOverLink(peer, message);
        } else if (MeshMessage.isForwardable(message) && !peer.equals(self)) {
            neighbourOf(peer).ifPresent(neighbour -> sendOverLink(neighbour,
                    new MeshMessage.Forwarded(self, peer, message)));
        }
    }

    /** Sends over the peer's own link alone. */
    void sendOverLink(PeerId peer, MeshMessage message) {
        links.openAttempt(peer).ifPresent(attempt -> effects.add(new Effect.Send(peer, attempt, message)));
    }

    void broadcast(MeshMessage message) {
        broadcastTo(_ -> true, message);
    }

    void broadcastTo(Predicate<PeerId> receiver, MeshMessage message) {
        for (PeerId peer : links.driven()) {
            if (receiver.test(peer)) send(peer, message);
        }
    }

    /** The first by id of those with a link to this worker that say that they hear the peer. */
    Optional<PeerId> neighbourOf(PeerId peer) {
        for (PeerId neighbour : links.open()) {
            if (!neighbour.equals(peer) && hearing.heardBy(neighbour).contains(peer)) return Optional.of(neighbour);
        }
        return Optional.empty();
    }

    void toServer(FromPeer message) {
        effects.add(new Effect.ToServer(message));
    }

    void note(Conclusion conclusion) {
        effects.add(new Effect.Note(conclusion));
    }

    List<Effect> drain() {
        List<Effect> drained = effects;
        effects = new ArrayList<>();
        return drained;
    }
}
