package dev.roommesh.agent.http;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.RoomView;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The room as this worker sees it, for people and for {@code ./roommesh up}.
 *
 * @param actingAdmin whether this worker acts as admin
 * @param linksExpected one for each other worker that it knows of
 * @param epoch the number of the document's history
 * @param documentChanges how many changes of that epoch its replica of the document holds
 */
record RoomReport(PeerId peerId, RoomId roomId, Mode mode, @Nullable PeerId adminPeerId, long adminTerm,
        boolean actingAdmin, long linksOpen, long linksExpected, List<LinkReport> links, Roster roster,
        List<WorkerEntry> workers, long epoch, long documentChanges) {
    /**
     * @param state {@code waiting}, {@code offering} or {@code open}
     * @param heard whether a frame of the peer came over the link in time
     * @param hearsUs whether the peer says that of this worker
     */
    record LinkReport(PeerId peerId, String state, int attempts, String reason, boolean heard, boolean hearsUs) {
        static LinkReport of(RoomView.LinkView link) {
            return new LinkReport(link.peer(), link.status().name().toLowerCase(Locale.ROOT), link.attempts(),
                    link.reason(), link.heard(), link.hearsUs());
        }
    }

    static RoomReport of(RoomView view, RoomId room) {
        return new RoomReport(view.self(), room, view.mode(), view.admin().orElse(null), view.term(),
                view.actingUntil().isPresent(), view.linksOpen(), view.links().size(),
                view.links().stream().map(LinkReport::of).toList(), view.roster(), view.workers(),
                view.epoch().number(), view.documentChanges());
    }
}
