package dev.roommesh.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a peer, a worker or a client, in its room.
 *
 * @param value 1 to 64 characters out of {@code A-Z a-z 0-9 . _ : -}
 */
public record PeerId(String value) implements Comparable<PeerId> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    /** The codec refuses a peer's bad id before it gets here; whoever does get here with one has a bug. */
    public PeerId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a peer id has 1 to 64 characters out of A-Z a-z 0-9 . _ : -");
        }
    }

    // Each room asks millions of times an hour; what a record has by itself goes through a method handle.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PeerId that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(PeerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
