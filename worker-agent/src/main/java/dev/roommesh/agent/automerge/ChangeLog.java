package dev.roommesh.agent.automerge;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Limits;
import dev.roommesh.model.VersionVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes of an epoch, without its base, as they crossed the wire. What a change builds on is always in here
 * before it, so the order of arrival is an order of dependency.
 */
final class ChangeLog {
    private record Logged(String actor, long seq, Bytes change) {}

    private final List<Logged> inOrder = new ArrayList<>();
    private final Map<String, List<String>> hashesOfActor = new HashMap<>();
    private final Map<String, Long> lastOps = new HashMap<>();
    private final Map<String, Long> lastOpOfActor = new HashMap<>();
    private @Nullable VersionVector vector = VersionVector.EMPTY;
    private long bytes;

    /** The log of an epoch that begins with this change. */
    ChangeLog(Change base) {
        lastOps.put(base.header().hash(), base.lastOp());
    }

    /** How many changes of an actor are held; there is never a gap. */
    long held(String actor) {
        return hashesOfActor.getOrDefault(actor, List.of()).size();
    }

    /** The hash of a held change. */
    String hash(String actor, long seq) {
        return hashesOfActor.getOrDefault(actor, List.of()).get((int) seq - 1);
    }

    boolean holdsAll(List<String> wanted) {
        return lastOps.keySet().containsAll(wanted);
    }

    /** The number of the first operation of a change on top of these. */
    long nextOp(List<String> deps) {
        return deps.stream().mapToLong(lastOps::get).max().orElse(0) + 1;
    }

    /** The number of an actor's last operation; 0 where it has none. */
    long lastOp(String actor) {
        return lastOpOfActor.getOrDefault(actor, 0L);
    }

    int actors() {
        return hashesOfActor.size();
    }

    void append(Change logged, Bytes change) {
        ChangeHeader header = logged.header();
        List<String> ofActor = hashesOfActor.computeIfAbsent(header.actor(), _ -> new ArrayList<>());
        if (header.seq() != ofActor.size() + 1L) throw new IllegalStateException("the log would have a gap");
        ofActor.add(header.hash());
        lastOps.put(header.hash(), logged.lastOp());
        lastOpOfActor.put(header.actor(), logged.lastOp());
        inOrder.add(new Logged(header.actor(), header.seq(), change));
        bytes += change.size();
        vector = null;
    }

    /** Of all changes together. */
    long bytes() {
        return bytes;
    }

    VersionVector vector() {
        if (vector == null) {
            var seqs = new HashMap<String, Long>();
            hashesOfActor.forEach((actor, held) -> seqs.put(actor, (long) held.size()));
            vector = new VersionVector(seqs);
        }
        return vector;
    }

    /** At least one if any is lacking, else as many of the oldest as one frame takes. */
    List<Bytes> since(VersionVector known, int bytesMax) {
        List<Bytes> lacking = new ArrayList<>();
        long total = 0;
        for (Logged logged : inOrder) {
            if (logged.seq() <= known.of(logged.actor())) continue;
            total += logged.change().size();
            if (!lacking.isEmpty() && (total > bytesMax || lacking.size() == Limits.CHANGES_PER_FRAME_MAX)) break;
            lacking.add(logged.change());
        }
        return lacking;
    }
}
