package dev.roommesh.signaling.room;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import org.jspecify.annotations.Nullable;

/**
 * A peer whose token has been checked asks to be let in.
 *
 * @param ticketHolder whether it showed a valid ticket of this room and peer
 * @param adminPeerId whom it follows; null when nobody
 * @param adminTerm in which term; 0 when none
 */
public record Registration(RoomId room, PeerId peer, Role role, Profile profile, boolean ticketHolder,
        @Nullable PeerId adminPeerId, long adminTerm) {
    boolean isWorker() {
        return role == Role.WORKER;
    }
}
