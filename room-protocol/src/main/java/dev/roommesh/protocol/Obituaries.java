package dev.roommesh.protocol;

import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.liveness.Hearing;
import java.util.HashSet;
import java.util.Set;

/** Says once of each worker that it is dead to this one, and once that it is not any more. */
final class Obituaries {
    private final Hearing hearing;
    private final Outbox outbox;
    private final Set<PeerId> dead = new HashSet<>();

    Obituaries(Hearing hearing, Outbox outbox) {
        this.hearing = hearing;
        this.outbox = outbox;
    }

    void write() {
        for (PeerId peer : hearing.known()) {
            if (hearing.isDead(peer)) {
                if (dead.add(peer)) outbox.note(new Conclusion.Died(peer, "nobody here hears it"));
            } else if (dead.remove(peer)) {
                outbox.note(new Conclusion.Recovered(peer));
            }
        }
    }

    void forget(PeerId peer) {
        dead.remove(peer);
    }
}
