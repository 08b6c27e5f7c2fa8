package dev.roommesh.model;

/**
 * A change of the roster that waits for a quorum's acceptance.
 *
 * @param ballot of the admin that proposes it
 * @param before the roster that it changes
 * @param next the roster that it makes; newer than {@code before}
 */
public record Proposal(Ballot ballot, RosterVersion before, Roster next) {
    public Proposal {
        if (!next.at().isNewerThan(before)) throw new IllegalArgumentException("a proposal's roster is the newer one");
    }
}
