package dev.roommesh.protocol;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.link.Links;
import java.util.ArrayList;
import java.util.List;

/** The effects of one input, in order. */
final class Outbox {
    private final Links links;
    private List<Effect> effects = new ArrayList<>();

    Outbox(Links links) {
        this.links = links;
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    /** Sends where a link is open; there is nothing to do where none is. */
    void send(PeerId peer, MeshMessage message) {
        links.openAttempt(peer).ifPresent(attempt -> effects.add(new Effect.Send(peer, attempt, message)));
    }

    void broadcast(MeshMessage message) {
        for (PeerId peer : links.open())
            send(peer, message);
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
