package dev.roommesh.simulation;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.VersionVector;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.DocumentContent;
import dev.roommesh.protocol.document.Merge;
import dev.roommesh.protocol.document.RoomDocument;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A replica that keeps the promises of the port and nothing more: last writer wins by Lamport clock for a worker's
 * entry, the highest term wins for the admin's part. The contract test holds it to what the automerge document does.
 */
public final class SimulatedDocument implements RoomDocument {
    private static final Bytes GENESIS = SimulatedBytes.base(0, DocumentContent.EMPTY);

    private final PeerId self;
    private final String process;
    private String actor;
    private Bytes base = GENESIS;
    private Epoch epoch = new Epoch(0, 0, hash(GENESIS));
    private final Map<String, List<Bytes>> log = new TreeMap<>();
    private final List<Logged> order = new ArrayList<>();
    private final Map<PeerId, Written<WorkerEntry>> entries = new HashMap<>();
    private @Nullable AdminRecord admin;
    private long clock;
    private Map<String, Long> said = Map.of();
    private @Nullable DocumentContent content;
    private @Nullable VersionVector vector;

    private record Logged(String actor, long seq, Bytes change) {}

    private record Written<T>(T value, long clock, String actor) {
        boolean wins(@Nullable Written<T> other) {
            return other == null || clock > other.clock || (clock == other.clock && actor.compareTo(other.actor) > 0);
        }
    }

    /** @param nonce different for every process of the peer */
    public SimulatedDocument(PeerId self, long nonce) {
        this.self = self;
        this.process = self.value() + "-" + Long.toHexString(nonce);
        this.actor = process;
    }

    @Override
    public Epoch epoch() {
        return epoch;
    }

    @Override
    public VersionVector vector() {
        if (vector == null) {
            Map<String, Long> seqs = new HashMap<>();
            log.forEach((writer, changes) -> seqs.put(writer, (long) changes.size()));
            vector = new VersionVector(seqs);
        }
        return vector;
    }

    @Override
    public DocumentContent content() {
        if (content == null) {
            Map<PeerId, WorkerEntry> workers = new HashMap<>();
            entries.forEach((peer, written) -> workers.put(peer, written.value()));
            content = new DocumentContent(workers, Optional.ofNullable(admin));
        }
        return content;
    }

    @Override
    public List<Bytes> putOwn(Profile profile, long revision) {
        WorkerEntry entry = WorkerEntry.of(self, profile, revision);
        Written<WorkerEntry> before = entries.get(self);
        return before != null && before.value().equals(entry) ? List.of() : write(entry, null);
    }

    @Override
    public List<Bytes> putAdmin(AdminRecord record) {
        return record.equals(admin) ? List.of() : write(null, record);
    }

    private List<Bytes> write(@Nullable WorkerEntry entry, @Nullable AdminRecord record) {
        Map<String, Long> deps = new TreeMap<>(vector().seqs());
        deps.entrySet().removeAll(said.entrySet());
        said = vector().seqs();
        var change = new SimulatedChange(actor, vector().of(actor) + 1, clock + 1, deps, entry, record);
        Bytes bytes = SimulatedBytes.encode(change);
        apply(change, bytes);
        return List.of(bytes);
    }

    private void apply(SimulatedChange change, Bytes bytes) {
        log.computeIfAbsent(change.actor(), _ -> new ArrayList<>()).add(bytes);
        order.add(new Logged(change.actor(), change.seq(), bytes));
        clock = Math.max(clock, change.clock());
        if (change.entry() != null) {
            var written = new Written<>(change.entry(), change.clock(), change.actor());
            entries.merge(change.entry().peerId(), written, (old, young) -> young.wins(old) ? young : old);
        }
        if (change.admin() != null && (admin == null || change.admin().term() >= admin.term())) admin = change.admin();
        vector = null;
        content = null;
    }

    @Override
    public Merge merge(PeerId from, List<Bytes> changes) {
        int applied = 0;
        for (Bytes bytes : changes) {
            SimulatedChange change;
            try {
                change = SimulatedBytes.decode(bytes);
            } catch (IOException | IllegalArgumentException garbage) {
                return new Merge.Refused(applied, "not a change");
            }
            long held = vector().of(change.actor());
            if (change.seq() <= held) {
                Bytes known = log.getOrDefault(change.actor(), List.of()).get(Math.toIntExact(change.seq() - 1));
                if (!known.equals(bytes)) return new Merge.Refused(applied, "another change of the same number");
                continue;
            }
            if (change.seq() > held + 1 || !vector().covers(new VersionVector(change.deps()))) {
                return new Merge.Missing(applied);
            }
            if (held == 0 && log.size() >= Limits.VECTOR_ACTORS_MAX)
                return new Merge.Refused(applied, "too many actors");
            apply(change, bytes);
            applied++;
        }
        return new Merge.Merged(applied);
    }

    @Override
    public List<Bytes> since(VersionVector theirs, int bytesMax) {
        List<Bytes> lacking = new ArrayList<>();
        int size = 0;
        for (Logged logged : order) {
            if (logged.seq() <= theirs.of(logged.actor())) continue;
            size += logged.change().size();
            if (!lacking.isEmpty() && (size > bytesMax || lacking.size() >= Limits.CHANGES_PER_FRAME_MAX)) break;
            lacking.add(logged.change());
        }
        return lacking;
    }

    @Override
    public Bytes base() {
        return base;
    }

    @Override
    public Epoch roll(long term, Set<PeerId> keep) {
        Map<PeerId, WorkerEntry> kept = new HashMap<>(content().workers());
        kept.keySet().retainAll(keep);
        Bytes next = SimulatedBytes.base(epoch.nextNumber(), new DocumentContent(kept, content().admin()));
        Epoch better = new Epoch(term, epoch.nextNumber(), hash(next));
        begin(better, next, new DocumentContent(kept, content().admin()));
        return better;
    }

    @Override
    public Optional<String> adopt(Epoch better, Bytes heard) {
        if (!hash(heard).equals(better.base())) return Optional.of("the base is not the one of its epoch");
        try {
            begin(better, heard, SimulatedBytes.contentOf(heard));
            return Optional.empty();
        } catch (IOException | IllegalArgumentException garbage) {
            return Optional.of("not a base");
        }
    }

    private void begin(Epoch better, Bytes its, DocumentContent says) {
        epoch = better;
        base = its;
        actor = process + "-" + better.number() + "-" + better.term();
        log.clear();
        order.clear();
        entries.clear();
        says.workers().forEach((peer, entry) -> entries.put(peer, new Written<>(entry, 0, "")));
        admin = says.admin().orElse(null);
        clock = 0;
        said = Map.of();
        vector = null;
        content = null;
    }

    private static String hash(Bytes bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toArray()));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
