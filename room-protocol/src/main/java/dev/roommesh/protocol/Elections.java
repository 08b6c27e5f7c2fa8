package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.election.Canvass;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.election.Quorum;
import dev.roommesh.protocol.election.Succession;
import dev.roommesh.protocol.link.Links;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How the office changes hands: by a counted claim, by hand-over, or at the founding (DESIGN 6.5, 6.6, 6.8, 6.10). */
final class Elections {
    /** Between two probes of all by a worker that may not claim yet. */
    static final Duration CANVASS_PAUSE = Duration.ofMillis(250);

    private final PeerId self;
    private final Timing timing;
    private final Office office;
    private final Succession succession;
    private final Links links;
    private final Outbox outbox;
    private final Reports reports;
    private final ServerWord server;
    private final RoundTrips roundTrips;
    private @Nullable Canvass canvass;
    private long nonces;
    private Instant nextCanvass = Instant.MIN;

    Elections(PeerId self, Timing timing, Office office, Links links, Outbox outbox, Reports reports,
            ServerWord server, RoundTrips roundTrips) {
        this.self = self;
        this.timing = timing;
        this.office = office;
        this.succession = new Succession(timing.handOverAfter(), timing.handOverAfterMax());
        this.links = links;
        this.outbox = outbox;
        this.reports = reports;
        this.server = server;
        this.roundTrips = roundTrips;
    }

    /** Somebody spoke of an admin; the highest term stands. */
    void learn(long term, PeerId admin, Roster roster, Set<PeerId> component, Instant now) {
        if (!Office.isPlausible(term, now)) return;
        Optional<PeerId> before = office.admin();
        boolean held = office.isHeld();
        long heldTerm = office.term();
        reports.term(term);
        if (!office.learn(term, admin, roster, now)) return;
        canvass = null;
        if (held) outbox.note(new Conclusion.SteppedDown(heldTerm, admin + " has term " + term));
        if (before.isPresent() && roster.has(before.get()) && !before.get().equals(admin)
                && !component.contains(before.get())) {
            succession.lost(before.get(), now);
        }
        outbox.note(new Conclusion.Followed(admin, term));
    }

    void answered(PeerId peer, long nonce) {
        if (canvass != null && canvass.nonce() == nonce) canvass = canvass.answeredBy(peer);
    }

    /** The admin that was doubted says that it holds the office. */
    void incumbentActs(Instant now) {
        if (canvass == null) return;
        canvass = null;
        nextCanvass = now.plus(CANVASS_PAUSE);
    }

    void overslept() {
        canvass = null;
        office.overslept();
    }

    /** The admin gives its office to this worker. */
    void handedOver(PeerId from, long term, Roster roster, Instant now) {
        boolean awaited = office.admin().filter(self::equals).isPresent() && term >= office.term();
        boolean given = office.admin().filter(from::equals).isPresent() && term > office.term();
        if (office.isHeld() || !(awaited || given) || !Office.isPlausible(term, now) || !roster.has(self)) return;
        // Only who gives the office has shown that it follows; the others' echoes come within a round trip.
        claim(term, Set.of(from), roster, false, now);
    }

    /** Without an acting admin: asks all, counts, and claims if the count allows it. */
    void canvass(RosterBook book, boolean deaf, boolean adminSilent, Instant now) {
        Roster roster = book.roster();
        if (deaf || !adminSilent || !roster.isFounded() || !roster.has(self)) {
            canvass = null;
            return;
        }
        if (canvass == null && !now.isBefore(nextCanvass)) ask(roster, now);
        if (canvass == null || !canvass.isOver(now)) return;
        Canvass counted = canvass;
        canvass = null;
        nextCanvass = now.plus(CANVASS_PAUSE);
        if (reports.newest(new HashSet<>(links.open())).isNewerThan(roster.at())) return;
        decide(roster, counted.answered(), now);
    }

    private void ask(Roster roster, Instant now) {
        Set<PeerId> asked = new HashSet<>();
        for (PeerId peer : links.open()) {
            if (roster.has(peer)) asked.add(peer);
        }
        Duration wait = roundTrips.longest(asked).multipliedBy(Canvass.ROUND_TRIPS);
        if (wait.compareTo(timing.probeAnswer()) < 0) wait = timing.probeAnswer();
        // Own numbers are negative, so that they are never those of a round trip's probe.
        canvass = Canvass.begin(--nonces, self, asked, wait, now);
        for (PeerId peer : asked)
            outbox.send(peer, new MeshMessage.Probe(nonces));
    }

    private void decide(Roster roster, Set<PeerId> answered, Instant now) {
        Optional<Candidate> best = Quorum.best(roster, answered);
        if (best.filter(candidate -> candidate.peerId().equals(self)).isEmpty()) return;
        if (Quorum.of(roster, answered, office.admin().filter(admin -> !admin.equals(self)).orElse(null))) {
            claim(nextTerm(now), answered, roster, false, now);
        } else if (restIsGone(roster, answered::contains, now)) {
            claim(nextTerm(now), answered, roster, true, now);
        }
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

    long nextTerm(Instant now) {
        long known = Math.max(reports.highestTerm(), server.term());
        return Math.max(office.nextTerm(now), Math.min(known + 1, Limits.TERM_MAX));
    }

    void claim(long term, Set<PeerId> answered, Roster roster, boolean caretaker, Instant now) {
        office.claim(term, answered, caretaker, now);
        canvass = null;
        reports.term(term);
        outbox.note(new Conclusion.Claimed(term, answered.size(), roster.size(), caretaker));
        outbox.broadcast(new MeshMessage.Claim(term));
        outbox.toServer(new FromPeer.AdminElected(self, term));
    }

    /** The acting admin gives its office to a better member that has been ready for long enough. */
    void succeed(RosterBook book, Set<PeerId> component, long ownDigest, Instant now) {
        Optional<Candidate> me = book.roster().find(self);
        Optional<PeerId> better = Quorum.best(book.roster(), component)
                .filter(best -> me.isEmpty() || best.isBetterThan(me.get())).map(Candidate::peerId)
                .filter(peer -> isReady(peer, book.roster(), ownDigest));
        succession.heir(better, now).ifPresent(heir -> handOver(heir, book.roster(), now));
    }

    private boolean isReady(PeerId peer, Roster roster, long ownDigest) {
        if (links.openAttempt(peer).isEmpty()) return false;
        return reports.of(peer).filter(report -> report.roster().equals(roster.at())).filter(report -> {
            Set<PeerId> linked = new HashSet<>(report.hears());
            linked.add(peer);
            return Quorum.of(roster, linked, self) && report.vectorDigest() == ownDigest;
        }).isPresent();
    }

    /** From here on this worker follows the heir, so that it does not act while the heir may. */
    void handOver(PeerId heir, Roster roster, Instant now) {
        long term = nextTerm(now);
        outbox.note(new Conclusion.HandedOver(heir, term));
        outbox.send(heir, new MeshMessage.HandOver(term));
        office.learn(term, heir, roster, now);
    }
}
