package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.Conclusion.Ground;
import dev.roommesh.protocol.election.Acceptor;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.election.Proposer;
import dev.roommesh.protocol.election.Quorum;
import dev.roommesh.protocol.election.Succession;
import dev.roommesh.protocol.link.Links;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How the office changes hands: by a counted claim, by hand-over, or at the founding (DESIGN 6.5, 6.6, 6.8, 6.10). */
final class Elections {
    /** Of its own beats without a quorum's echoes, after which a holder of the office gives it up. */
    static final int BEATS_IN_VAIN = 2;

    private final PeerId self;
    private final Timing timing;
    private final Office office;
    private final Succession succession;
    private final Links links;
    private final Outbox outbox;
    private final Reports reports;
    private final ServerWord server;
    private final Proposer proposer;
    private final Acceptor acceptor;
    /** Whom this worker followed when it heard that it is admin itself, and in which term. */
    private @Nullable PeerId namedBy;
    private long namedAfter;
    private boolean acted;
    private Instant heldInVain = Instant.MIN;

    Elections(PeerId self, Timing timing, Office office, Links links, Outbox outbox, Reports reports,
            ServerWord server, Acceptor acceptor, Proposer proposer) {
        this.self = self;
        this.timing = timing;
        this.office = office;
        this.succession = new Succession(timing.handOverAfter(), timing.handOverAfterMax());
        this.links = links;
        this.outbox = outbox;
        this.reports = reports;
        this.server = server;
        this.acceptor = acceptor;
        this.proposer = proposer;
    }

    /**
     * Somebody spoke of an admin; the highest term stands.
     *
     * @return whether this worker follows another one from now on
     */
    boolean learn(long term, PeerId admin, Roster roster, Set<PeerId> component, Instant now) {
        if (!Office.isPlausible(term, now)) return false;
        Optional<PeerId> before = office.admin();
        boolean held = office.isHeld();
        long heldTerm = office.term();
        reports.term(term);
        if (!office.learn(term, admin, roster, now)) return false;
        if (admin.equals(self)) {
            namedBy = before.orElse(null);
            namedAfter = heldTerm;
        }
        proposer.giveUp();
        if (held) outbox.note(new Conclusion.SteppedDown(heldTerm, admin + " has term " + term));
        if (before.isPresent() && roster.has(before.get()) && !before.get().equals(admin)
                && !component.contains(before.get())) {
            succession.lost(before.get(), now);
        }
        outbox.note(new Conclusion.Followed(admin, term));
        return true;
    }

    void overslept(Instant now) {
        office.overslept();
        // Once: a worker that dozes again and again would keep the others waiting for as long.
        if (acted) heldInVain = now;
        acted = false;
    }

    /** A holder of the office that may not act for long says so, so that others need not wait for its silence. */
    void lapse(Standing standing, Instant now) {
        acted = standing.acting();
        if (standing.acting() || !office.isHeld()) {
            heldInVain = now;
            return;
        }
        Instant since = office.electedAt().isAfter(heldInVain) ? office.electedAt() : heldInVain;
        if (!since.plus(timing.adminBeat().multipliedBy(BEATS_IN_VAIN)).isBefore(now)) return;
        outbox.note(new Conclusion.SteppedDown(office.term(), "no quorum echoes"));
        office.lapse();
        proposer.giveUp();
    }

    /**
     * The admin gives its office to this worker.
     *
     * @param deaf whether this worker overslept: what it is told now may be as old as its sleep, and is nobody's echo
     * @return whether it holds the office now
     */
    boolean handedOver(PeerId from, long term, Roster roster, boolean deaf, Instant now) {
        boolean awaited = office.admin().filter(self::equals).isPresent() && term >= office.term()
                && from.equals(namedBy);
        boolean given = office.admin().filter(from::equals).isPresent() && term > office.term();
        if (office.isHeld() || !(awaited || given) || !Office.isPlausible(term, now) || !roster.has(self)
                || hasPromisedAnother(from, awaited ? namedAfter : office.term()))
            return false;
        // Only who gives the office has shown that it follows; the others' echoes come within a round trip.
        claim(term, deaf ? Set.of() : Set.of(from), roster, Ground.HAND_OVER, now, now);
        return true;
    }

    /** Then that one may be admin by now, and who gives the office does not know. */
    private boolean hasPromisedAnother(PeerId giver, long term) {
        return acceptor.promised().filter(ballot -> ballot.term() >= term && !ballot.peer().equals(giver)
                && !ballot.peer().equals(self)).isPresent();
    }

    /** Whether the server's word is that everybody else on the roster is disconnected from it. */
    boolean restIsGone(Roster roster, Predicate<PeerId> counted, Instant now) {
        if (!server.isConnected()) return false;
        for (Candidate candidate : roster.peers()) {
            PeerId peer = candidate.peerId();
            if (!peer.equals(self) && !counted.test(peer) && !server.saysGone(peer, now)) return false;
        }
        return true;
    }

    /** An admin that the server has, and that did not answer, was admitted and elected where this worker is not heard. */
    boolean mayBeCaretaker(Roster roster, Predicate<PeerId> counted, Instant now) {
        return restIsGone(roster, counted, now)
                && !server.knowsAdminElsewhere(peer -> peer.equals(self) || counted.test(peer));
    }

    long nextTerm(Instant now) {
        long known = Math.max(reports.highestTerm(), server.term());
        return Math.max(office.nextTerm(now), Math.min(known + 1, Limits.TERM_MAX));
    }

    /** @param asked when those that answered were asked */
    void claim(long term, Set<PeerId> answered, Roster roster, Ground ground, Instant asked, Instant now) {
        office.claim(term, answered, ground == Ground.CARETAKING, asked, now);
        proposer.giveUp();
        reports.term(term);
        outbox.note(new Conclusion.Claimed(term, answered.size(), roster.size(), ground));
        outbox.broadcast(new MeshMessage.Claim(term));
        outbox.toServer(new FromPeer.AdminElected(self, term));
    }

    /** The acting admin gives its office to a better member that has been ready for long enough. */
    void succeed(RosterBook book, Set<PeerId> component, DocumentSync sync, Instant now) {
        Optional<Candidate> me = book.roster().find(self);
        Optional<PeerId> better = Quorum.best(book.roster(), component)
                .filter(best -> me.isEmpty() || best.isBetterThan(me.get())).map(Candidate::peerId)
                .filter(peer -> isReady(peer, book.roster(), sync));
        if (office.isDisputed()) return;
        succession.heir(better, now).ifPresent(heir -> handOver(heir, book.roster(), now));
    }

    private boolean isReady(PeerId peer, Roster roster, DocumentSync sync) {
        if (links.openAttempt(peer).isEmpty()) return false;
        return reports.of(peer).filter(report -> report.roster().equals(roster.at())).filter(report -> {
            Set<PeerId> linked = new HashSet<>(report.hears());
            linked.add(peer);
            return Quorum.of(roster, linked, self) && sync.isLike(report);
        }).isPresent();
    }

    /** From here on this worker follows the heir, so that it does not act while the heir may. */
    void handOver(PeerId heir, Roster roster, Instant now) {
        long term = nextTerm(now);
        outbox.note(new Conclusion.HandedOver(heir, term));
        outbox.send(heir, new MeshMessage.HandOver(term));
        office.learn(term, heir, roster, now);
        proposer.giveUp();
    }
}
