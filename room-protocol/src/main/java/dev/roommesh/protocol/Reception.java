package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Takes in what other workers say over their links. */
final class Reception {
    private final Parts parts;
    private final MeshUpkeep mesh;
    private final PeerId self;
    private final Hearing hearing;
    private final Office office;
    private final Elections elections;
    private final RosterBook book;
    private final Reports reports;
    private final Speaker speaker;
    private final Outbox outbox;

    Reception(Parts parts, MeshUpkeep mesh) {
        this.parts = parts;
        this.mesh = mesh;
        this.self = parts.self().peer();
        this.hearing = parts.hearing();
        this.office = parts.office();
        this.elections = parts.elections();
        this.book = parts.book();
        this.reports = parts.reports();
        this.speaker = parts.speaker();
        this.outbox = parts.outbox();
    }

    /** @param component of this worker, as it was before */
    void received(Input.Received received, Set<PeerId> component, Instant now) {
        PeerId peer = received.peer();
        if (!parts.links().isOpen(peer, received.attempt())) return;
        hearing.frame(peer, now);
        switch (received.message()) {
            case MeshMessage.Heartbeat beat -> heartbeat(peer, beat, component, now);
            case MeshMessage.BeatEcho echo -> office.echoed(peer, echo.term(), now);
            case MeshMessage.Vouch vouch -> {
                // Strangers are nobody's business, and would fill the memory.
                if (mesh.isOfTheRoom(vouch.origin())) speaker.passOn(peer, vouch, now);
            }
            case MeshMessage.Probe probe -> outbox.send(peer, speaker.answer(probe));
            case MeshMessage.ProbeReply reply -> probeReply(peer, reply, component, now);
            case MeshMessage.AdmitMe wish -> book.wantsIn(new Candidate(peer, wish.gpuMemoryMb()));
            case MeshMessage.RosterUpdate update -> adopt(peer, update.roster(), now);
            case MeshMessage.Claim claim -> {
                learn(claim.term(), peer, component, now);
                if (claim.term() < office.term()) speaker.beatTo(peer, now);
            }
            case MeshMessage.HandOver handOver -> {
                elections.handedOver(peer, handOver.term(), book.roster(), now);
                speaker.somethingNew();
            }
            case MeshMessage.Changes changes -> parts.sync().received(peer, changes);
            case MeshMessage.Wanted wanted -> parts.sync().wanted(peer, wanted, now);
            case MeshMessage.Relayed relayed -> relayed(peer, relayed, now);
            case MeshMessage.Leaving _ -> left(peer, now);
        }
    }

    private void heartbeat(PeerId peer, MeshMessage.Heartbeat beat, Set<PeerId> component, Instant now) {
        if (beat.incarnation() < hearing.incarnation(peer)) {
            mesh.abandon(peer, "an older process of this worker", now);
            return;
        }
        Set<PeerId> heardBefore = hearing.heardBy(peer);
        hearing.set(peer, beat.incarnation(), beat.sequence(), Duration.ofMillis(beat.nextInMillis()), beat.hears(),
                now);
        for (PeerId shrunk : heardBefore) {
            if (!beat.hears().contains(shrunk) && !shrunk.equals(self)) mesh.doubt(shrunk, now);
        }
        reports.heartbeat(peer, beat, parts.sync().digest(), now);
        if (beat.admin() != null) learn(beat.term(), beat.admin(), component, now);
        speaker.echo(peer, beat);
        if (book.roster().at().isNewerThan(beat.roster()))
            outbox.send(peer, new MeshMessage.RosterUpdate(book.roster()));
        if (peer.equals(beat.admin()) && beat.term() < office.term()) speaker.beatTo(peer, now);
        speaker.vouchFor(peer, beat);
    }

    private void probeReply(PeerId peer, MeshMessage.ProbeReply reply, Set<PeerId> component, Instant now) {
        parts.roundTrips().answered(peer, reply.nonce(), now);
        reports.roster(peer, reply.roster(), now);
        if (reply.admin() != null) learn(reply.term(), reply.admin(), component, now);
        if (peer.equals(reply.admin()) && office.admin().filter(peer::equals).isPresent()) elections.incumbentActs(now);
        elections.answered(peer, reply.nonce());
    }

    private void learn(long term, PeerId admin, Set<PeerId> component, Instant now) {
        if (admin.equals(self) && office.isHeld() && term <= office.term()) return;
        elections.learn(term, admin, book.roster(), component, now);
    }

    private void adopt(PeerId from, Roster heard, Instant now) {
        reports.roster(from, heard.at(), now);
        if (Office.isPlausible(heard.term(), now) && book.adopt(heard)) speaker.somethingNew();
    }

    private void relayed(PeerId from, MeshMessage.Relayed relayed, Instant now) {
        if (relayed.target().equals(self)) {
            mesh.signaled(relayed.origin(), relayed.signal(), now);
        } else {
            parts.signals().relay(from, relayed);
        }
    }

    private void left(PeerId peer, Instant now) {
        hearing.gaveNoSign(peer, now);
        mesh.abandon(peer, "it left", now);
        parts.server().left(peer, now);
        book.mustGo(peer);
    }
}
