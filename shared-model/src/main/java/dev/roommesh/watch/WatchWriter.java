package dev.roommesh.watch;

import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshLink;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.model.WorkerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The telling end of one watch: first a snapshot, then what has changed since what was told last. What lies between two
 * tellings is passed over. For one thread at a time.
 */
public final class WatchWriter {
    private @Nullable RoomPicture told;
    private List<MeshLink> toldLinks = List.of();
    private Instant linksToldAsOf = Instant.EPOCH;
    private long sequence;

    /** What the other end has to be told; nothing where only the time or links have changed. */
    public List<WatchUpdate> changes(RoomPicture now) {
        if (now.saysTheSameAs(told)) return List.of();
        // Links that come and go in a room that changes all the time wait, too.
        Duration sinceLinks = Duration.between(linksToldAsOf, now.asOf()).abs();
        return update(now, sinceLinks.compareTo(Limits.WATCH_REPEAT_AFTER) >= 0);
    }

    /** The same, and where nothing has changed, that this is so; with the links that have. */
    public List<WatchUpdate> update(RoomPicture now) {
        return update(now, true);
    }

    private List<WatchUpdate> update(RoomPicture now, boolean withLinks) {
        RoomPicture before = told;
        Map<PeerId, WorkerEntry> known = before == null ? Map.of() : before.workers();
        List<WorkerEntry> changed = now.workers().values().stream()
                .filter(entry -> !entry.equals(known.get(entry.peerId()))).toList();
        List<PeerId> gone = known.keySet().stream().filter(peer -> !now.workers().containsKey(peer)).toList();
        List<List<WorkerEntry>> parts = inParts(changed);
        List<MeshLink> links = before == null || (withLinks && !now.links().equals(toldLinks)) ? now.links() : null;
        List<WatchUpdate> updates = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            boolean first = i == 0;
            boolean more = i + 1 < parts.size();
            updates.add(new WatchUpdate(sequence + i + 1, before == null, more, parts.get(i),
                    first ? gone : List.of(), now.adminPeerId(), now.adminTerm(), now.asOf(), now.stale(), now.source(),
                    now.mode(), more ? null : links));
        }
        if (links != null) {
            toldLinks = links;
            linksToldAsOf = now.asOf();
        }
        told = now;
        sequence += updates.size();
        return updates;
    }

    /** At least one, be it empty; each fits in a message however its characters must be written. */
    private static List<List<WorkerEntry>> inParts(List<WorkerEntry> entries) {
        List<List<WorkerEntry>> parts = new ArrayList<>();
        List<WorkerEntry> part = new ArrayList<>();
        parts.add(part);
        int weight = 0;
        for (WorkerEntry entry : entries) {
            weight += entry.metadata().weight();
            if (!part.isEmpty() && weight > Limits.ANSWER_CHARS_MAX) {
                part = new ArrayList<>();
                parts.add(part);
                weight = entry.metadata().weight();
            }
            part.add(entry);
        }
        return parts;
    }
}
