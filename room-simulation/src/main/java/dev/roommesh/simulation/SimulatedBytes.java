package dev.roommesh.simulation;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Roster;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.DocumentContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/** The bytes of simulated changes and bases: a checksum, and then one field after the other. */
final class SimulatedBytes {
    private static final byte ENTRY = 1;
    private static final byte ADMIN = 2;
    private static final byte BASE = 3;

    private SimulatedBytes() {}

    /** The same bytes for the same content and number. */
    static Bytes base(long number, DocumentContent content) {
        var body = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(body)) {
            out.writeByte(BASE);
            out.writeLong(number);
            out.writeInt(content.workers().size());
            for (WorkerEntry entry : content.workers().values())
                writeEntry(out, entry);
            out.writeBoolean(content.admin().isPresent());
            if (content.admin().isPresent()) writeAdmin(out, content.admin().get());
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        return sealed(body.toByteArray());
    }

    static DocumentContent contentOf(Bytes base) throws IOException {
        try (var in = opened(base)) {
            if (in.readByte() != BASE) throw new IOException("no base");
            in.readLong();
            Map<PeerId, WorkerEntry> workers = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                WorkerEntry entry = readEntry(in);
                workers.put(entry.peerId(), entry);
            }
            return new DocumentContent(workers, in.readBoolean() ? Optional.of(readAdmin(in)) : Optional.empty());
        }
    }

    private static Bytes sealed(byte[] content) {
        var crc = new CRC32();
        crc.update(content);
        var framed = new byte[content.length + Integer.BYTES];
        ByteBuffer.wrap(framed).putInt((int) crc.getValue()).put(content);
        return Bytes.copyOf(framed);
    }

    private static DataInputStream opened(Bytes bytes) throws IOException {
        byte[] framed = bytes.toArray();
        if (framed.length < Integer.BYTES) throw new IOException("too short");
        var crc = new CRC32();
        crc.update(framed, Integer.BYTES, framed.length - Integer.BYTES);
        var in = new DataInputStream(new ByteArrayInputStream(framed));
        if (in.readInt() != (int) crc.getValue()) throw new IOException("bad checksum");
        return in;
    }

    static Bytes encode(SimulatedChange change) {
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
        return sealed(body.toByteArray());
    }

    static SimulatedChange decode(Bytes bytes) throws IOException {
        try (var in = opened(bytes)) {
            String actor = in.readUTF();
            long seq = in.readLong();
            long clock = in.readLong();
            Map<String, Long> deps = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                String writer = in.readUTF();
                deps.put(writer, in.readLong());
            }
            return in.readByte() == ENTRY
                    ? new SimulatedChange(actor, seq, clock, deps, readEntry(in), null)
                    : new SimulatedChange(actor, seq, clock, deps, null, readAdmin(in));
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
        out.writeLong(entry.revision());
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
        return WorkerEntry.of(peer, new Profile(tags, readFields(in)), in.readLong());
    }

    private static Map<String, PropertyValue> readFields(DataInputStream in) throws IOException {
        Map<String, PropertyValue> fields = new LinkedHashMap<>();
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
