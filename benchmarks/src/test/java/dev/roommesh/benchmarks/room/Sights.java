package dev.roommesh.benchmarks.room;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Roster;
import dev.roommesh.model.WorkerEntry;
import java.util.List;

/** What workers say, made by hand. */
public final class Sights {
    private Sights() {}

    /** A worker that sees all of a room, in order, and follows this admin in this term. */
    public static Sight whole(String self, String admin, long term, List<String> room) {
        return new Sight(new PeerId(self), Mode.NORMAL, new PeerId(admin), term, self.equals(admin), room.size() - 1,
                room.stream().filter(other -> !other.equals(self))
                        .map(other -> new Sight.Link(new PeerId(other), "open", "", true, true)).toList(),
                new Roster(term, 1, room.stream().map(peer -> new Candidate(new PeerId(peer), 1)).toList()),
                room.stream().map(peer -> WorkerEntry.of(new PeerId(peer), Profile.EMPTY)).toList(), 1);
    }
}
