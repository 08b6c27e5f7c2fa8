package dev.roommesh.simulation;

import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import java.time.Instant;
import java.util.List;

/** What drives a simulated worker; tests put a broken one in the place of a {@link dev.roommesh.protocol.RoomMember}. */
@FunctionalInterface
interface Member {
    List<Effect> handle(Input input, Instant now);

    /** @param more whether another input waits already */
    default List<Effect> handle(Input input, boolean more, Instant now) {
        return handle(input, now);
    }
}
