package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.RoomView.LinkStatus;
import dev.roommesh.protocol.RoomView.LinkView;
import dev.roommesh.protocol.document.RoomDocument;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.link.Links;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the picture of the room that readers get. */
final class Views {
    private final PeerId self;
    private final Hearing hearing;
    private final Links links;
    private final MeshPicture mesh;
    private final Office office;
    private final RoomDocument document;
    private Instant contact;

    Views(PeerId self, Hearing hearing, Links links, Office office, RoomDocument document, Instant now) {
        this.self = self;
        this.hearing = hearing;
        this.links = links;
        this.mesh = new MeshPicture(self, hearing);
        this.office = office;
        this.document = document;
        this.contact = now;
    }

    RoomView view(Standing standing, Roster roster, long documentChanges, Timing timing, Instant now) {
        boolean inTouch = standing.mode() == Mode.NORMAL || standing.mode() == Mode.CARETAKER;
        if (inTouch) contact = standing.acting() ? now : lastOfAdmin(now);
        Instant freshUntil = standing.acting() ? standing.actingUntil() : contact.plus(timing.adminSilence());
        Optional<PeerId> admin = office.admin()
                .filter(peer -> peer.equals(self) ? office.isHeld() : !hearing.isDead(peer));
        List<WorkerEntry> workers = workers(roster);
        List<LinkView> own = links(now);
        return new RoomView(self, standing.mode(), admin, office.term(),
                standing.acting() ? Optional.of(standing.actingUntil()) : Optional.empty(), contact,
                inTouch ? freshUntil : contact, roster, workers, own, mesh.of(workers, own, now), document.epoch(),
                documentChanges);
    }

    private Instant lastOfAdmin(Instant now) {
        Instant direct = office.admin().map(hearing::lastDirect).orElse(Instant.MIN);
        // Whom this worker has no link to, its neighbours hear in its stead.
        if (direct.equals(Instant.MIN)) return office.admin().isPresent() ? now : contact;
        return direct.isAfter(contact) ? direct : contact;
    }

    private List<WorkerEntry> workers(Roster roster) {
        Map<PeerId, WorkerEntry> entries = document.content().workers();
        List<WorkerEntry> workers = new ArrayList<>(roster.size());
        roster.peers().stream().sorted().map(Candidate::peerId).forEach(peer -> {
            WorkerEntry entry = entries.get(peer);
            if (entry != null && !hearing.isDead(peer)) workers.add(entry);
        });
        return workers;
    }

    private List<LinkView> links(Instant now) {
        Set<PeerId> hears = hearing.hears(now);
        List<LinkView> views = new ArrayList<>();
        links.progress().forEach((peer, progress) -> {
            LinkStatus status = progress.open()
                    ? LinkStatus.OPEN
                    : progress.offering() ? LinkStatus.OFFERING : LinkStatus.WAITING;
            views.add(new LinkView(peer, status, progress.attempts(), progress.why(), hears.contains(peer),
                    hearing.heardBy(peer).contains(self), hearing.isDead(peer)));
        });
        return views;
    }
}
