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
import org.jspecify.annotations.Nullable;

/** When a room without a roster gets its first one, and from whom (DESIGN 6.10). */
final class Founding {
    /** An admin that the server names, and that nobody can reach for this many times the usual wait, is a ghost. */
    static final int ADMIN_WAITS = 6;

    private final PeerId self;
    private final Duration foundAfter;
    /** Since when it has had the server or another worker to learn of a room from. */
    private @Nullable Instant inContact;

    Founding(PeerId self, Duration foundAfter) {
        this.self = self;
        this.foundAfter = foundAfter;
    }

    /**
     * The founders, if this worker is to found the room now.
     *
     * <p>Who cannot reach a founded room must not found a second one beside it: its higher term would end the first. So
     * nobody founds while the server names an admin that is connected to it (for 30 s: it may be a ghost), nobody founds
     * alone without the server, and no wait counts while there was nobody to learn of a room from.
     *
     * @param held the roster that is held, though nobody of it is left; mostly none
     * @return best candidate first
     */
    Optional<List<Candidate>> founders(Set<PeerId> component, Profile profile, ServerWord server,
            RoomDocument document, Reports reports, RosterVersion held, Instant now) {
        if (!server.isConnected() && component.size() == 1) {
            inContact = null;
            return Optional.empty();
        }
        if (inContact == null) inContact = now;
        if (reports.newest(component, now).isNewerThan(held)) return Optional.empty();
        if (server.knowsAdminElsewhere(component::contains) && !waitedFor(foundAfter.multipliedBy(ADMIN_WAITS), now))
            return Optional.empty();
        boolean alone = server.isConnected() && server.present().isEmpty();
        if (!alone && !waitedFor(foundAfter, now)) return Optional.empty();
        List<Candidate> founders = new ArrayList<>();
        for (PeerId peer : component) {
            founders.add(new Candidate(peer, peer.equals(self) ? profile.gpuMemoryMb() : size(peer, server, document)));
        }
        founders.sort(null);
        return founders.getFirst().peerId().equals(self) ? Optional.of(founders) : Optional.empty();
    }

    private boolean waitedFor(Duration wait, Instant now) {
        return inContact != null && !inContact.plus(wait).isAfter(now);
    }

    private static long size(PeerId peer, ServerWord server, RoomDocument document) {
        WorkerEntry entry = document.content().workers().get(peer);
        return entry == null
                ? server.profile(peer).map(Profile::gpuMemoryMb).orElse(0L)
                : entry.metadata().gpuMemoryMb();
    }
}
