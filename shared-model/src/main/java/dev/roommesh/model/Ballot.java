package dev.roommesh.model;

import java.util.Comparator;

/**
 * The number under which a worker asks to decide for the room, as in Paxos: of two the greater one prevails. No two
 * workers ever have the same.
 *
 * @param term that the worker claims or holds
 * @param candidate the worker, with its size as the roster has it; of one term the better candidate's is greater
 */
public record Ballot(long term, Candidate candidate) implements Comparable<Ballot> {
    private static final Comparator<Ballot> LOWEST_FIRST = Comparator.comparingLong(Ballot::term)
            .thenComparing(Ballot::candidate, Comparator.reverseOrder());

    public Ballot {
        if (term < 0 || term > Limits.TERM_MAX) throw new IllegalArgumentException("a term is 0 to " + Limits.TERM_MAX);
    }

    @Override
    public int compareTo(Ballot other) {
        return LOWEST_FIRST.compare(this, other);
    }

    public PeerId peer() {
        return candidate.peerId();
    }
}
