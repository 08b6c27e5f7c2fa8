package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.document.RoomDocument;
import dev.roommesh.protocol.election.Office;
import dev.roommesh.protocol.election.Quorum;
import dev.roommesh.protocol.link.LinkPolicy;
import dev.roommesh.protocol.link.LinkStep;
import dev.roommesh.protocol.link.Links;
import dev.roommesh.protocol.liveness.Doubts;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One worker's part in a room, owned by one thread. Each input is absorbed; then {@link #evaluate} makes these true:
 *
 * <ol>
 * <li>every other worker of the room has an open link, or an attempt or a back-off under way;
 * <li>whoever is in doubt is being probed, and whoever nobody hears is dead;
 * <li>the room has a roster, and this worker is on it or asks to be;
 * <li>the office is held by a member that a quorum echoes, or is being claimed;
 * <li>the acting admin has made the changes of the roster that are due, and the document says who it is;
 * <li>the document holds this worker's own entry, and what others have more of is asked for;
 * <li>every neighbour gets a heartbeat each interval, and at once when it says something new.
 * </ol>
 */
public final class RoomMember {
    /** Bad frames of one link after which it is closed. */
    static final int BAD_FRAMES_MAX = 10;

    private final Self self;
    private final Timing timing;
    private final RoomDocument document;
    private final Links links;
    private final Hearing hearing;
    private final Doubts doubts;
    private final Office office;
    private final Elections elections;
    private final RosterBook book;
    private final Reports reports = new Reports();
    private final ServerWord server = new ServerWord();
    private final RoundTrips roundTrips = new RoundTrips();
    private final Outbox outbox;
    private final DocumentSync sync;
    private final Views views;
    private final Speaker speaker;
    private final BadFrames badFrames = new BadFrames(BAD_FRAMES_MAX);
    private final Joining joining;
    private final Signals signals;
    private final AdminDuties duties;
    private final Standings standings;
    private Profile profile;
    private boolean profileChanged = true;
    private boolean leaving;
    private boolean acted;
    private Instant lastInput;
    private Set<PeerId> component;
    private final Obituaries obituaries;
    private @Nullable RoomView published;

    /**
     * A member that has not heard of anybody yet.
     *
     * @param profile what the worker says of itself
     * @param document an own, fresh replica
     * @param now on a clock that never goes back; its seconds since 1970 should be about right, for terms grow by them
     */
    public RoomMember(Self self, Profile profile, Timing timing, RoomDocument document, Instant now) {
        this.self = self;
        this.profile = profile;
        this.timing = timing;
        this.document = document;
        this.links = new Links(self.peer(), self.incarnation(), new LinkPolicy(timing.dialTimeout(),
                timing.redialMin(), timing.redialMax(), timing.linkSilence()));
        this.hearing = new Hearing(self.peer(), timing.heartbeat());
        this.doubts = new Doubts(timing.probeSpread());
        this.office = new Office(self.peer(), timing.lease());
        this.book = new RosterBook(self.peer());
        this.outbox = new Outbox(links);
        this.elections = new Elections(self.peer(), timing, office, links, outbox, reports, server, roundTrips);
        this.sync = new DocumentSync(document, outbox, timing.wantAfter());
        this.views = new Views(self.peer(), hearing, links, office, document, now);
        this.speaker = new Speaker(self, timing, hearing, office, outbox, links);
        this.signals = new Signals(self.peer(), server, links, hearing, outbox);
        this.duties = new AdminDuties(self.peer(), timing, book, hearing, office, server, reports, sync, outbox);
        this.standings = new Standings(self.peer(), timing, book, hearing, office, elections, reports);
        this.joining = new Joining(self.peer(), timing, book, elections, office, speaker, outbox, now);
        this.obituaries = new Obituaries(hearing, outbox);
        this.component = Set.of(self.peer());
        this.lastInput = now;
    }

    /** Takes one input in, and says what is to be done, in order. Never blocks. */
    public List<Effect> handle(Input input, Instant now) {
        Duration late = Duration.between(lastInput, now).minus(Timing.TICK);
        lastInput = now;
        if (late.compareTo(timing.oversleep()) > 0) overslept(late, now);
        absorb(input, now);
        if (!leaving) evaluate(input, now);
        return outbox.drain();
    }

