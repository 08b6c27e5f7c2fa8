package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.room.SplitNetwork.Server;
import java.util.List;
import java.util.Optional;

/** All that can be measured, the cheapest first. */
final class Scenarios {
    static final List<Scenario> ALL = List.of(new PairAdminKilled(), new AdminKilled(), new AdminFrozen(),
            new AdminAndServerKilled(), new WorkerFrozen(), new Cut(Server.SIDE_A), new Cut(Server.SIDE_B),
            new Cut(Server.BOTH));

    private Scenarios() {}

    static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
