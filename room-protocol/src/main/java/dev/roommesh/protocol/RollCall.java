package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.liveness.Doubts;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Instant;
import java.util.Set;

/** Works out who is there: probes whom there is doubt about, judges who is dead, forgets who is no part of the room. */
final class RollCall {
    private final Parts parts;
    private final MeshUpkeep mesh;
    private final Hearing hearing;
    private final Obituaries obituaries;

    RollCall(Parts parts, MeshUpkeep mesh) {
        this.parts = parts;
        this.mesh = mesh;
        this.hearing = parts.hearing();
        this.obituaries = new Obituaries(hearing, parts.outbox());
    }

    /** @return this worker's component */
    Set<PeerId> call(Instant now) {
        Doubts.Outcome outcome = parts.doubts().due(hearing::lastDirect, now);
        for (PeerId peer : outcome.probe())
            parts.outbox().sendOverLink(peer, parts.roundTrips().probe(peer, now));
        for (PeerId peer : outcome.gaveNoSign()) {
            hearing.gaveNoSign(peer, now);
            mesh.abandon(peer, "no answer to three probes", now);
        }
        if (!outcome.gaveNoSign().isEmpty()) parts.outbox().add(new Effect.DoubtServer());
        for (Candidate candidate : parts.book().roster().peers()) {
            if (!candidate.peerId().equals(parts.self().peer())) hearing.expect(candidate.peerId(), now);
        }
        Set<PeerId> component = hearing.component(now);
        hearing.judge(component, now);
        obituaries.write();
        forgetStrangers();
        return component;
    }

    /** Whoever is dead, off the roster and away from the server is no part of this room any more. */
    private void forgetStrangers() {
        for (PeerId peer : hearing.known()) {
            if (!hearing.isDead(peer) || mesh.isOfTheRoom(peer)) continue;
            hearing.forget(peer);
            parts.reports().forget(peer);
            parts.roundTrips().forget(peer);
            parts.sync().forget(peer);
            mesh.forget(peer);
            obituaries.forget(peer);
        }
    }
}