    private void overslept(Duration late, Instant now) {
        outbox.note(new Conclusion.Overslept(late.toMillis()));
        hearing.overslept(now);
        doubts.clear();
        elections.overslept();
    }

    private void absorb(Input input, Instant now) {
        List<LinkStep> steps = new ArrayList<>();
        switch (input) {
            case Input.Tick _ -> {
                /* only the time has changed */ }
            case Input.Registered registered -> {
                server.registered(registered, now);
                if (office.isHeld()) outbox.toServer(new FromPeer.AdminElected(self.peer(), office.term()));
            }
            case Input.SignalingLost _ -> server.lost();
            case Input.PeerJoined joined -> server.joined(joined.peer());
            case Input.PeerLeft left -> {
                doubt(left.peer(), now);
                server.left(left.peer(), now);
            }
            case Input.AdminReported reported -> server.reported(reported.admin(), reported.term(), now);
            case Input.Signaled signaled -> links.signal(signaled.from(), signaled.signal(), now, steps);
            case Input.LocalSignal local -> signals.send(local.peer(), local.signal());
            case Input.LinkOpened opened -> links.opened(opened.peer(), opened.attempt(), now, steps);
            case Input.LinkClosed closed -> links.closed(closed.peer(), closed.attempt(), closed.why(), now, steps);
            case Input.LinkSuspected suspected -> doubt(suspected.peer(), now);
            case Input.Received received -> received(received, now, steps);
            case Input.BadFrame bad -> badFrame(bad.peer(), bad.attempt(), bad.why(), now, steps);
            case Input.OwnProfile own -> {
                profile = own.profile();
                profileChanged = true;
            }
            case Input.Leave _ -> leave(now, steps);
        }
        follow(steps, now);
    }

    private void received(Input.Received received, Instant now, List<LinkStep> steps) {
        PeerId peer = received.peer();
        if (!links.isOpen(peer, received.attempt())) return;
        hearing.frame(peer, now);
        switch (received.message()) {
            case MeshMessage.Heartbeat beat -> heartbeat(peer, beat, now, steps);
            case MeshMessage.BeatEcho echo -> office.echoed(peer, echo.term(), now);
            case MeshMessage.Vouch vouch -> {
                // Strangers are nobody's business, and would fill the memory.
                if (isOfTheRoom(vouch.origin())) speaker.passOn(peer, vouch, now);
            }
            case MeshMessage.Probe probe -> outbox.send(peer, speaker.answer(probe, book.roster()));
            case MeshMessage.ProbeReply reply -> probeReply(peer, reply, now);
            case MeshMessage.AdmitMe wish -> book.wantsIn(new Candidate(peer, wish.gpuMemoryMb()));
            case MeshMessage.RosterUpdate update -> adopt(peer, update.roster(), now);
            case MeshMessage.Claim claim -> {
                learn(claim.term(), peer, now);
                if (claim.term() < office.term())
                    speaker.beatTo(peer, book.roster(), document.epoch(), sync.digest(), now);
            }
            case MeshMessage.HandOver handOver -> {
                elections.handedOver(peer, handOver.term(), book.roster(), now);
                speaker.somethingNew();
            }
            case MeshMessage.Changes changes -> sync.received(peer, changes);
            case MeshMessage.Wanted wanted -> sync.wanted(peer, wanted, now);
            case MeshMessage.Relayed relayed -> relayed(peer, relayed, now, steps);
            case MeshMessage.Leaving _ -> left(peer, now, steps);
        }
    }

    private void heartbeat(PeerId peer, MeshMessage.Heartbeat beat, Instant now, List<LinkStep> steps) {
        if (beat.incarnation() < hearing.incarnation(peer)) {
            links.abandon(peer, "an older process of this worker", now, steps);
            return;
        }
        Set<PeerId> heardBefore = hearing.heardBy(peer);
        hearing.set(peer, beat.incarnation(), beat.sequence(), Duration.ofMillis(beat.nextInMillis()), beat.hears(),
                now);
        for (PeerId shrunk : heardBefore) {
            if (!beat.hears().contains(shrunk) && !shrunk.equals(self.peer())) doubt(shrunk, now);
        }
        reports.heartbeat(peer, beat, sync.digest(), now);
        if (beat.admin() != null) learn(beat.term(), beat.admin(), now);
        speaker.echo(peer, beat);
        if (book.roster().at().isNewerThan(beat.roster()))
            outbox.send(peer, new MeshMessage.RosterUpdate(book.roster()));
        if (peer.equals(beat.admin()) && beat.term() < office.term()) {
            speaker.beatTo(peer, book.roster(), document.epoch(), sync.digest(), now);
        }
        speaker.vouchFor(peer, beat);
    }

