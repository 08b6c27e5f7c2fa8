package dev.roommesh.benchmarks.signaling;

import java.util.List;
import java.util.Optional;

/** All parts, in the order in which they are measured. */
final class Parts {
    static final List<Part> ALL = List.of(new Registrations(), Relaying.withinOneServer(), Relaying.acrossServers(),
            new IdleSockets());

    private Parts() {}

    static Optional<Part> named(String name) {
        return ALL.stream().filter(part -> part.name().equals(name)).findFirst();
    }
}
