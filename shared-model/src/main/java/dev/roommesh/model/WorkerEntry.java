package dev.roommesh.model;

/**
 * One worker as clients see it, and as the room's document holds it.
 *
 * @param peerId whose entry it is; nobody else writes it
 * @param role always {@link Role#WORKER} in our rooms
 * @param metadata what the worker says of itself
 * @param revision grows with each change that the worker makes, over its restarts, too: of two entries of one worker the
 * one with the higher revision is the later; 1 to {@link Limits#REVISION_MAX}, or 0 where nobody counts, as in what was
 * registered
 */
public record WorkerEntry(PeerId peerId, Role role, Profile metadata, long revision) {
    public WorkerEntry {
        if (revision < 0 || revision > Limits.REVISION_MAX)
            throw new IllegalArgumentException("a revision is 0 to " + Limits.REVISION_MAX);
    }

    /** The entry of a worker of this mesh, at no known revision. */
    public static WorkerEntry of(PeerId peerId, Profile profile) {
        return of(peerId, profile, 0);
    }

    /** The entry of a worker of this mesh. */
    public static WorkerEntry of(PeerId peerId, Profile profile, long revision) {
        return new WorkerEntry(peerId, Role.WORKER, profile, revision);
    }

    /** The same worker saying the same, whatever the revision. */
    public boolean saysTheSameAs(WorkerEntry other) {
        return peerId.equals(other.peerId) && role == other.role && metadata.equals(other.metadata);
    }

    /** Whether the other is a later state of the same worker for certain. */
    public boolean isBefore(WorkerEntry other) {
        return peerId.equals(other.peerId) && revision > 0 && revision < other.revision;
    }
}
