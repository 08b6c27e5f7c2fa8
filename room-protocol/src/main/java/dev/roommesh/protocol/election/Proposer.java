package dev.roommesh.protocol.election;

import dev.roommesh.model.Ballot;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Proposal;
import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The change of the roster that the acting admin has under way: the proposer of Paxos. */
public final class Proposer {
    /** Between two sendings to those that have not answered. */
    static final Duration RESEND = Duration.ofMillis(250);

    private @Nullable Ballot prepared;
    private @Nullable Proposal inherited;
    private @Nullable Proposal pending;
    private final Set<PeerId> accepting = new HashSet<>();
    private Instant resendAt = Instant.MIN;

    /**
     * A quorum promised to accept nothing of a lower ballot.
     *
     * @param found the proposal that one of them had accepted under the highest ballot: it must be completed first
     */
    public void prepared(Ballot ballot, Optional<Proposal> found) {
        prepared = ballot;
        inherited = found.orElse(null);
        pending = null;
    }

    public boolean isPreparedFor(Ballot ballot) {
        return ballot.equals(prepared);
    }

    /** What an earlier admin left undone for this roster. */
    public Optional<Roster> inherited(Roster held) {
        return Optional.ofNullable(inherited).filter(proposal -> proposal.before().equals(held.at()))
                .map(Proposal::next);
    }

    public Optional<Proposal> pending() {
        return Optional.ofNullable(pending);
    }

    /** @throws IllegalStateException when no quorum has promised this ballot, or another proposal is under way */
    public Proposal propose(Ballot ballot, Roster before, Roster next) {
        if (!isPreparedFor(ballot) || pending != null) throw new IllegalStateException("a proposal out of turn");
        pending = new Proposal(ballot, before.at(), next);
        accepting.clear();
        resendAt = Instant.MIN;
        return pending;
    }

    /** Whether the proposal should go to those that have not answered; so it should once more after a while. */
    public boolean isSendingDue(Instant now) {
        if (pending == null || now.isBefore(resendAt)) return false;
        resendAt = now.plus(RESEND);
        return true;
    }

    public boolean isAwaited(PeerId peer) {
        return pending != null && !accepting.contains(peer);
    }

    public void accepted(PeerId peer, Ballot ballot, RosterVersion next) {
        if (pending != null && pending.ballot().equals(ballot) && pending.next().at().equals(next)) accepting.add(peer);
    }

    /** The proposal's roster, once a quorum of the old and of the new one has accepted it; it is under way no more. */
    public Optional<Roster> decided(Roster before) {
        if (pending == null || !pending.before().equals(before.at())) return Optional.empty();
        PeerId self = pending.ballot().peer();
        Roster next = pending.next();
        if (!Quorum.of(before, accepting, self) || !Quorum.of(next, accepting, self)) return Optional.empty();
        pending = null;
        inherited = null;
        return Optional.of(next);
    }

    /** A higher ballot was promised, or the office is lost: what is under way is given up. */
    public void giveUp() {
        prepared = null;
        inherited = null;
        pending = null;
        accepting.clear();
    }
}
