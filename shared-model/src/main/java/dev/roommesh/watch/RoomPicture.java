package dev.roommesh.watch;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.MeshLink;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that is told of a room's workers, at one moment; any {@link WorkerQuery} can be answered from it.
 *
 * @param workers by id, best candidate first
 * @param adminPeerId the admin as the source sees it; null when it sees none
 * @param adminTerm its term; 0 when none
 * @param asOf the time of this state, by the source's clock
 * @param stale whether the source cannot know that this is the present state
 * @param links of all pairs of workers as the source knows them; none where it knows of none
 */
public record RoomPicture(Map<PeerId, WorkerEntry> workers, @Nullable PeerId adminPeerId, long adminTerm, Instant asOf,
        boolean stale, Source source, Mode mode, List<MeshLink> links) {
    private static final Comparator<WorkerEntry> BEST_FIRST = Comparator
            .comparing(entry -> new Candidate(entry.peerId(), entry.metadata().gpuMemoryMb()));

    public RoomPicture {
        workers = Collections.unmodifiableMap(new LinkedHashMap<>(workers));
        links = List.copyOf(links);
    }

    /** Puts the workers in order; nothing is known of links. */
    public static RoomPicture of(Collection<WorkerEntry> workers, @Nullable PeerId admin, long term, Instant asOf,
            boolean stale, Source source, Mode mode) {
        Map<PeerId, WorkerEntry> ordered = new LinkedHashMap<>();
        workers.stream().sorted(BEST_FIRST).forEach(entry -> ordered.put(entry.peerId(), entry));
        return new RoomPicture(ordered, admin, term, asOf, stale, source, mode, List.of());
    }

    /** The same, with these links. */
    public RoomPicture linked(List<MeshLink> known) {
        return new RoomPicture(workers, adminPeerId, adminTerm, asOf, stale, source, mode, known);
    }

    /** What whoever has this picture answers, as of the same time. */
    public WorkerAnswer answer(WorkerQuery query) {
        List<WorkerEntry> admitted = workers.values().stream().filter(entry -> query.filters().admit(entry.metadata()))
                .toList();
        return new WorkerAnswer(WorkerAnswer.fitting(admitted, query.limit()), admitted.size(), adminPeerId, adminTerm,
                asOf, stale, source, mode);
    }

    /** The same, told of these workers. */
    public RoomPicture with(Collection<WorkerEntry> others) {
        return of(others, adminPeerId, adminTerm, asOf, stale, source, mode).linked(links);
    }

    /** The same workers and the same facts, whatever the time and the links: these only inform. */
    public boolean saysTheSameAs(@Nullable RoomPicture other) {
        return other != null && stale == other.stale && source == other.source && mode == other.mode
                && adminTerm == other.adminTerm && Objects.equals(adminPeerId, other.adminPeerId)
                && workers.equals(other.workers);
    }

    /**
     * This picture without what is older in it than in one that was shown before: a teller may not have received yet
     * what the one before it has told. Workers are compared by their revisions, admins by their terms.
     */
    public RoomPicture notBefore(RoomPicture shown) {
        Map<PeerId, WorkerEntry> newest = new LinkedHashMap<>(workers);
        newest.replaceAll((peer, entry) -> {
            WorkerEntry known = shown.workers.get(peer);
            return known != null && entry.isBefore(known) ? known : entry;
        });
        boolean hasOlderAdmin = adminPeerId != null && adminTerm < shown.adminTerm;
        return of(newest.values(), hasOlderAdmin ? shown.adminPeerId : adminPeerId,
                hasOlderAdmin ? shown.adminTerm : adminTerm, asOf, stale, source, mode).linked(links);
    }

    public RoomPicture from(Source teller) {
        return new RoomPicture(workers, adminPeerId, adminTerm, asOf, stale, teller, mode, links);
    }

    /** For a holder that cannot know any more whether this is the present state. */
    public RoomPicture outdated() {
        return new RoomPicture(workers, adminPeerId, adminTerm, asOf, true, source, mode, links);
    }
}
