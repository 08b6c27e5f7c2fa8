package dev.roommesh.protocol;

import dev.roommesh.model.Ballot;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Proposal;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.election.Acceptor;
import dev.roommesh.protocol.election.Canvass;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.election.Proposer;
import dev.roommesh.protocol.election.Quorum;
import dev.roommesh.protocol.link.Links;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks all of the roster, counts who answers, and claims the office if the count allows it (DESIGN 6.6). An acting admin
 * asks, too, before its first change of the roster: by then it may have been outvoted without knowing.
 */
final class Canvassing {
    /** Between two probes of all by a worker that may not claim yet. */
    static final Duration PAUSE = Duration.ofMillis(250);

    /**
     * For whoever granted a better candidate's ballot. Longer than one asks, waits and pauses, so that of several who ask in
     * vain only the best goes on, and terms do not run away.
     */
    static final Duration BETTER_PAUSE = Duration.ofMillis(500);
    /** However long round trips were, an answer is not waited for longer than so many times the usual wait. */
    static final int WAIT_TIMES_MAX = 4;

    private final PeerId self;
    private final Timing timing;
    private final RosterBook book;
    private final Office office;
    private final Elections elections;
    private final Links links;
    private final Hearing hearing;
    private final Outbox outbox;
    private final Reports reports;
    private final RoundTrips roundTrips;
    private final DocumentSync sync;
    private final Acceptor acceptor;
    private final Proposer proposer;
    private @Nullable Canvass canvass;
    private long nonces;
    private Instant next = Instant.MIN;
    private boolean mustPrepare;
    private long outvotedBy;

    Canvassing(Parts parts) {
        this.self = parts.self().peer();
        this.timing = parts.timing();
        this.book = parts.book();
        this.office = parts.office();
        this.elections = parts.elections();
        this.links = parts.links();
        this.hearing = parts.hearing();
        this.outbox = parts.outbox();
        this.reports = parts.reports();
        this.roundTrips = parts.roundTrips();
        this.sync = parts.sync();
        this.acceptor = parts.acceptor();
        this.proposer = parts.proposer();
    }

    /** Nothing that was asked counts any more: the clock stood still, or somebody with a higher term is followed. */
    void stop() {
        canvass = null;
        mustPrepare = false;
    }

    /** This worker acts as admin, and wants to change the roster; as caretaker, and needs a higher term for it. */
    void prepare() {
        mustPrepare = true;
    }

    Optional<Ballot> ownBallot() {
        return book.roster().find(self).map(me -> new Ballot(office.term(), me));
    }

    /** Another worker asks: whether this one accepts nothing of a lower ballot from now on, and what it knows. */
    MeshMessage.Promise answer(PeerId from, MeshMessage.Prepare question, Instant now) {
        Ballot ballot = question.ballot();
        Roster roster = book.roster();
        Optional<Ballot> before = acceptor.promised();
        boolean acting = office.leaseEnd(roster, now).isPresent();
        boolean grants = !acting && ballot.peer().equals(from) && roster.has(from)
                && Office.isPlausible(ballot.term(), now) && acceptor.promise(ballot);
        if (grants) office.dispute();
        // A better candidate is alive and asking: it gets the time to claim.
        boolean better = roster.find(self).filter(me -> ballot.candidate().isBetterThan(me)).isPresent();
        if (grants && better && canvass == null) next = now.plus(BETTER_PAUSE);
        PeerId admin = office.admin().filter(peer -> !peer.equals(self) || office.isHeld()).orElse(null);
        return new MeshMessage.Promise(question.nonce(), grants, office.term(), admin, roster.at(),
                before.orElse(null), acceptor.accepted(roster).orElse(null));
    }

    /** @param incumbent whether the answer is the followed admin's, who says that it holds the office */
    void answered(PeerId peer, MeshMessage.Promise promise, boolean incumbent, Instant now) {
        if (canvass == null || canvass.nonce() != promise.nonce()) return;
        if (incumbent && !promise.granted()) {
            canvass = null;
            next = now.plus(PAUSE);
            return;
        }
        canvass.answer(peer, promise.granted(), promise.term(),
                Optional.ofNullable(promise.promised()).filter(ballot -> Office.isPlausible(ballot.term(), now)),
                Optional.ofNullable(promise.accepted()).filter(proposal -> mayBeAccepted(proposal, now)));
    }

    /** An admin changes one worker at a time; anything else was never proposed. */
    private boolean mayBeAccepted(Proposal proposal, Instant now) {
        Set<Candidate> changed = new HashSet<>(proposal.next().peers());
        book.roster().peers().forEach(candidate -> {
            if (!changed.remove(candidate)) changed.add(candidate);
        });
        return Office.isPlausible(proposal.ballot().term(), now) && Office.isPlausible(proposal.next().term(), now)
                && changed.stream().map(Candidate::peerId).distinct().count() <= 1;
    }

    /** Somebody has promised a higher ballot than this worker's. */
    void outvoted(Ballot by, Instant now) {
        boolean higher = ownBallot().filter(mine -> by.compareTo(mine) > 0).isPresent();
        if (!higher || !Office.isPlausible(by.term(), now)) return;
        outvotedBy = Math.max(outvotedBy, by.term());
        proposer.giveUp();
    }

