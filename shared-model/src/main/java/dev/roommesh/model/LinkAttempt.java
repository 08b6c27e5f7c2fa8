package dev.roommesh.model;

import java.util.Comparator;

/**
 * One attempt of the dialling worker at a link, so that answers to an earlier one are recognised and dropped.
 *
 * @param incarnation of the worker that dials
 * @param number counts the attempts of that incarnation at this link, from 1
 */
public record LinkAttempt(long incarnation, int number) implements Comparable<LinkAttempt> {
    private static final Comparator<LinkAttempt> OLDEST_FIRST = Comparator.comparingLong(LinkAttempt::incarnation)
            .thenComparingInt(LinkAttempt::number);

    public LinkAttempt {
        if (incarnation < 0 || number < 1) throw new IllegalArgumentException("bad link attempt");
    }

    @Override
    public int compareTo(LinkAttempt other) {
        return OLDEST_FIRST.compare(this, other);
    }
}
