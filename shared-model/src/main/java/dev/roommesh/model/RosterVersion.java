package dev.roommesh.model;

import java.util.Comparator;

/**
 * Which roster is newer: the one with the higher term, then the higher version.
 *
 * @param term of the admin that wrote it, 0 to {@link Limits#TERM_MAX}
 * @param version grows by one with each change, 0 only for {@link #NONE}
 */
public record RosterVersion(long term, long version) implements Comparable<RosterVersion> {
    /** Before a room is founded. */
    public static final RosterVersion NONE = new RosterVersion(0, 0);

    private static final Comparator<RosterVersion> OLDEST_FIRST = Comparator.comparingLong(RosterVersion::term)
            .thenComparingLong(RosterVersion::version);

    public RosterVersion {
        if (term < 0 || term > Limits.TERM_MAX || version < 0 || version > Limits.VERSION_MAX) {
            throw new IllegalArgumentException("bad roster version " + term + "." + version);
        }
    }

    @Override
    public int compareTo(RosterVersion other) {
        return OLDEST_FIRST.compare(this, other);
    }

    public boolean isNewerThan(RosterVersion other) {
        return compareTo(other) > 0;
    }

    @Override
    public String toString() {
        return term + "." + version;
    }
}
