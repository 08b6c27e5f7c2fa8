package dev.roommesh.protocol;

import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;

/**
 * Who a member is.
 *
 * @param incarnation number of this process; greater than that of every earlier process of the same peer
 */
public record Self(RoomId room, PeerId peer, long incarnation) {
    /** Changes of its entry that a process may make for each number between its incarnation and the next process's. */
    static final long REVISIONS_PER_INCARNATION = 1_000;

    /** Above that of every earlier process; where incarnations are milliseconds since 1970, for two centuries. */
    long firstRevision() {
        return Math.clamp(incarnation, 0, Limits.REVISION_MAX / REVISIONS_PER_INCARNATION) * REVISIONS_PER_INCARNATION;
    }
}
