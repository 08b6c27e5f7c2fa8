package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.link.LinkStep;
import dev.roommesh.protocol.link.Links;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Drives the links to all of the room, and the doubts about whom a link was lost to (DESIGN 5). */
final class MeshUpkeep {
    /** Bad frames of one link after which it is closed. */
    static final int BAD_FRAMES_MAX = 10;

    private final Parts parts;
    private final Links links;
    private final Hearing hearing;
    private final Outbox outbox;
    private final BadFrames badFrames = new BadFrames(BAD_FRAMES_MAX);

    MeshUpkeep(Parts parts) {
        this.parts = parts;
        this.links = parts.links();
        this.hearing = parts.hearing();
        this.outbox = parts.outbox();
    }

    /** Every other worker of the room shall have a link, or an attempt or a back-off under way. */
    void drive(Instant now) {
        Set<PeerId> wanted = parts.server().present();
        for (Candidate candidate : parts.book().roster().peers())
            wanted.add(candidate.peerId());
        for (PeerId neighbour : links.open())
            wanted.addAll(hearing.heardBy(neighbour));
        wanted.remove(parts.self().peer());
        step(now, (_, steps) -> {
            links.want(wanted, now, steps);
            links.tick(parts.signals()::canReach, hearing::lastFrame, now, steps);
            // The network may be cut, and the server's connection with it.
            if (steps.stream().anyMatch(LinkStep.Lost.class::isInstance)) outbox.add(new Effect.DoubtServer());
        });
        parts.signals().keepOnly(links.driven());
    }

    /** @param neighbour who brought it; empty where it was the server */
    void signaled(PeerId from, LinkSignal signal, Optional<PeerId> neighbour, Instant now) {
        step(now, (known, steps) -> {
            known.signal(from, signal, now, steps);
            // Who carries a request that concerns an open link does not get to carry the link's successor as well.
            boolean mayCarry = neighbour.filter(bearer -> !bearer.equals(from)).isEmpty()
                    || known.openAttempt(from).isEmpty();
            boolean dials = steps.stream().anyMatch(LinkStep.Dial.class::isInstance);
            if (signal instanceof LinkSignal.DialMe && dials && mayCarry) parts.signals().asked(from, neighbour);
            for (LinkStep step : steps) {
                if (step instanceof LinkStep.Accept accept)
                    parts.signals().accepted(accept.peer(), accept.attempt(), neighbour);
            }
        });
    }

    /** This worker's own half of an attempt has something for the other end. */
    void saidLocally(PeerId peer, LinkSignal signal, Instant now) {
        if (signal instanceof LinkSignal.Offer offer) links.offered(peer, offer.attempt(), now);
        parts.signals().send(peer, signal);
    }

    void opened(PeerId peer, LinkAttempt attempt, Instant now) {
        step(now, (known, steps) -> known.opened(peer, attempt, now, steps));
    }

    void closed(PeerId peer, LinkAttempt attempt, String why, Instant now) {
        step(now, (known, steps) -> known.closed(peer, attempt, why, now, steps));
    }

    void wornOut(PeerId peer, LinkAttempt attempt, Instant now) {
        step(now, (known, steps) -> known.wornOut(peer, attempt, now, steps));
    }

    /** A hint about an attempt over which nothing is sent any more says nothing of the peer. */
    void suspected(PeerId peer, LinkAttempt attempt, Instant now) {
        if (links.openAttempt(peer).filter(attempt::equals).isPresent()) wonder(peer, now);
    }

    void abandon(PeerId peer, String why, Instant now) {
        step(now, (known, steps) -> known.abandon(peer, why, now, steps));
    }

    void badFrame(PeerId peer, LinkAttempt attempt, String why, Instant now) {
        if (!links.isOpen(peer, attempt)) return;
        outbox.note(new Conclusion.FrameRefused(peer, why));
        if (badFrames.count(peer)) abandon(peer, "too many bad frames", now);
    }

