package dev.roommesh.model;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that nobody can change: copied on the way in and on the way out. */
public final class Bytes {
    private final byte[] content;
    private int hash;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** A copy of the given bytes. */
    public static Bytes copyOf(byte[] source) {
        return new Bytes(source.clone());
    }

    /** The bytes that pairs of hexadecimal digits stand for. */
    public static Bytes ofHex(String digits) {
        return new Bytes(HexFormat.of().parseHex(digits));
    }

    public int size() {
        return content.length;
    }

    /** The byte at an index, 0 to 255. */
    public int at(int index) {
        return content[index] & 0xff;
    }

    /** A copy that the caller owns. */
    public byte[] toArray() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        if (hash == 0) hash = Arrays.hashCode(content);
        return hash;
    }

    /** Lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(content);
    }
}