    /** Asks and counts when it is time to. */
    void evaluate(Standing standing, boolean deaf, Instant now) {
        Roster roster = book.roster();
        if (!standing.acting()) mustPrepare = false;
        // Somebody is in a term above, without an admin: whoever claimed it gave it up, and can follow no lower one.
        if (standing.actsNormally() && reports.highestTerm() > office.term()) mustPrepare = true;
        boolean claiming = standing.adminSilent() && !deaf;
        if (!(claiming || mustPrepare) || !roster.isFounded() || !roster.has(self)) {
            canvass = null;
            return;
        }
        if (canvass == null && !now.isBefore(next)) ask(roster, now);
        if (canvass == null || !isOver(roster, canvass, now)) return;
        Canvass counted = canvass;
        canvass = null;
        next = now.plus(PAUSE);
        Set<PeerId> heard = new HashSet<>(links.open());
        heard.addAll(counted.answered());
        if (reports.newest(heard, now).isNewerThan(roster.at())) return;
        decide(roster, counted, standing.acting() && !standing.actsNormally(), now);
    }

    /** Nobody waits for the dead and the cut off, nor, with a quorum's grants, for anybody but a better candidate. */
    private boolean isOver(Roster roster, Canvass under, Instant now) {
        Set<PeerId> awaited = under.awaited();
        awaited.removeIf(peer -> hearing.isDead(peer) || !outbox.reaches(peer));
        if (awaited.isEmpty() || under.isLate(now)) return true;
        Candidate me = under.ballot().candidate();
        boolean better = !office.isHeld() && awaited.stream().map(roster::find).flatMap(Optional::stream)
                .anyMatch(candidate -> candidate.isBetterThan(me));
        return !better && Quorum.of(roster, under.granted(), incumbent(under));
    }

    private void ask(Roster roster, Instant now) {
        Set<PeerId> asked = new HashSet<>();
        for (Candidate candidate : roster.peers()) {
            if (outbox.reaches(candidate.peerId())) asked.add(candidate.peerId());
        }
        Duration wait = roundTrips.longest(asked).multipliedBy(Canvass.ROUND_TRIPS);
        if (wait.compareTo(timing.probeAnswer()) < 0) wait = timing.probeAnswer();
        Duration most = timing.probeAnswer().multipliedBy(WAIT_TIMES_MAX);
        if (wait.compareTo(most) > 0) wait = most;
        Ballot ballot = ballot(roster.find(self).orElseThrow(), now);
        canvass = new Canvass(++nonces, ballot, roster.at(), asked, wait, now);
        Optional<Ballot> before = acceptor.promised();
        canvass.answer(self, acceptor.promise(ballot), office.term(), before, acceptor.accepted(roster));
        for (PeerId peer : asked)
            outbox.send(peer, new MeshMessage.Prepare(nonces, ballot));
    }

    /** The holder's own as long as it may prevail; otherwise one above all that is known. */
    private Ballot ballot(Candidate me, Instant now) {
        long promised = acceptor.promised().map(Ballot::term).orElse(0L);
        boolean mayPrevail = office.isHeld() && outvotedBy < office.term() && office.term() >= lowestTerm()
                && office.term() >= reports.highestTerm();
        long term = mayPrevail ? office.term() : elections.nextTerm(now);
        term = Math.max(term, outvotedBy + 1);
        var ballot = new Ballot(Math.min(term, Limits.TERM_MAX), me);
        boolean low = acceptor.promised().filter(before -> before.compareTo(ballot) > 0).isPresent();
        return low ? new Ballot(Math.min(promised + 1, Limits.TERM_MAX), me) : ballot;
    }

    /** In which an admin can write a newer roster, and begin a better history. */
    long lowestTerm() {
        return Math.max(book.roster().nextTerm(), sync.epoch().nextTerm());
    }

    /** @param caretaker whether this worker holds the office as such, and needs a higher term */
    private void decide(Roster roster, Canvass counted, boolean caretaker, Instant now) {
        // It was asked while this worker held the office, which it has given away meanwhile.
        if (!office.isHeld() && counted.ballot().term() <= office.term()) return;
        boolean best = Quorum.best(roster, counted.answered()).filter(it -> it.peerId().equals(self)).isPresent();
        if (!best && !office.isHeld()) return;
        if (Quorum.of(roster, counted.granted(), incumbent(counted))) {
            outvotedBy = 0;
            mustPrepare = false;
            long term = counted.ballot().term();
            if (!office.isHeld() || term > office.term())
                elections.claim(term, counted.granted(), roster, Conclusion.Ground.QUORUM, counted.begun(), now);
            proposer.prepared(counted.ballot(), counted.accepted());
        } else if ((!office.isHeld() || caretaker)
                && elections.mayBeCaretaker(roster, counted.answered()::contains, now)) {
            mustPrepare = false;
            elections.claim(elections.nextTerm(now), counted.answered(), roster, Conclusion.Ground.CARETAKING,
                    counted.begun(), now);
        } else {
            counted.outvotedBy().ifPresent(by -> {
                outvoted(by, now);
                next = now;
            });
        }
    }

    private @Nullable PeerId incumbent(Canvass counted) {
        Optional<PeerId> incumbent = office.isHeld()
                ? Optional.of(self)
                : office.admin().filter(admin -> !admin.equals(self));
        return incumbent.filter(peer -> !counted.hasForgotten(peer, office.term()))
                .filter(peer -> !counted.mayHaveBeenSucceeded(peer, office.term())).orElse(null);
    }
}
