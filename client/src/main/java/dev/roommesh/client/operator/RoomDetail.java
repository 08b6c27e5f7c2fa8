package dev.roommesh.client.operator;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room with whoever is registered in it.
 *
 * @param clients whoever is no worker
 * @param adminPeerId whom the workers follow; null where there is none
 * @param adminTerm 0 where there was none yet
 * @param since when it was made, or the first peer came; null where the server does not know
 * @param peers in the order in which they came
 */
public record RoomDetail(RoomId roomId, int workers, int clients, @Nullable PeerId adminPeerId, long adminTerm,
        @Nullable Instant since, List<Peer> peers) {
    public RoomDetail {
        peers = List.copyOf(peers);
    }

    /**
     * One of them.
     *
     * @param metadata what it registered with the server; a worker may have told its room something newer
     * @param connectedAt when it registered last; null where the server does not know
     * @param registry whether it is a worker that takes part in the room's own registry
     */
    public record Peer(PeerId peerId, Role role, Profile metadata, @Nullable Instant connectedAt, boolean isAdmin,
            boolean registry) {}
}
