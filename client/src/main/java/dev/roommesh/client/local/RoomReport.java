package dev.roommesh.client.local;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.WorkerEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a worker says of its room on its local HTTP, {@code GET /room}.
 *
 * @param linksOpen to how many others it has an open link
 * @param linksExpected to how many others it should have one
 * @param links one for each other worker that it knows of
 * @param workers the room's workers as it sees them, itself included
 */
public record RoomReport(PeerId peerId, Mode mode, @Nullable PeerId adminPeerId, long adminTerm, int linksOpen,
        int linksExpected, List<Link> links, List<WorkerEntry> workers) {
    /** @param state {@code waiting}, {@code offering} or {@code open} */
    public record Link(PeerId peerId, String state, int attempts, String reason) {}

    public RoomReport {
        links = List.copyOf(links);
        workers = List.copyOf(workers);
    }

    /** What the worker's own entry says of it; empty while it has none. */
    public Optional<Profile> profile() {
        return workers.stream().filter(entry -> entry.peerId().equals(peerId)).map(WorkerEntry::metadata).findFirst();
    }
}
