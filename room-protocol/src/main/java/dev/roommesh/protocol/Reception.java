package dev.roommesh.protocol;

import dev.roommesh.model.Ballot;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Proposal;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes in what other workers say over their links. */
final class Reception {
    private final Parts parts;
    private final MeshUpkeep mesh;
    private final Canvassing canvassing;
    private final OwnEntry own;
    private final Reservations reservations;
    private final PeerId self;
    private final Hearing hearing;
    private final Office office;
    private final Elections elections;
    private final RosterBook book;
    private final Reports reports;
    private final Speaker speaker;
    private final Outbox outbox;

    Reception(Parts parts, MeshUpkeep mesh, Canvassing canvassing, OwnEntry own, Reservations reservations) {
        this.parts = parts;
        this.mesh = mesh;
        this.canvassing = canvassing;
        this.own = own;
        this.reservations = reservations;
        this.self = parts.self().peer();
        this.hearing = parts.hearing();
        this.office = parts.office();
        this.elections = parts.elections();
        this.book = parts.book();
        this.reports = parts.reports();
        this.speaker = parts.speaker();
        this.outbox = parts.outbox();
    }

    /**
     * One frame.
     *
     * @param component of this worker, as it was before
     * @return how much it may have changed
     */
    News received(Input.Received received, Set<PeerId> component, Instant now) {
        PeerId peer = received.peer();
        if (!parts.links().isOpen(peer, received.attempt())) return News.NONE;
        boolean unheard = hearing.isDead(peer) || !hearing.hears(peer, now);
        hearing.frame(peer, now);
        News news = overLink(peer, received.message(), component, now);
        return unheard ? News.ROOM : news;
    }

    private News overLink(PeerId peer, MeshMessage message, Set<PeerId> component, Instant now) {
        return switch (message) {
            case MeshMessage.Forwarded forwarded -> forwarded(peer, forwarded, component, now);
            case MeshMessage.Vouch vouch -> {
                // Strangers are nobody's business, and would fill the memory.
                boolean news = mesh.isOfTheRoom(vouch.origin()) && speaker.passOn(peer, vouch, now);
                yield news ? News.ROOM : News.NONE;
            }
            case MeshMessage.Probe probe -> {
                outbox.sendOverLink(peer, speaker.answer(probe));
                yield News.NONE;
            }
            case MeshMessage.ProbeReply reply -> {
                parts.roundTrips().answered(peer, reply.nonce(), now);
                yield said(peer, reply.term(), reply.admin(), reply.roster(), component, now) ? News.ROOM : News.NONE;
            }
            case MeshMessage.HandOver handOver -> {
                if (elections.handedOver(peer, handOver.term(), book.roster(), hearing.isDeaf(now), now))
                    speaker.somethingNew();
                yield News.ROOM;
            }
            case MeshMessage.Relayed relayed -> {
                relayed(peer, relayed, now);
                yield News.ROOM;
            }
            case MeshMessage.Leaving _ -> {
                left(peer, now);
                yield News.ROOM;
            }
            case MeshMessage.Heartbeat beat when beat.incarnation() < hearing.incarnation(peer) -> {
                mesh.abandon(peer, "an older process of this worker", now);
                yield News.ROOM;
            }
            case MeshMessage.Heartbeat beat -> heardAnew(peer, beat, now)
                    ? heartbeat(peer, beat, component, now)
                    : News.NONE;
            case MeshMessage other -> word(peer, other, component, now);
        };
    }

