package dev.roommesh.model;

/**
 * One worker as clients see it, and as the room's document holds it.
 *
 * @param peerId whose entry it is; nobody else writes it
 * @param role always {@link Role#WORKER} in our rooms
 * @param metadata what the worker says of itself
 */
public record WorkerEntry(PeerId peerId, Role role, Profile metadata) {
    /** The entry of a worker of this mesh. */
    public static WorkerEntry of(PeerId peerId, Profile profile) {
        return new WorkerEntry(peerId, Role.WORKER, profile);
    }
}
