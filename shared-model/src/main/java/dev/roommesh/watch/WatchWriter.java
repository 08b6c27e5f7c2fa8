package dev.roommesh.watch;

import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.model.WorkerEntry;
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
    private long sequence;

    /** What the other end has to be told; nothing where only the time has changed. */
    public List<WatchUpdate> changes(RoomPicture now) {
        return now.saysTheSameAs(told) ? List.of() : update(now);
    }

    /** The same, and where nothing has changed, that this is so. */
    public List<WatchUpdate> update(RoomPicture now) {
        RoomPicture before = told;
        Map<PeerId, WorkerEntry> known = before == null ? Map.of() : before.workers();
        List<WorkerEntry> changed = now.workers().values().stream()
                .filter(entry -> !entry.equals(known.get(entry.peerId()))).toList();
        List<PeerId> gone = known.keySet().stream().filter(peer -> !now.workers().containsKey(peer)).toList();
        List<List<WorkerEntry>> parts = inParts(changed);
        List<WatchUpdate> updates = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            boolean first = i == 0;
            updates.add(new WatchUpdate(sequence + i + 1, before == null, i + 1 < parts.size(), parts.get(i),
                    first ? gone : List.of(), now.adminPeerId(), now.adminTerm(), now.asOf(), now.stale(), now.source(),
                    now.mode()));
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