    /** What counts the same over the origin's own link and from a neighbour that carries it. */
    private News word(PeerId peer, MeshMessage message, Set<PeerId> component, Instant now) {
        switch (message) {
            case MeshMessage.Heartbeat beat -> {
                return reports.isOlder(peer, beat) ? News.NONE : heartbeat(peer, beat, component, now);
            }
            case MeshMessage.BeatEcho echo -> {
                speaker.sentAt(echo.sequence()).ifPresent(sent -> office.echoed(peer, echo.term(), sent));
                // With one more echo it may act; one that acts already goes on.
                return office.isHeld() && !speaker.saysThatItActs() ? News.ROOM : News.NONE;
            }
            case MeshMessage.Changes changes -> {
                return parts.sync().received(peer, changes, book.isMember(peer)) ? News.DOCUMENT : News.NONE;
            }
            case MeshMessage.Wanted wanted -> {
                parts.sync().wanted(peer, wanted, now);
                return News.NONE;
            }
            case MeshMessage.Prepare question -> outbox.send(peer, canvassing.answer(peer, question, now));
            case MeshMessage.Promise promise -> {
                said(peer, promise.term(), promise.admin(), promise.roster(), component, now);
                boolean incumbent = peer.equals(promise.admin()) && office.admin().filter(peer::equals).isPresent();
                if (book.isMember(peer)) canvassing.answered(peer, promise, incumbent, now);
            }
            case MeshMessage.Propose propose -> proposed(peer, propose, now);
            case MeshMessage.Accepted accepted ->
                parts.proposer().accepted(peer, accepted.ballot(), accepted.next());
            case MeshMessage.Outvoted outvoted -> {
                // Somebody whose acceptance a proposal needs may not be on the roster yet, and have canvassed before it left.
                boolean isAsked = parts.proposer().pending().filter(pending -> pending.next().has(peer)).isPresent();
                if (isAsked || book.isMember(peer)) canvassing.outvoted(outvoted.promised(), now);
            }
            case MeshMessage.AdmitMe wish -> book.wantsIn(new Candidate(peer, wish.gpuMemoryMb()));
            case MeshMessage.RosterUpdate update -> adopt(peer, update.roster(), now);
            case MeshMessage.Claim claim -> {
                learn(claim.term(), peer, component, now);
                if (claim.term() < office.term()) speaker.beatTo(peer, now);
            }
            case MeshMessage.Base base -> {
                if (book.isMember(peer) || !book.roster().isFounded()) parts.sync().base(peer, base, now);
                reports.term(parts.sync().epoch().term());
            }
            case MeshMessage.Reserve wish -> reserve(peer, wish, now);
            case MeshMessage.Reserved answer -> reservations.answered(peer, answer, now);
            case MeshMessage.Release(ReservationId id) -> {
                if (book.isMember(peer)) own.release(id);
            }
            case MeshMessage.Forwarded _,MeshMessage.Vouch _,MeshMessage.Probe _,MeshMessage.ProbeReply _,MeshMessage.HandOver _,MeshMessage.Relayed _,MeshMessage.Leaving _ ->
                throw new IllegalStateException("only over a link of its own: " + message);
        }
        return News.ROOM;
    }

    /** One hop and no more; and nobody speaks for a worker whose own link is open here. */
    private News forwarded(PeerId from, MeshMessage.Forwarded carried, Set<PeerId> component, Instant now) {
        if (carried.origin().equals(from)) {
            if (!carried.target().equals(self)) outbox.sendOverLink(carried.target(), carried);
        } else if (carried.target().equals(self) && parts.links().openAttempt(carried.origin()).isEmpty()
                && !carried.origin().equals(self) && mesh.isOfTheRoom(carried.origin())) {
            return word(carried.origin(), carried.message(), component, now);
        }
        return News.NONE;
    }

    private boolean heardAnew(PeerId peer, MeshMessage.Heartbeat beat, Instant now) {
        Set<PeerId> heardBefore = hearing.heardBy(peer);
        var next = Duration.ofMillis(beat.nextInMillis());
        if (!hearing.set(peer, beat.incarnation(), beat.sequence(), next, beat.hears(), now)) return false;
        for (PeerId shrunk : heardBefore) {
            if (!beat.hears().contains(shrunk) && !shrunk.equals(self)) mesh.wonder(shrunk, now);
        }
        for (PeerId grown : beat.hears()) {
            if (!heardBefore.contains(grown)) mesh.heardElsewhere(grown, now);
        }
        speaker.vouchFor(peer, beat);
        return true;
    }

