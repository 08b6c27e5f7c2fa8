package dev.roommesh.protocol;

import dev.roommesh.model.Ballot;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Proposal;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.election.Acceptor;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.election.Proposer;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the acting admin keeps in order: the roster, and the document's word of who it is (DESIGN 6.9, 7.2). */
final class AdminDuties {
    private final PeerId self;
    private final Timing timing;
    private final RosterBook book;
    private final Hearing hearing;
    private final Office office;
    private final ServerWord server;
    private final Reports reports;
    private final DocumentSync sync;
    private final Outbox outbox;
    private final Canvassing canvassing;
    private final Acceptor acceptor;
    private final Proposer proposer;

    AdminDuties(Parts parts, Canvassing canvassing) {
        this.self = parts.self().peer();
        this.timing = parts.timing();
        this.book = parts.book();
        this.hearing = parts.hearing();
        this.office = parts.office();
        this.server = parts.server();
        this.reports = parts.reports();
        this.sync = parts.sync();
        this.outbox = parts.outbox();
        this.canvassing = canvassing;
        this.acceptor = parts.acceptor();
        this.proposer = parts.proposer();
    }

    void perform(Standing standing, Instant now) {
        boolean caretaker = standing.mode() == Mode.CARETAKER;
        forgetTheLongDead(caretaker, now);
        if (caretaker) {
            // It has nobody whose word could be waited for.
            Optional<Roster> next = office.term() < canvassing.lowestTerm()
                    ? Optional.empty()
                    : book.nextOfCaretaker(office.term());
            next.ifPresent(this::write);
            if (next.isEmpty() && book.mustRemove()) canvassing.prepare();
        } else if (book.isSettled(reports)) {
            propose(now);
        }
        sync.putAdmin(new AdminRecord(self, office.term(), book.roster()));
    }

    /** One change at a time: first what an earlier admin left undone, then what is wanted. */
    private void propose(Instant now) {
        proposer.pending().filter(pending -> !pending.before().equals(book.roster().at()))
                .ifPresent(_ -> proposer.giveUp());
        if (proposer.pending().isEmpty()) begin(now);
        proposer.decided(book.roster()).ifPresent(next -> decided(next, now));
        Optional<Proposal> pending = proposer.pending();
        if (pending.isEmpty() || !proposer.isSendingDue(now)) return;
        var question = new MeshMessage.Propose(book.roster(), pending.get());
        outbox.broadcastTo(proposer::isAwaited, question);
    }

    private void begin(Instant now) {
        Optional<Roster> wanted = proposer.inherited(book.roster())
                .or(() -> book.next(office.term(), longestDead(), true)).or(() -> renewed(now));
        Optional<Ballot> ballot = canvassing.ownBallot();
        if (wanted.isEmpty() || ballot.isEmpty()) return;
        if (!proposer.isPreparedFor(ballot.get()) || office.term() < canvassing.lowestTerm()) {
            canvassing.prepare();
            return;
        }
        Proposal proposal = proposer.propose(ballot.get(), book.roster(), wanted.get());
        if (acceptor.accept(proposal, book.roster())) {
            proposer.accepted(self, proposal.ballot(), proposal.next().at());
        } else {
            // While it did not act it promised somebody else more.
            acceptor.promised().ifPresent(by -> canvassing.outvoted(by, now));
        }
    }

    /** The same workers again: who gets a quorum for that alone may begin a new history, and nobody else does. */
    private Optional<Roster> renewed(Instant now) {
        return sync.isRollDue(timing, now) ? Optional.of(book.roster().renewed(office.term())) : Optional.empty();
    }

    private void decided(Roster next, Instant now) {
        boolean renewal = next.peers().equals(book.roster().peers());
        write(next);
        if (renewal && next.term() == office.term() && sync.isRollDue(timing, now))
            sync.roll(office.term(), next.peers().stream().map(Candidate::peerId).collect(Collectors.toSet()), now);
    }

    private void write(Roster next) {
        book.write(next).ifPresent(outbox::note);
        outbox.broadcast(new MeshMessage.RosterUpdate(next));
    }

    private void forgetTheLongDead(boolean caretaker, Instant now) {
        for (Candidate candidate : book.roster().peers()) {
            PeerId peer = candidate.peerId();
            boolean longDead = hearing.isDead(peer)
                    && hearing.lastListed(peer).plus(timing.forgetAfter()).isBefore(now);
            if (hearing.isDead(peer) && server.leftOnPurpose(peer)) book.mustGo(peer);
            boolean agreed = !caretaker || server.hasNotSeen(peer, timing.forgetAfter(), now);
            if (longDead && agreed) book.mustGo(peer);
        }
    }

    private Optional<PeerId> longestDead() {
        return book.roster().peers().stream().map(Candidate::peerId).filter(hearing::isDead)
                .min(Comparator.comparing(hearing::lastListed));
    }
}
