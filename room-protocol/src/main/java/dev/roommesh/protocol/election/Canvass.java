package dev.roommesh.protocol.election;

import dev.roommesh.model.Ballot;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Proposal;
import dev.roommesh.model.RosterVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A probe of all before a claim, or before an admin's first change of the roster: who answers in time is counted (DESIGN
 * 6.6). It is the first phase of Paxos, too.
 */
public final class Canvass {
    /** Round trips that an answer may take. */
    public static final int ROUND_TRIPS = 4;

    private final long nonce;
    private final Ballot ballot;
    private final Instant begun;
    private final Instant deadline;
    private final Set<PeerId> asked;
    private final RosterVersion roster;
    private final Map<PeerId, Long> terms = new HashMap<>();
    private final Set<PeerId> answered = new HashSet<>();
    private final Set<PeerId> granted = new HashSet<>();
    private final Set<Ballot> rivals = new HashSet<>();
    private @Nullable Proposal accepted;

    /**
     * @param roster of which those are counted that answer
     * @param asked those of it that are asked, and can answer
     */
    public Canvass(long nonce, Ballot ballot, RosterVersion roster, Set<PeerId> asked, Duration wait, Instant now) {
        this.roster = roster;
        this.nonce = nonce;
        this.ballot = ballot;
        this.begun = now;
        this.deadline = now.plus(wait);
        this.asked = Set.copyOf(asked);
    }

    public long nonce() {
        return nonce;
    }

    public Ballot ballot() {
        return ballot;
    }

    public Instant begun() {
        return begun;
    }

    /**
     * @param granting whether the peer accepts nothing of a lower ballot from now on
     * @param term that it follows
     */
    public void answer(PeerId peer, boolean granting, long term, Optional<Ballot> promised,
            Optional<Proposal> itsAccepted) {
        if (!asked.contains(peer) && !peer.equals(ballot.peer())) return;
        answered.add(peer);
        terms.put(peer, term);
        if (granting) granted.add(peer);
        promised.ifPresent(rivals::add);
        itsAccepted.filter(proposal -> proposal.before().equals(roster))
                .filter(proposal -> accepted == null || proposal.ballot().compareTo(accepted.ballot()) > 0)
                .ifPresent(proposal -> accepted = proposal);
    }

    /** Whether the time for answers is over. */
    public boolean isLate(Instant now) {
        return !now.isBefore(deadline);
    }

    /** Who was asked and has not answered. */
    public Set<PeerId> awaited() {
        Set<PeerId> awaited = new HashSet<>(asked);
        awaited.removeAll(answered);
        return awaited;
    }

    /** Those that answered, this worker among them. */
    public Set<PeerId> answered() {
        return Set.copyOf(answered);
    }

    /** Those that granted the ballot. */
    public Set<PeerId> granted() {
        return Set.copyOf(granted);
    }

    /** Of the proposals that were accepted the one with the highest ballot: it may have been decided. */
    public Optional<Proposal> accepted() {
        return Optional.ofNullable(accepted);
    }

    /** The highest ballot that somebody promised instead of this one. */
    public Optional<Ballot> outvotedBy() {
        return rivals.stream().filter(rival -> rival.compareTo(ballot) > 0).max(Comparator.naturalOrder());
    }

    /** Whether a peer has forgotten a term: it has restarted, and is an incumbent no more. */
    public boolean hasForgotten(PeerId peer, long term) {
        return terms.getOrDefault(peer, 0L) < term;
    }

    /**
     * Whether somebody who did not answer may have got more promises than the incumbent's: then nobody can know that
     * the incumbent still is the incumbent.
     */
    public boolean mayHaveBeenSucceeded(PeerId incumbent, long term) {
        return rivals.stream().anyMatch(rival -> !answered.contains(rival.peer())
                && (rival.term() > term || (rival.term() == term && !rival.peer().equals(incumbent))));
    }
}
