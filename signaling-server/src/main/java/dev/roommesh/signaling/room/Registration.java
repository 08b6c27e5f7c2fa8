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
 * @param part which it asks for
 */
public record Registration(RoomId room, PeerId peer, Role role, Profile profile, boolean ticketHolder,
        @Nullable PeerId adminPeerId, long adminTerm, Part part) {
    boolean isWorker() {
        return role == Role.WORKER;
    }

    /** The same with what the peer says of itself now. */
    public Registration with(Profile newer) {
        return new Registration(room, peer, role, newer, ticketHolder, adminPeerId, adminTerm, part);
    }

    /** The same as it was granted. */
    public Registration with(Part granted) {
        return new Registration(room, peer, role, profile, ticketHolder, adminPeerId, adminTerm, granted);
    }
}