    private void probeReply(PeerId peer, MeshMessage.ProbeReply reply, Instant now) {
        roundTrips.answered(peer, reply.nonce(), now);
        reports.roster(peer, reply.roster(), now);
        if (reply.admin() != null) learn(reply.term(), reply.admin(), now);
        if (peer.equals(reply.admin()) && office.admin().filter(peer::equals).isPresent()) elections.incumbentActs(now);
        elections.answered(peer, reply.nonce());
    }

    private void learn(long term, PeerId admin, Instant now) {
        if (admin.equals(self.peer()) && office.isHeld() && term <= office.term()) return;
        elections.learn(term, admin, book.roster(), component, now);
    }

    private void adopt(PeerId from, Roster heard, Instant now) {
        reports.roster(from, heard.at(), now);
        if (Office.isPlausible(heard.term(), now) && book.adopt(heard)) speaker.somethingNew();
    }

    private void relayed(PeerId from, MeshMessage.Relayed relayed, Instant now, List<LinkStep> steps) {
        if (relayed.target().equals(self.peer())) {
            links.signal(relayed.origin(), relayed.signal(), now, steps);
        } else {
            signals.relay(from, relayed);
        }
    }

    private void left(PeerId peer, Instant now, List<LinkStep> steps) {
        hearing.gaveNoSign(peer, now);
        links.abandon(peer, "it left", now, steps);
        server.left(peer, now);
        book.mustGo(peer);
    }

    private void leave(Instant now, List<LinkStep> steps) {
        Set<PeerId> others = new HashSet<>(links.open());
        if (office.leaseEnd(book.roster(), now).isPresent()) {
            Quorum.best(book.roster(), others).ifPresent(heir -> elections.handOver(heir.peerId(), book.roster(), now));
        }
        outbox.broadcast(new MeshMessage.Leaving());
        outbox.toServer(new FromPeer.Leave());
        for (PeerId peer : others)
            links.abandon(peer, "we left", now, steps);
        leaving = true;
        Standing gone = new Standing(Set.of(self.peer()), Mode.FORMING, false, now, true);
        outbox.add(new Effect.Publish(views.view(gone, book.roster(), sync.changes(), timing, now)));
    }

    private boolean isOfTheRoom(PeerId peer) {
        return book.isMember(peer) || server.isPresent(peer) || links.openAttempt(peer).isPresent();
    }

    /** Whoever is dead, off the roster and away from the server is no part of this room any more. */
    private void forgetStrangers() {
        for (PeerId peer : hearing.known()) {
            if (!hearing.isDead(peer) || isOfTheRoom(peer)) continue;
            hearing.forget(peer);
            reports.forget(peer);
            roundTrips.forget(peer);
            sync.forget(peer);
            badFrames.forget(peer);
            obituaries.forget(peer);
        }
    }

    private void doubt(PeerId peer, Instant now) {
        if (peer.equals(self.peer()) || hearing.isDeaf(now) || !isOfTheRoom(peer)) return;
        doubts.raise(peer, roundTrips.of(peer).multipliedBy(4), now);
    }

    private void badFrame(PeerId peer, LinkAttempt attempt, String why, Instant now, List<LinkStep> steps) {
        if (!links.isOpen(peer, attempt)) return;
        outbox.note(new Conclusion.FrameRefused(peer, why));
        if (badFrames.count(peer)) links.abandon(peer, "too many bad frames", now, steps);
    }

    private void follow(List<LinkStep> steps, Instant now) {
        for (LinkStep step : steps) {
            switch (step) {
                case LinkStep.Dial dial -> outbox.add(new Effect.Dial(dial.peer(), dial.attempt()));
                case LinkStep.Accept accept ->
                    outbox.add(new Effect.Accept(accept.peer(), accept.attempt(), accept.offer()));
                case LinkStep.TakeAnswer take ->
                    outbox.add(new Effect.TakeAnswer(take.peer(), take.attempt(), take.answer()));
                case LinkStep.AddCandidate add ->
                    outbox.add(new Effect.AddCandidate(add.peer(), add.attempt(), add.candidate()));
                case LinkStep.Close close -> outbox.add(new Effect.CloseLink(close.peer(), close.attempt()));
                case LinkStep.AskToBeDialled ask -> signals.send(ask.peer(), new LinkSignal.DialMe());
                case LinkStep.Opened opened -> opened(opened, now);
                case LinkStep.Lost lost -> {
                    outbox.note(new Conclusion.LinkDown(lost.peer(), lost.why()));
                    badFrames.forget(lost.peer());
                    hearing.linkLost(lost.peer(), now);
                    doubt(lost.peer(), now);
                }
            }
        }
    }

