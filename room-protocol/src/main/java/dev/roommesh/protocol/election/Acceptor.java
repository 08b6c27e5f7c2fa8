package dev.roommesh.protocol.election;

import dev.roommesh.model.Ballot;
import dev.roommesh.model.Proposal;
import dev.roommesh.model.Roster;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this worker has promised and accepted: the acceptor of Paxos, with one decision for each version of the roster
 * (Lamport, "Paxos Made Simple", 2001). Whoever counts a quorum of promises learns of every change that may have been
 * made by one before it, and stops all those that come after: so no version of the roster is changed by two admins.
 *
 * <p>It lives as long as the process. A worker that lost its memory promises anew.
 */
public final class Acceptor {
    private @Nullable Ballot promised;
    private @Nullable Proposal accepted;

    public Optional<Ballot> promised() {
        return Optional.ofNullable(promised);
    }

    /** The last proposal that was accepted, unless its roster or a newer one is held by now. */
    public Optional<Proposal> accepted(Roster held) {
        if (accepted != null && !accepted.next().at().isNewerThan(held.at())) accepted = null;
        return Optional.ofNullable(accepted);
    }

    /** @return whether nothing of a lower ballot is accepted from now on; false when a higher one was promised */
    public boolean promise(Ballot ballot) {
        if (promised != null && ballot.compareTo(promised) < 0) return false;
        promised = ballot;
        return true;
    }

    /** Accepts a proposal for the roster that this worker holds, unless a higher ballot was promised. */
    public boolean accept(Proposal proposal, Roster held) {
        if (!held.at().equals(proposal.before()) || !promise(proposal.ballot())) return false;
        accepted = proposal;
        return true;
    }
}
