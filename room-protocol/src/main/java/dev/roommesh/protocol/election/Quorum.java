package dev.roommesh.protocol.election;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether workers that were counted may decide for a roster (DESIGN 6.6). */
public final class Quorum {
    private Quorum() {}

    /**
     * A strict majority of the roster, or exactly half of it with the incumbent. Two disjoint sets never both are: of
     * two halves only one has the incumbent.
     */
    public static boolean of(Roster roster, Set<PeerId> counted, @Nullable PeerId incumbent) {
        int present = 0;
        for (Candidate candidate : roster.peers()) {
            if (counted.contains(candidate.peerId())) present++;
        }
        if (present * 2 > roster.size()) return true;
        return present * 2 == roster.size() && incumbent != null && roster.has(incumbent)
                && counted.contains(incumbent);
    }

    /** The best of those counted that are on the roster: most GPU memory, then lowest id. */
    public static Optional<Candidate> best(Roster roster, Set<PeerId> counted) {
        return roster.peers().stream().filter(candidate -> counted.contains(candidate.peerId())).sorted().findFirst();
    }
}
