package dev.roommesh.simulation;

import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.protocol.RoomView;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** I2. Two views with one roster version hold equal rosters. */
final class OneRosterPerVersion extends Invariant {
    private final Map<RosterVersion, Roster> rosters = new HashMap<>();

    OneRosterPerVersion(Violations violations) {
        super("I2", violations);
    }

    @Override
    void published(RoomView view, Instant now) {
        Roster known = rosters.putIfAbsent(view.roster().at(), view.roster());
        if (known != null && !known.equals(view.roster())) {
            violated("two rosters have one version: " + known + " and " + view.roster());
        }
    }
}
