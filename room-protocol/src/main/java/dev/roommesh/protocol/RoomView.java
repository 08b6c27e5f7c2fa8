package dev.roommesh.protocol;

import dev.roommesh.model.Epoch;
import dev.roommesh.model.MeshLink;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.WorkerEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The room as one member sees it: all that readers get. Immutable; any thread may hold one.
 *
 * @param self whose view it is
 * @param mode of the room
 * @param admin whom this member follows, while it is not dead to it
 * @param term in which the admin was elected; the highest known
 * @param actingUntil until when this member may call itself admin; empty when it is not the admin
 * @param contact when this member was last in touch with an acting admin, or was one
 * @param freshUntil until when this view may be taken for the present; after it, answers are stale
 * @param roster the highest known
 * @param workers the entries that discovery shows: on the roster, not dead, best candidate first
 * @param links one for each worker known, by id
 * @param mesh the link of each pair of these workers, by ids, as it was up to a quarter of a second ago
 * @param epoch of the document
 * @param documentChanges how many changes the document holds in this epoch
 */
public record RoomView(PeerId self, Mode mode, Optional<PeerId> admin, long term, Optional<Instant> actingUntil,
        Instant contact, Instant freshUntil, Roster roster, List<WorkerEntry> workers, List<LinkView> links,
        List<MeshLink> mesh, Epoch epoch,
        long documentChanges) {
    public RoomView {
        workers = List.copyOf(workers);
        links = List.copyOf(links);
        mesh = List.copyOf(mesh);
    }

    /**
     * A member's view of the link to one other worker.
     *
     * @param attempts since it was last open
     * @param reason why it is not open; empty when it is
     * @param heard whether a frame came over it within the peer's deadline
     * @param hearsUs whether the peer says the same of this member
     * @param dead whether nobody here hears the peer
     */
    public record LinkView(PeerId peer, LinkStatus status, int attempts, String reason, boolean heard, boolean hearsUs,
            boolean dead) {}

    /** How far a link is. */
    public enum LinkStatus {
        WAITING, OFFERING, OPEN
    }

    public long linksOpen() {
        return links.stream().filter(link -> link.status() == LinkStatus.OPEN).count();
    }
}
