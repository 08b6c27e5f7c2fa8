package dev.roommesh.model;

import java.util.regex.Pattern;

/**
 * Names a room.
 *
 * @param value 1 to 64 characters out of {@code A-Z a-z 0-9 . _ -}
 */
public record RoomId(String value) implements Comparable<RoomId> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** The codec refuses a peer's bad id before it gets here; whoever does get here with one has a bug. */
    public RoomId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a room id has 1 to 64 characters out of A-Z a-z 0-9 . _ -");
        }
    }

    @Override
    public int compareTo(RoomId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
