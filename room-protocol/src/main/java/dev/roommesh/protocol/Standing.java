package dev.roommesh.protocol;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import java.time.Instant;
import java.util.Set;

/**
 * Where this worker stands at one moment; worked out whenever it is asked for.
 *
 * @param component the workers that mutual hearing connects to it, itself among them
 * @param mode of the room as it sees it
 * @param acting whether it may act as admin now
 * @param actingUntil when that ends unless more echoes come; {@code now} when it does not act
 * @param adminSilent whether nothing shows that the admin it follows is acting
 */
record Standing(Set<PeerId> component, Mode mode, boolean acting, Instant actingUntil, boolean adminSilent) {
    boolean actsNormally() {
        return acting && mode == Mode.NORMAL;
    }
}