    private News heartbeat(PeerId peer, MeshMessage.Heartbeat beat, Set<PeerId> component, Instant now) {
        boolean news = reports.of(peer).filter(beat::saysTheSame).isEmpty();
        reports.heartbeat(peer, beat, parts.sync().isLike(beat), now);
        if (beat.admin() != null) news |= learn(beat.term(), beat.admin(), component, now);
        speaker.echo(peer, beat);
        if (book.roster().at().isNewerThan(beat.roster()))
            outbox.send(peer, new MeshMessage.RosterUpdate(book.roster()));
        if (peer.equals(beat.admin()) && beat.term() < office.term()) speaker.beatTo(peer, now);
        return news ? News.ROOM : News.NONE;
    }

    /** @return whether something follows for who decides */
    private boolean said(PeerId peer, long term, @Nullable PeerId admin, RosterVersion roster,
            Set<PeerId> component, Instant now) {
        reports.roster(peer, roster, now);
        boolean learned = admin != null && learn(term, admin, component, now);
        // It answers an older roster with its own.
        boolean newer = roster.isNewerThan(book.roster().at());
        if (newer) speaker.beatTo(peer, now);
        return learned || newer;
    }

    /** Whoever is of the room may coordinate; this worker decides. */
    private void reserve(PeerId peer, MeshMessage.Reserve wish, Instant now) {
        if (!book.isMember(peer)) return;
        Duration granted = own.reserve(wish.reservationId(), wish.client(), Duration.ofMillis(wish.ttlMs()), now);
        outbox.send(peer, new MeshMessage.Reserved(wish.reservationId(), granted.toMillis()));
    }

    private void proposed(PeerId peer, MeshMessage.Propose propose, Instant now) {
        Proposal proposal = propose.proposal();
        Ballot ballot = proposal.ballot();
        if (!ballot.peer().equals(peer) || !Office.isPlausible(ballot.term(), now)
                || !Office.isPlausible(proposal.next().term(), now))
            return;
        adopt(peer, propose.before(), now);
        if (!book.isMember(peer)) return;
        if (parts.acceptor().accept(proposal, book.roster())) {
            outbox.send(peer, new MeshMessage.Accepted(ballot, proposal.next().at()));
        } else if (book.roster().at().isNewerThan(proposal.before())) {
            outbox.send(peer, new MeshMessage.RosterUpdate(book.roster()));
        } else {
            parts.acceptor().promised().ifPresent(higher -> outbox.send(peer, new MeshMessage.Outvoted(higher)));
        }
    }

    /** @return whether this worker follows another one from now on */
    private boolean learn(long term, PeerId admin, Set<PeerId> component, Instant now) {
        // Of its own office it knows best.
        if (admin.equals(self) && term <= office.term()) return false;
        boolean learned = elections.learn(term, admin, book.roster(), component, now);
        if (learned) canvassing.stop();
        return learned;
    }

    private void adopt(PeerId from, Roster heard, Instant now) {
        reports.roster(from, heard.at(), now);
        if (!Office.isPlausible(heard.term(), now) || !book.adopt(heard)) return;
        reports.term(heard.term());
        // Somebody else changes the roster: what was counted before says nothing any more.
        parts.proposer().giveUp();
        speaker.somethingNew();
    }

    private void relayed(PeerId from, MeshMessage.Relayed relayed, Instant now) {
        if (relayed.target().equals(self)) {
            // Whose link is open here is not declared dead by a neighbour's word of a newer process.
            boolean elsewhere = !relayed.origin().equals(from)
                    && parts.links().openAttempt(relayed.origin()).isPresent()
                    && relayed.signal() instanceof LinkSignal.Offer offer
                    && offer.attempt().incarnation() != hearing.incarnation(relayed.origin());
            if (!elsewhere) mesh.signaled(relayed.origin(), relayed.signal(), Optional.of(from), now);
        } else {
            parts.signals().relay(from, relayed);
        }
    }

    private void left(PeerId peer, Instant now) {
        hearing.gaveNoSign(peer, now);
        mesh.abandon(peer, "it left", now);
        parts.server().left(peer, DepartureReason.LEFT, now);
        book.mustGo(peer);
    }
}
