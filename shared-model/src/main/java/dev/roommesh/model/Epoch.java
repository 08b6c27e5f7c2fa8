package dev.roommesh.model;

import java.util.Comparator;

/**
 * Which history of the room's document a change belongs to. The better base is the greater one.
 *
 * @param term of the admin that rolled it; 0 for the genesis
 * @param number grows with each roll-over; 0 for the genesis
 * @param base lower-case hexadecimal SHA-256 of the base change
 */
public record Epoch(long term, long number, String base) implements Comparable<Epoch> {
    private static final Comparator<Epoch> WORST_FIRST = Comparator.comparingLong(Epoch::term)
            .thenComparingLong(Epoch::number).thenComparing(Epoch::base, Comparator.reverseOrder());

    public Epoch {
        if (term < 0 || term > Limits.TERM_MAX || number < 0 || number > Limits.VERSION_MAX || base.length() > 64) {
            throw new IllegalArgumentException("bad epoch " + term + "." + number);
        }
    }

    /** What the next history counts as. After the largest number it is 1, and so the next history needs a higher term. */
    public long nextNumber() {
        return number < Limits.VERSION_MAX ? number + 1 : 1;
    }

    /** The lowest term in which an admin can begin a better history. */
    public long nextTerm() {
        return number < Limits.VERSION_MAX ? term : term + 1;
    }

    @Override
    public int compareTo(Epoch other) {
        return WORST_FIRST.compare(this, other);
    }
}
