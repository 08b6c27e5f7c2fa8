package dev.roommesh.agent.automerge;

import dev.roommesh.agent.automerge.Change.Decoded;
import dev.roommesh.agent.automerge.Change.Decoded.Accepted;
import dev.roommesh.agent.automerge.Change.Decoded.Rejected;
import dev.roommesh.model.Limits;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads one change chunk of automerge's binary format. Native code ends the whole process on some malformed bytes, so
 * it gets nothing that this refuses: everything that our document never has, and everything whose form is not exactly
 * right. Whether what a change builds on and writes in is there, and its author's, is the part of {@link ObjectTable}.
 */
final class ChangeDecoder {
    static final int TYPE_CHANGE = 1;
    static final int TYPE_COMPRESSED_CHANGE = 2;
    static final int CHECKSUM_BYTES = 4;
    /** Changes on which one change builds at once: one for each actor whose last change was seen. */
    static final int DEPS_MAX = Limits.VECTOR_ACTORS_MAX;
    /** An operation's number has 32 bits in the native code. */
    static final long OP_MAX = Integer.MAX_VALUE;
    static final long SEQ_MAX = Integer.MAX_VALUE;
    /** Bytes of a commit message; ours are empty. */
    static final int MESSAGE_BYTES_MAX = 256;

    private static final byte[] MAGIC = {(byte) 0x85, 0x6f, 0x4a, (byte) 0x83};
    private static final HexFormat HEX = HexFormat.of();

    private ChangeDecoder() {}

    /** Never throws for what a chunk holds. */
    static Decoded decode(byte[] chunk, ChangeLimits limits) {
        if (chunk.length > limits.bytesMax())
            return rejected("has over " + limits.bytesMax() + " bytes");
        var bytes = new ChangeBytes(chunk);
        byte[] magic = bytes.take(MAGIC.length, "magic bytes");
        byte[] checksum = bytes.take(CHECKSUM_BYTES, "checksum");
        int type = bytes.octet("type");
        long length = bytes.unsigned(limits.bytesMax(), "length");
        if (bytes.fault() != null) return rejected(bytes.fault());
        if (!Arrays.equals(magic, MAGIC)) return rejected("does not begin as one");
        if (length != bytes.remaining()) return rejected("is longer or shorter than it says");
        byte @Nullable [] content = switch (type) {
            case TYPE_CHANGE -> bytes.rest();
            case TYPE_COMPRESSED_CHANGE -> Inflated.of(bytes.rest(), limits.inflatedMax());
            default -> null;
        };
        if (content == null) return rejected("is of another type, or inflates to too much");
        byte[] hash = hash(content);
        if (!Arrays.equals(checksum, Arrays.copyOf(hash, CHECKSUM_BYTES))) return rejected("has a wrong checksum");
        return content(new ChangeBytes(content), HEX.formatHex(hash), limits);
    }

    private static Decoded content(ChangeBytes content, String hash, ChangeLimits limits) {
        List<String> deps = dependencies(content);
        String actor = actor(content);
        long seq = content.unsigned(SEQ_MAX, "sequence number");
        long startOp = content.unsigned(OP_MAX, "first operation's number");
        content.signed("time");
        content.text(content.unsigned(MESSAGE_BYTES_MAX, "message's length"), "message");
        List<String> others = otherActors(content, actor);
        Map<Integer, ChangeBytes> columns = columns(content, limits);
        if (content.fault() != null) return rejected(content.fault());
        if (seq < 1 || startOp < 1) return rejected("counts from 0");
        List<String> actors = new ArrayList<>();
        actors.add(actor);
        actors.addAll(others);
        var reader = new OperationColumns(columns, actors, startOp, limits.operationsMax());
        List<Operation> operations = reader.read();
        if (reader.fault() != null) return rejected(reader.fault());
        var change = new Change(new ChangeHeader(actor, seq, startOp, deps, hash), others, operations);
        return change.lastOp() > OP_MAX ? rejected("numbers operations beyond " + OP_MAX) : new Accepted(change);
    }

    /** In ascending order, each once, as automerge writes them. */
    private static List<String> dependencies(ChangeBytes content) {
        List<String> deps = new ArrayList<>();
        long count = content.unsigned(DEPS_MAX, "number of dependencies");
        for (long i = 0; i < count && content.fault() == null; i++) {
            String dep = HEX.formatHex(content.take(Sha256.BYTES, "dependencies"));
            if (i > 0 && dep.compareTo(deps.getLast()) <= 0) content.fail("has dependencies out of order");
            deps.add(dep);
        }
        return deps;
    }

    private static String actor(ChangeBytes content) {
        long length = content.unsigned(Actor.BYTES, "actor's length");
        if (length != Actor.BYTES) content.fail("names no actor of this mesh");
        return HEX.formatHex(content.take(length, "actor"));
    }

    /** In ascending order, each once, and never the author. */
    private static List<String> otherActors(ChangeBytes content, String author) {
        List<String> others = new ArrayList<>();
        long count = content.unsigned(Limits.VECTOR_ACTORS_MAX, "number of other actors");
        for (long i = 0; i < count && content.fault() == null; i++) {
            String other = actor(content);
            if (other.equals(author) || (i > 0 && other.compareTo(others.getLast()) <= 0))
                content.fail("has other actors out of order");
            others.add(other);
        }
        return others;
    }

    /** The columns fill the rest of the change, in the order of their numbers. */
    private static Map<Integer, ChangeBytes> columns(ChangeBytes content, ChangeLimits limits) {
        Map<Integer, Long> lengths = new TreeMap<>();
        long count = content.unsigned(OperationColumns.KNOWN.size(), "number of columns");
        long previous = -1;
        for (long i = 0; i < count && content.fault() == null; i++) {
            long column = content.unsigned(Integer.MAX_VALUE, "column's number");
            if (column <= previous) content.fail("has its columns out of order");
            if (!OperationColumns.KNOWN.contains((int) column)) content.fail("has a column that no property needs");
            previous = column;
            long length = content.unsigned(limits.inflatedMax(), "column's length");
            if (length == 0) content.fail("has an empty column");
            lengths.put((int) column, length);
        }
        Map<Integer, ChangeBytes> columns = new TreeMap<>();
        lengths.forEach((column, length) -> columns.put(column, new ChangeBytes(content.take(length, "columns"))));
        if (content.remaining() > 0) content.fail("has more bytes than its columns");
        return columns;
    }

    /** Of the uncompressed form, whichever arrived. */
    static byte[] hash(byte[] content) {
        MessageDigest digest = Sha256.fresh();
        digest.update((byte) TYPE_CHANGE);
        digest.update(leb(content.length));
        return digest.digest(content);
    }

    static byte[] leb(int value) {
        var bytes = new ByteArrayOutputStream();
        int rest = value;
        for (; rest > 0x7f; rest >>>= 7) {
            bytes.write((rest & 0x7f) | 0x80);
        }
        bytes.write(rest);
        return bytes.toByteArray();
    }

    private static Rejected rejected(@Nullable String why) {
        return new Rejected("a change " + why);
    }
}
