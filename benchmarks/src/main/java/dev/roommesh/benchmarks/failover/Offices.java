package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.room.Event;
import dev.roommesh.benchmarks.room.Sight;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Counts what ought not to happen. */
final class Offices {
    private record Office(String admin, long term) {}

    private Offices() {}

    /**
     * How often the office changed hands, as these workers told.
     *
     * @param before who held the office before all events
     */
    static long changes(List<Event> events, Collection<String> tellers, String before) {
        Set<Office> seen = new HashSet<>();
        for (Event event : events) {
            Sight sight = event.sight();
            if (sight == null || !tellers.contains(event.who()) || sight.adminPeerId() == null) continue;
            seen.add(new Office(sight.adminPeerId().value(), sight.adminTerm()));
        }
        long terms = seen.stream().filter(office -> office.admin().equals(before)).count();
        // The same admin under a new term left the office and came back.
        return seen.stream().filter(office -> !office.admin().equals(before)).count() + Math.max(0, terms - 1);
    }

    /** How many workers were off somebody's roster at the worst moment. */
    static long removed(List<Event> events, int workers) {
        return events.stream().map(Event::sight).filter(Objects::nonNull)
                .mapToLong(sight -> Math.max(0, workers - sight.roster().size())).max().orElse(0);
    }
}