    private void opened(LinkStep.Opened opened, Instant now) {
        hearing.frame(opened.peer(), now);
        outbox.note(new Conclusion.LinkUp(opened.peer(), opened.attempts()));
        speaker.beatTo(opened.peer(), book.roster(), document.epoch(), sync.digest(), now);
        outbox.send(opened.peer(), roundTrips.probe(opened.peer(), now));
    }

    private void evaluate(Input input, Instant now) {
        driveLinks(now);
        judge(now);
        Standing standing = standings.at(component, now);
        joinRoster(standing, now);
        standing = standings.at(component, now);
        elections.canvass(book, hearing.isDeaf(now), standing.adminSilent(), now);
        standing = standings.at(component, now);
        administer(standing, now);
        // A hand-over ends the right to act at once; nothing published or sent below may say otherwise.
        standing = standings.at(component, now);
        if (profileChanged) {
            sync.putOwn(profile);
            profileChanged = false;
        }
        sync.repair(links.open(), reports, now);
        if (standing.acting() && !acted) speaker.hasten(now);
        acted = standing.acting();
        speaker.speak(book.roster(), document.epoch(), sync.digest(), now);
        publish(input, standing, now);
    }

    private void driveLinks(Instant now) {
        List<LinkStep> steps = new ArrayList<>();
        Set<PeerId> wanted = server.present();
        for (Candidate candidate : book.roster().peers())
            wanted.add(candidate.peerId());
        for (PeerId neighbour : links.open())
            wanted.addAll(hearing.heardBy(neighbour));
        wanted.remove(self.peer());
        links.want(wanted, now, steps);
        links.tick(signals::canReach, hearing::lastDirect, now, steps);
        follow(steps, now);
    }

    private void judge(Instant now) {
        Doubts.Outcome outcome = doubts.due(hearing::lastDirect, now);
        for (PeerId peer : outcome.probe())
            outbox.send(peer, roundTrips.probe(peer, now));
        List<LinkStep> steps = new ArrayList<>();
        for (PeerId peer : outcome.gaveNoSign()) {
            hearing.gaveNoSign(peer, now);
            links.abandon(peer, "no answer to three probes", now, steps);
        }
        follow(steps, now);
        for (Candidate candidate : book.roster().peers()) {
            if (!candidate.peerId().equals(self.peer())) hearing.expect(candidate.peerId(), now);
        }
        component = hearing.component(now);
        hearing.judge(component, now);
        obituaries.write();
        forgetStrangers();
    }

    private void joinRoster(Standing standing, Instant now) {
        if (hearing.isDeaf(now)) return;
        if (book.roster().isFounded()) {
            joining.ask(standing.acting(), profile.gpuMemoryMb(), now);
        } else {
            joining.found(component, profile, server, document, reports, now);
        }
    }

    private void administer(Standing standing, Instant now) {
        if (standing.acting()) {
            duties.perform(standing, now);
            if (standing.actsNormally()) elections.succeed(book, component, sync.digest(), now);
        } else if (!office.isHeld()) {
            book.dropWishes();
        }
    }

    private void publish(Input input, Standing standing, Instant now) {
        boolean routine = input instanceof Input.Received received
                && (received.message() instanceof MeshMessage.Heartbeat
                        || received.message() instanceof MeshMessage.BeatEcho
                        || received.message() instanceof MeshMessage.Probe);
        // Most frames only renew what readers know; the next tick shows that. What changes hands is shown at once.
        boolean same = published != null && published.mode() == standing.mode() && published.term() == office.term()
                && published.actingUntil().isPresent() == standing.acting();
        if (routine && same) return;
        RoomView view = views.view(standing, book.roster(), sync.changes(), timing, now);
        if (view.equals(published)) return;
        published = view;
        outbox.add(new Effect.Publish(view));
    }
}
