package dev.roommesh.signaling.room;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.WorkerEntry;
import java.time.Instant;
import java.util.Optional;

/**
 * A peer registered in a room.
 *
 * @param joinSeq grows with each first registration in the room
 * @param connectedAt when it registered last
 * @param connection by which it registered last
 * @param part which it was given
 */
public record Member(PeerId peerId, Role role, Profile profile, long joinSeq, Instant connectedAt,
        Connection connection, Lease lease, Part part) {
    public boolean isWorker() {
        return role == Role.WORKER;
    }

    /** Whether other workers have links with it. */
    public boolean isMeshed() {
        return isWorker() && part == Part.MESHED;
    }

    public Candidate candidate() {
        return new Candidate(peerId, profile.gpuMemoryMb());
    }

    public WorkerEntry entry() {
        return WorkerEntry.of(peerId, profile);
    }

    public Member with(Profile newer) {
        return new Member(peerId, role, newer, joinSeq, connectedAt, connection, lease, part);
    }

    public ListedPeer listed(Optional<PeerId> admin) {
        return new ListedPeer(peerId, role, profile, admin.filter(peerId::equals).isPresent(), joinSeq);
    }
}
