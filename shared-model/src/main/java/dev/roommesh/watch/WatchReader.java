package dev.roommesh.watch;

import dev.roommesh.model.MeshLink;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.model.WorkerEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The listening end of one watch. What it is told counts once an update is whole. For one thread at a time. */
public final class WatchReader {
    private @Nullable RoomPicture picture;
    private @Nullable Map<PeerId, WorkerEntry> staged;
    private List<MeshLink> links = List.of();
    private final int workersMax;
    private long sequence;

    /** @param workersMax how many are taken in; a room has not more, whatever the other end says */
    public WatchReader(int workersMax) {
        this.workersMax = workersMax;
    }

    /** What follows from a part. */
    public sealed interface Step {
        /** More parts of the same update have to come. */
        record Incomplete() implements Step {}

        /** The room from now on. */
        record Complete(RoomPicture picture) implements Step {}

        /** Something was lost, or the other end breaks the rules: only another watch helps. */
        record Broken(String why) implements Step {}
    }

    public Step take(WatchUpdate part) {
        if (part.sequence() != sequence + 1)
            return new Step.Broken("part " + part.sequence() + " came after part " + sequence);
        sequence++;
        Map<PeerId, WorkerEntry> workers = staged;
        if (workers == null) {
            RoomPicture before = picture;
            if (before == null && !part.snapshot()) return new Step.Broken("there was no snapshot");
            workers = new LinkedHashMap<>(before == null || part.snapshot() ? Map.of() : before.workers());
            if (part.snapshot()) links = List.of();
        }
        for (PeerId peer : part.gone())
            workers.remove(peer);
        for (WorkerEntry entry : part.workers())
            workers.put(entry.peerId(), entry);
        if (workers.size() > workersMax) return new Step.Broken("there are more than " + workersMax + " workers");
        if (part.links() != null) links = part.links();
        if (part.more()) {
            staged = workers;
            return new Step.Incomplete();
        }
        staged = null;
        RoomPicture now = RoomPicture.of(workers.values(), part.adminPeerId(), part.adminTerm(), part.asOf(),
                part.stale(), part.source(), part.mode()).linked(links);
        picture = now;
        return new Step.Complete(now);
    }
}
