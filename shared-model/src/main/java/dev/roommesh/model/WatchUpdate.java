package dev.roommesh.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of what has changed in a watched room; {@code watch_update} on the wire. What does not fit in one message comes
 * in several parts, and counts once the last of them is there.
 *
 * @param sequence 1 for the first part of a watch, and one more for each; a gap means that something was lost
 * @param snapshot whether the room is told anew: a worker that no part of this update names is not there
 * @param more whether another part of the same update follows
 * @param workers who is there anew or has changed, whole, 0 to {@link Limits#WATCHED_WORKERS_MAX}
 * @param gone who is not there any more, 0 to {@link Limits#WATCHED_WORKERS_MAX}
 * @param adminPeerId the admin as the source sees it; null when it sees none
 * @param adminTerm its term; 0 when none
 * @param asOf the time of the state that is told, by the source's clock
 * @param stale whether the source cannot know that this is the present state
 * @param source who tells
 * @param mode of the room as the source sees it
 * @param links of all pairs of workers, whole, 0 to {@link Limits#MESH_LINKS_MAX}, in each snapshot and where one has
 * changed; null where none has. They only inform: a change is told at most once in {@link Limits#WATCH_REPEAT_AFTER}
 */
public record WatchUpdate(long sequence, boolean snapshot, boolean more, List<WorkerEntry> workers, List<PeerId> gone,
        @Nullable PeerId adminPeerId, long adminTerm, Instant asOf, boolean stale, Source source, Mode mode,
        @Nullable List<MeshLink> links) {
    public WatchUpdate {
        workers = List.copyOf(workers);
        gone = List.copyOf(gone);
        links = links == null ? null : List.copyOf(links);
        if (sequence < 1) throw new IllegalArgumentException("a sequence begins with 1");
        if (adminTerm < 0 || adminTerm > Limits.TERM_MAX)
            throw new IllegalArgumentException("a term is 0 to " + Limits.TERM_MAX);
        if (workers.size() > Limits.WATCHED_WORKERS_MAX || gone.size() > Limits.WATCHED_WORKERS_MAX)
            throw new IllegalArgumentException("an update names at most " + Limits.WATCHED_WORKERS_MAX + " workers");
        if (links != null && links.size() > Limits.MESH_LINKS_MAX)
            throw new IllegalArgumentException("an update names at most " + Limits.MESH_LINKS_MAX + " links");
    }
}
