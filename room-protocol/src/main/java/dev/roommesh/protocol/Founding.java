package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.document.RoomDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When a room without a roster gets its first one, and from whom (DESIGN 6.10). */
final class Founding {
    /** An admin that the server names, and that nobody can reach for this many times the usual wait, is a ghost. */
    static final int ADMIN_WAITS = 6;

    private final PeerId self;
    private final Instant waitedEnough;
    private final Instant waitedForAdmin;

    Founding(PeerId self, Duration foundAfter, Instant started) {
        this.self = self;
        this.waitedEnough = started.plus(foundAfter);
        this.waitedForAdmin = started.plus(foundAfter.multipliedBy(ADMIN_WAITS));
    }

    /**
     * The founders, if this worker is to found the room now.
     *
     * <p>Who cannot reach a founded room must not found a second one beside it: its higher term would end the first. So
     * nobody founds while the server names an admin that is connected to it (for 30 s: it may be a ghost), and nobody
     * founds alone without the server.
     *
     * @return best candidate first
     */
    Optional<List<Candidate>> founders(Set<PeerId> component, Profile profile, ServerWord server,
            RoomDocument document, Reports reports, Instant now) {
        if (!reports.newest(component).equals(RosterVersion.NONE)) return Optional.empty();
        if (server.knowsPresentAdmin() && now.isBefore(waitedForAdmin)) return Optional.empty();
        boolean alone = server.isConnected() && server.present().isEmpty();
        boolean waited = !now.isBefore(waitedEnough) && (server.isConnected() || component.size() > 1);
        if (!alone && !waited) return Optional.empty();
        List<Candidate> founders = new ArrayList<>();
        for (PeerId peer : component) {
            founders.add(new Candidate(peer, peer.equals(self) ? profile.gpuMemoryMb() : size(peer, server, document)));
        }
        founders.sort(null);
        return founders.getFirst().peerId().equals(self) ? Optional.of(founders) : Optional.empty();
    }

    private static long size(PeerId peer, ServerWord server, RoomDocument document) {
        WorkerEntry entry = document.content().workers().get(peer);
        return entry == null
                ? server.profile(peer).map(Profile::gpuMemoryMb).orElse(0L)
                : entry.metadata().gpuMemoryMb();
    }
}