    /** A weak hint, such as a lossy network gives all the time: the probes have the time for some retransmissions. */
    void wonder(PeerId peer, Instant now) {
        if (peer.equals(parts.self().peer()) || hearing.isDeaf(now) || !isOfTheRoom(peer)) return;
        parts.doubts().raiseWeak(peer, now);
    }

    /** A hint about a worker of the room: it is probed from now on, and nothing else is concluded yet. */
    void doubt(PeerId peer, Instant now) {
        if (peer.equals(parts.self().peer()) || hearing.isDeaf(now) || !isOfTheRoom(peer)) return;
        parts.doubts().raise(peer, parts.roundTrips().of(peer).multipliedBy(4), now);
    }

    /** Measures the round trip to the admin, on which the time of a fail-over depends, and to whose turn it is. */
    void measure(Instant now) {
        Set<PeerId> probed = new TreeSet<>();
        parts.office().admin().ifPresent(probed::add);
        parts.roundTrips().nextOf(links.open()).ifPresent(probed::add);
        for (PeerId peer : probed) {
            if (links.openAttempt(peer).isPresent()) outbox.sendOverLink(peer, parts.roundTrips().probe(peer, now));
        }
    }

    /** The server has the peer (again): an attempt at a link may work now, however many have failed. */
    void reachable(PeerId peer, Instant now) {
        parts.signals().forgetRequest(peer);
        step(now, (known, steps) -> known.startOver(peer, now, steps));
    }

    /** A neighbour hears a worker that it did not hear before: so may this one. */
    void heardElsewhere(PeerId peer, Instant now) {
        links.retrySoon(peer, now);
    }

    boolean isOfTheRoom(PeerId peer) {
        return parts.book().isMember(peer) || parts.server().isPresent(peer) || links.openAttempt(peer).isPresent();
    }

    void forget(PeerId peer) {
        badFrames.forget(peer);
    }

    private void step(Instant now, BiConsumer<Links, List<LinkStep>> change) {
        List<LinkStep> steps = new ArrayList<>();
        change.accept(links, steps);
        for (LinkStep step : steps)
            follow(step, now);
    }

    private void follow(LinkStep step, Instant now) {
        switch (step) {
            case LinkStep.Dial dial -> outbox.add(new Effect.Dial(dial.peer(), dial.attempt()));
            case LinkStep.Accept accept ->
                outbox.add(new Effect.Accept(accept.peer(), accept.attempt(), accept.offer()));
            case LinkStep.TakeAnswer take ->
                outbox.add(new Effect.TakeAnswer(take.peer(), take.attempt(), take.answer()));
            case LinkStep.AddCandidate add ->
                outbox.add(new Effect.AddCandidate(add.peer(), add.attempt(), add.candidate()));
            case LinkStep.Close close -> outbox.add(new Effect.CloseLink(close.peer(), close.attempt()));
            case LinkStep.AskToBeDialled ask -> parts.signals().send(ask.peer(), new LinkSignal.DialMe());
            case LinkStep.Opened opened -> greet(opened, now);
            case LinkStep.Failed failed ->
                outbox.note(new Conclusion.LinkFailed(failed.peer(), failed.attempts(), failed.why()));
            case LinkStep.Lost lost -> {
                outbox.note(new Conclusion.LinkDown(lost.peer(), lost.why()));
                badFrames.forget(lost.peer());
                hearing.linkLost(lost.peer(), now);
                doubt(lost.peer(), now);
            }
        }
    }

    private void greet(LinkStep.Opened opened, Instant now) {
        parts.signals().forgetRequest(opened.peer());
        hearing.frame(opened.peer(), now);
        parts.server().cameBack(opened.peer());
        outbox.note(new Conclusion.LinkUp(opened.peer(), opened.attempts()));
        parts.speaker().beatTo(opened.peer(), now);
        outbox.sendOverLink(opened.peer(), parts.roundTrips().probe(opened.peer(), now));
    }
}
