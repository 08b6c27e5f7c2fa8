package dev.roommesh.simulation;

import dev.roommesh.protocol.RoomView;
import java.time.Instant;

/** I4. Whoever has a right to act is on the roster that it holds. */
final class ActsOnItsRoster extends Invariant {
    ActsOnItsRoster(Violations violations) {
        super("I4", violations);
    }

    @Override
    void published(RoomView view, Instant now) {
        if (view.actingUntil().isPresent() && !view.roster().has(view.self())) {
            violated(view.self() + " acts without being on the roster");
        }
    }
}
