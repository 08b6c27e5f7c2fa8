package dev.roommesh.benchmarks.room;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.WorkerEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The room as one worker says that it sees it, {@code GET /room}.
 *
 * @param actingAdmin whether this worker acts as admin itself
 * @param workers those that discovery would show
 */
public record Sight(PeerId peerId, Mode mode, @Nullable PeerId adminPeerId, long adminTerm, boolean actingAdmin,
        int linksOpen, List<Link> links, Roster roster, List<WorkerEntry> workers, long documentChanges) {
    /**
     * @param heard whether a frame of the peer came over it in time
     * @param hearsUs whether the peer says that of this worker
     */
    public record Link(PeerId peerId, String state, String reason, boolean heard, boolean hearsUs) {
        boolean isAlive() {
            return state.equals("open") && heard && hearsUs;
        }
    }

    public Sight {
        links = List.copyOf(links);
        workers = List.copyOf(workers);
    }

    public boolean shows(String peer) {
        return workers.stream().anyMatch(entry -> entry.peerId().value().equals(peer));
    }

    public long linksAlive() {
        return links.stream().filter(Link::isAlive).count();
    }

    /** In a few words, for a trace. */
    String words() {
        return mode.word() + " admin=" + adminPeerId + " term=" + adminTerm + (actingAdmin ? " ACTS" : "") + " shows="
                + workers.size() + " roster=" + roster.size() + " links=" + linksAlive() + "/" + links.size();
    }
}
