package dev.roommesh.agent.automerge;

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
        var taken = new byte[(int) count];
        System.arraycopy(bytes, at, taken, 0, taken.length);
        at += taken.length;
        return taken;
    }

    byte[] rest() {
        return take(remaining(), "content");
    }

    /** An unsigned LEB128 number in its shortest form, at most {@code max}. */
    long unsigned(long max, String what) {
        long value = 0;
        for (int i = 0; i < UNSIGNED_BYTES_MAX; i++) {
            int octet = octet(what);
            value |= (long) (octet & 0x7f) << (7 * i);
            if ((octet & 0x80) == 0) {
                if (i > 0 && octet == 0) fail("writes its " + what + " longer than needed");
                if (value > max) fail("has a " + what + " over " + max);
                return fault == null ? value : 0;
            }
        }
        fail("has a " + what + " over " + max);
        return 0;
    }

    /** Passes over a signed LEB128 number of at most 64 bits. */
    void skipSigned(String what) {
        for (int i = 0; i < SIGNED_BYTES_MAX; i++) {
            if ((octet(what) & 0x80) == 0) return;
        }
        fail("has a " + what + " of more than 64 bits");
    }
}
