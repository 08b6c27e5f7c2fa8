package dev.roommesh.simulation;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Roster;
import dev.roommesh.model.VersionVector;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.DocumentContent;
import dev.roommesh.protocol.document.Merge;
import dev.roommesh.protocol.document.RoomDocument;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A replica that keeps the promises of the port and nothing more: last writer wins by Lamport clock for a worker's
 * entry, the highest term wins for the admin's part. The contract test holds it to what the automerge document does.
 */
public final class SimulatedDocument implements RoomDocument {
    private static final Epoch GENESIS = new Epoch(0, 0, "simulated");
    private static final byte ENTRY = 1;
    private static final byte ADMIN = 2;

    private final PeerId self;
    private final String actor;
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

    /** @param deps what the writer held beside what its previous change says */
    private record Change(String actor, long seq, long clock, Map<String, Long> deps, @Nullable WorkerEntry entry,
            @Nullable AdminRecord admin) {}

    /** @param nonce different for every process of the peer */
    public SimulatedDocument(PeerId self, long nonce) {
        this.self = self;
        this.actor = self.value() + "-" + Long.toHexString(nonce);
    }

    @Override
    public Epoch epoch() {
        return GENESIS;
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
    public List<Bytes> putOwn(Profile profile) {
        WorkerEntry entry = WorkerEntry.of(self, profile);
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
        var change = new Change(actor, vector().of(actor) + 1, clock + 1, deps, entry, record);
        Bytes bytes = encode(change);
        apply(change, bytes);
        return List.of(bytes);
    }

    private void apply(Change change, Bytes bytes) {
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
            Change change;
            try {
                change = decode(bytes);
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

    private static Bytes encode(Change change) {
        var body = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(body)) {
            out.writeUTF(change.actor());
            out.writeLong(change.seq());
            out.writeLong(change.clock());
            out.writeInt(change.deps().size());
            for (Map.Entry<String, Long> dep : change.deps().entrySet()) {
                out.writeUTF(dep.getKey());
                out.writeLong(dep.getValue());
            }
            if (change.entry() != null) {
                out.writeByte(ENTRY);
                writeEntry(out, change.entry());
            } else if (change.admin() != null) {
                out.writeByte(ADMIN);
                writeAdmin(out, change.admin());
            }
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        byte[] content = body.toByteArray();
        var crc = new CRC32();
        crc.update(content);
        byte[] framed = new byte[content.length + Integer.BYTES];
        java.nio.ByteBuffer.wrap(framed).putInt((int) crc.getValue()).put(content);
        return Bytes.copyOf(framed);
    }

    private static Change decode(Bytes bytes) throws IOException {
        byte[] framed = bytes.toArray();
        if (framed.length < Integer.BYTES) throw new IOException("too short");
        var crc = new CRC32();
        crc.update(framed, Integer.BYTES, framed.length - Integer.BYTES);
        try (var in = new DataInputStream(new ByteArrayInputStream(framed))) {
            if (in.readInt() != (int) crc.getValue()) throw new IOException("bad checksum");
            String actor = in.readUTF();
            long seq = in.readLong();
            long clock = in.readLong();
            Map<String, Long> deps = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                String writer = in.readUTF();
                deps.put(writer, in.readLong());
            }
            return in.readByte() == ENTRY
                    ? new Change(actor, seq, clock, deps, readEntry(in), null)
                    : new Change(actor, seq, clock, deps, null, readAdmin(in));
        }
    }

    private static void writeEntry(DataOutputStream out, WorkerEntry entry) throws IOException {
        out.writeUTF(entry.peerId().value());
        Profile profile = entry.metadata();
        out.writeInt(profile.tags().size());
        for (String tag : profile.tags())
            out.writeUTF(tag);
        out.writeInt(profile.properties().size());
        for (Map.Entry<String, PropertyValue> property : profile.properties().entrySet()) {
            out.writeUTF(property.getKey());
            writeValue(out, property.getValue());
        }
    }

    private static void writeValue(DataOutputStream out, PropertyValue value) throws IOException {
        switch (value) {
            case PropertyValue.Text text -> {
                out.writeByte(1);
                out.writeUTF(text.value());
            }
            case PropertyValue.Whole whole -> {
                out.writeByte(2);
                out.writeLong(whole.value());
            }
            case PropertyValue.Decimal decimal -> {
                out.writeByte(3);
                out.writeDouble(decimal.value());
            }
            case PropertyValue.Flag flag -> {
                out.writeByte(4);
                out.writeBoolean(flag.value());
            }
            case PropertyValue.Items items -> {
                out.writeByte(5);
                out.writeInt(items.values().size());
                for (PropertyValue item : items.values())
                    writeValue(out, item);
            }
            case PropertyValue.Fields fields -> {
                out.writeByte(6);
                out.writeInt(fields.values().size());
                for (Map.Entry<String, PropertyValue> field : fields.values().entrySet()) {
                    out.writeUTF(field.getKey());
                    writeValue(out, field.getValue());
                }
            }
        }
    }

    private static WorkerEntry readEntry(DataInputStream in) throws IOException {
        var peer = new PeerId(in.readUTF());
        List<String> tags = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--)
            tags.add(in.readUTF());
        return WorkerEntry.of(peer, new Profile(tags, readFields(in)));
    }

    private static Map<String, PropertyValue> readFields(DataInputStream in) throws IOException {
        Map<String, PropertyValue> fields = new java.util.LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String name = in.readUTF();
            fields.put(name, readValue(in));
        }
        return fields;
    }

    private static PropertyValue readValue(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case 1 -> new PropertyValue.Text(in.readUTF());
            case 2 -> new PropertyValue.Whole(in.readLong());
            case 3 -> new PropertyValue.Decimal(in.readDouble());
            case 4 -> new PropertyValue.Flag(in.readBoolean());
            case 5 -> {
                List<PropertyValue> items = new ArrayList<>();
                for (int left = in.readInt(); left > 0; left--)
                    items.add(readValue(in));
                yield new PropertyValue.Items(items);
            }
            case 6 -> new PropertyValue.Fields(readFields(in));
            default -> throw new IOException("unknown kind " + kind);
        };
    }

    private static void writeAdmin(DataOutputStream out, AdminRecord record) throws IOException {
        out.writeUTF(record.admin().value());
        out.writeLong(record.term());
        out.writeLong(record.roster().term());
        out.writeLong(record.roster().version());
        out.writeInt(record.roster().size());
        for (Candidate candidate : record.roster().peers()) {
            out.writeUTF(candidate.peerId().value());
            out.writeLong(candidate.gpuMemoryMb());
        }
    }

    private static AdminRecord readAdmin(DataInputStream in) throws IOException {
        var admin = new PeerId(in.readUTF());
        long term = in.readLong();
        long rosterTerm = in.readLong();
        long version = in.readLong();
        List<Candidate> peers = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            var peer = new PeerId(in.readUTF());
            peers.add(new Candidate(peer, in.readLong()));
        }
        return new AdminRecord(admin, term, new Roster(rosterTerm, version, peers));
    }
}
