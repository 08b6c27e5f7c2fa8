package dev.roommesh.agent.automerge;

import dev.roommesh.agent.automerge.ChangeHeader.Decoded;
import dev.roommesh.agent.automerge.ChangeHeader.Decoded.Accepted;
import dev.roommesh.agent.automerge.ChangeHeader.Decoded.Rejected;
import dev.roommesh.model.Limits;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one change chunk of automerge's binary format, all that comes before its columns. Native code ends the whole
 * process on some malformed bytes, so it gets nothing that this refuses. The columns themselves are measured here, not
 * read: {@link #columns} is where a reader of each operation belongs.
 */
final class ChangeDecoder {
    static final int TYPE_CHANGE = 1;
    static final int TYPE_COMPRESSED_CHANGE = 2;
    static final int CHECKSUM_BYTES = 4;
    /** Changes on which one change builds at once: one for each actor whose last change was seen. */
    static final int DEPS_MAX = Limits.VECTOR_ACTORS_MAX;
    /** An operation's number has 32 bits in the native code. */
    static final long START_OP_MAX = Integer.MAX_VALUE;
    static final long SEQ_MAX = Integer.MAX_VALUE;
    /** Bytes of a commit message; ours are empty. */
    static final int MESSAGE_BYTES_MAX = 256;
    /** The format has 12 columns for a change; unknown ones are passed on. */
    static final int COLUMNS_MAX = 32;

    private static final byte[] MAGIC = {(byte) 0x85, 0x6f, 0x4a, (byte) 0x83};
    private static final HexFormat HEX = HexFormat.of();

    private ChangeDecoder() {}

    /** Never throws for what a chunk holds. */
    static Decoded decode(byte[] chunk) {
        if (chunk.length > Limits.CHANGE_BYTES_MAX)
            return new Rejected("a change has at most " + Limits.CHANGE_BYTES_MAX + " bytes");
        var bytes = new ChangeBytes(chunk);
        byte[] magic = bytes.take(MAGIC.length, "magic bytes");
        byte[] checksum = bytes.take(CHECKSUM_BYTES, "checksum");
        int type = bytes.octet("type");
        long length = bytes.unsigned(Limits.CHANGE_BYTES_MAX, "length");
        if (bytes.fault() != null) return rejected(bytes.fault());
        if (!Arrays.equals(magic, MAGIC)) return rejected("does not begin as one");
        if (length != bytes.remaining()) return rejected("is longer or shorter than it says");
        byte @Nullable [] content = switch (type) {
            case TYPE_CHANGE -> bytes.rest();
            case TYPE_COMPRESSED_CHANGE -> Inflated.of(bytes.rest());
            default -> null;
        };
        if (content == null) return rejected("is of another type, or inflates to too much");
        byte[] hash = hash(content);
        if (!Arrays.equals(checksum, Arrays.copyOf(hash, CHECKSUM_BYTES))) return rejected("has a wrong checksum");
        return header(new ChangeBytes(content), HEX.formatHex(hash));
    }

    private static Decoded header(ChangeBytes content, String hash) {
        List<String> deps = new ArrayList<>();
        long count = content.unsigned(DEPS_MAX, "number of dependencies");
        for (long i = 0; i < count && content.fault() == null; i++) {
            deps.add(HEX.formatHex(content.take(Sha256.BYTES, "dependencies")));
        }
        byte[] actor = content.take(content.unsigned(Actor.BYTES, "actor's length"), "actor");
        long seq = content.unsigned(SEQ_MAX, "sequence number");
        long startOp = content.unsigned(START_OP_MAX, "first operation's number");
        content.skipSigned("time");
        content.take(content.unsigned(MESSAGE_BYTES_MAX, "message's length"), "message");
        otherActors(content);
        columns(content);
        if (content.fault() != null) return rejected(content.fault());
        if (actor.length != Actor.BYTES) return rejected("names no actor of this mesh");
        if (seq < 1 || startOp < 1) return rejected("counts from 0");
        return new Accepted(new ChangeHeader(HEX.formatHex(actor), seq, startOp, deps, hash));
    }

    private static void otherActors(ChangeBytes content) {
        long count = content.unsigned(Limits.VECTOR_ACTORS_MAX, "number of other actors");
        for (long i = 0; i < count && content.fault() == null; i++) {
            long length = content.unsigned(Actor.BYTES, "other actor's length");
            if (length != Actor.BYTES) content.fail("names no actor of this mesh");
            content.take(length, "other actors");
        }
    }

    /** The columns fill the rest of the change, in the order of their numbers. */
    private static void columns(ChangeBytes content) {
        long count = content.unsigned(COLUMNS_MAX, "number of columns");
        long previous = -1;
        long total = 0;
        for (long i = 0; i < count && content.fault() == null; i++) {
            long column = content.unsigned(Integer.MAX_VALUE, "column's number");
            if (column <= previous) content.fail("has its columns out of order");
            previous = column;
            total += content.unsigned(Inflated.BYTES_MAX, "column's length");
        }
        if (content.fault() == null && total != content.remaining())
            content.fail("has more or fewer bytes than its columns");
    }

    /** Of the uncompressed form, whichever arrived. */
    private static byte[] hash(byte[] content) {
        MessageDigest digest = Sha256.fresh();
        digest.update((byte) TYPE_CHANGE);
        int rest = content.length;
        for (; rest > 0x7f; rest >>>= 7) {
            digest.update((byte) ((rest & 0x7f) | 0x80));
        }
        digest.update((byte) rest);
        return digest.digest(content);
    }

    private static Rejected rejected(@Nullable String why) {
        return new Rejected("a change " + why);
    }
}
