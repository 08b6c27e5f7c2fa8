package dev.roommesh.signaling.room;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.WorkerEntry;
import java.util.Optional;

/**
 * A peer registered in a room.
 *
 * @param joinSeq grows with each first registration in the room
 * @param connection by which it registered last
 */
public record Member(PeerId peerId, Role role, Profile profile, long joinSeq, Connection connection, Lease lease) {
    public boolean isWorker() {
        return role == Role.WORKER;
    }

    public Candidate candidate() {
        return new Candidate(peerId, profile.gpuMemoryMb());
    }

    public WorkerEntry entry() {
        return WorkerEntry.of(peerId, profile);
    }

    Member with(Profile newer) {
        return new Member(peerId, role, newer, joinSeq, connection, lease);
    }

    ListedPeer listed(Optional<PeerId> admin) {
        return new ListedPeer(peerId, role, profile, admin.filter(peerId::equals).isPresent(), joinSeq);
    }
}
