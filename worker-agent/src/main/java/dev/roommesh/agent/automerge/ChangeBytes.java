package dev.roommesh.agent.automerge;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a change's bytes from front to end. The first fault stays: from then on everything reads as zero or empty,
 * so a reader may look at {@link #fault()} once, at the end, provided that its loops end on zero.
 */
final class ChangeBytes {
    private static final byte[] NONE = new byte[0];
    /** Seven bits in each byte, so that all 63 bits of a non-negative long fit. */
    private static final int UNSIGNED_BYTES_MAX = 9;
    private static final int SIGNED_BYTES_MAX = 10;

    private final byte[] bytes;
    private int at;
    private @Nullable String fault;

    ChangeBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    int remaining() {
        return bytes.length - at;
    }

    @Nullable
    String fault() {
        return fault;
    }

    void fail(String why) {
        if (fault == null) fault = why;
        at = bytes.length;
    }

    int octet(String what) {
        if (remaining() < 1) {
            fail("ends within its " + what);
            return 0;
        }
        return bytes[at++] & 0xff;
    }

    byte[] take(long count, String what) {
        if (count < 0 || count > remaining()) {
            fail("ends within its " + what);
            return NONE;
        }
        byte[] taken = Arrays.copyOfRange(bytes, at, at + (int) count);
        at += taken.length;
        return taken;
    }

    byte[] rest() {
        return take(remaining(), "content");
    }

    /** A text of this many bytes. */
    String text(long count, String what) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(take(count, what))).toString();
        } catch (CharacterCodingException noUtf8) {
            fail("has its " + what + " in no UTF-8");
            return "";
        }
    }

    /** An unsigned LEB128 number in its shortest form, at most {@code max}. */
    long unsigned(long max, String what) {
        long value = 0;
        for (int i = 0; i < UNSIGNED_BYTES_MAX; i++) {
            int octet = octet(what);
            value |= (long) (octet & 0x7f) << (7 * i);
            if ((octet & 0x80) == 0) {
                if (i > 0 && octet == 0) fail("writes its " + what + " longer than needed");
                if (value > max) fail("has its " + what + " over " + max);
                return fault == null ? value : 0;
            }
        }
        fail("has its " + what + " over " + max);
        return 0;
    }

    /** A signed LEB128 number of at most 64 bits in its shortest form. */
    long signed(String what) {
        long value = 0;
        int before = 0;
        for (int i = 0; i < SIGNED_BYTES_MAX; i++) {
            int octet = octet(what);
            value |= (long) (octet & 0x7f) << (7 * i);
            if ((octet & 0x80) == 0) {
                boolean negative = (octet & 0x40) != 0;
                if (i > 0 && octet == (before < 0x40 ? 0 : 0x7f)) fail("writes its " + what + " longer than needed");
                // Of the tenth byte one bit is left; the others repeat it.
                if (i == SIGNED_BYTES_MAX - 1 && octet != 0 && octet != 0x7f) break;
                if (negative && i < SIGNED_BYTES_MAX - 1) value |= -1L << (7 * (i + 1));
                return fault == null ? value : 0;
            }
            before = octet & 0x7f;
        }
        fail("has its " + what + " of more than 64 bits");
        return 0;
    }
}
