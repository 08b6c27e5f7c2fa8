package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.MeshLink;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the picture of the room that readers get. */
final class Views {
    private final PeerId self;
    private final Hearing hearing;
    private final Links links;
    private final Office office;
    private final RoomDocument document;
    private Instant contact;

    Views(PeerId self, Hearing hearing, Links links, Office office, RoomDocument document, Instant now) {
        this.self = self;
        this.hearing = hearing;
        this.links = links;
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
                inTouch ? freshUntil : contact, roster, workers, own, mesh(workers, own, now), document.epoch(),
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

    /** Of its own links this member knows how far they are; of another pair, whether both ends hear each other. */
    private List<MeshLink> mesh(List<WorkerEntry> workers, List<LinkView> own, Instant now) {
        Map<PeerId, LinkStatus> statuses = new HashMap<>();
        own.forEach(link -> statuses.put(link.peer(), link.status()));
        List<PeerId> peers = workers.stream().map(WorkerEntry::peerId).sorted().toList();
        List<MeshLink> mesh = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            for (PeerId b : peers.subList(i + 1, peers.size())) {
                PeerId a = peers.get(i);
                MeshLink.State state = a.equals(self)
                        ? state(statuses.get(b))
                        : b.equals(self) ? state(statuses.get(a)) : heard(a, b, now);
                mesh.add(new MeshLink(a, b, state));
            }
        }
        return mesh;
    }

    private MeshLink.State heard(PeerId a, PeerId b, Instant now) {
        return hearing.hearEachOther(a, b, now) ? MeshLink.State.OPEN : MeshLink.State.MISSING;
    }

    private static MeshLink.State state(@Nullable LinkStatus status) {
        return switch (status) {
            case OPEN -> MeshLink.State.OPEN;
            case OFFERING -> MeshLink.State.OFFERING;
            case WAITING -> MeshLink.State.WAITING;
            case null -> MeshLink.State.MISSING;
        };
    }
}
