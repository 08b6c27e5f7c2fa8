package dev.roommesh.protocol.link;

import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.PeerId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The link to one worker. Of two, the one with the greater id dials, always; so there is no glare.
 *
 * <pre>
 * Waiting --due, mine to dial--> Offering --opened--> Open --lost, silent--> Waiting
 *    |  ^                           |  ^               | ^
 *    |  +------timed out, failed----+  |               | +--drained, or the old one closed--+
 *    +--offer of a newer attempt-------+               |                                    |
 *                                      |    worn out, offer, asked to dial                  |
 *                                      |               v                                    |
 *                                      +---lost---- Renewing --successor opened--> Draining-+
 * </pre>
 *
 * An attempt whose offer may be lost leads from Offering to the next one, where the way of signals is new, or the other end
 * asks to be dialled. A successor that fails or times out leads from Renewing back to Open, and a link lost while Draining to Waiting. An
 * offer of a newer process of the peer ends whatever is open, for that belongs to its earlier life.
 *
 * <p>Answers to an earlier attempt carry its number and change nothing.
 */
final class LinkMachine {
    private final PeerId peer;
    private final boolean dials;
    private final long incarnation;
    private final LinkPolicy policy;
    private int dialled;
    private LinkState state;

    /** @param incarnation of this worker */
    LinkMachine(PeerId self, PeerId peer, long incarnation, LinkPolicy policy, Instant now) {
        this.peer = peer;
        this.dials = self.compareTo(peer) > 0;
        this.incarnation = incarnation;
        this.policy = policy;
        // The other end of a new acquaintance dials by itself; asking comes only when that has taken too long.
        this.state = new LinkState.Waiting(0, dials ? now : now.plus(policy.askAfter()), "not tried yet");
    }

    LinkState state() {
        return state;
    }

    boolean isOpen() {
        return state instanceof LinkState.Up;
    }

    /** Whether frames of this attempt count. */
    boolean isOpen(LinkAttempt attempt) {
        return state instanceof LinkState.Up up && (up.link().attempt().equals(attempt)
                || (up instanceof LinkState.Draining draining && draining.old().equals(attempt)));
    }

    /** @param reachable whether a signal can get there, through the server or a neighbour */
    void tick(boolean reachable, Instant lastFrame, Instant now, List<LinkStep> steps) {
        switch (state) {
            case LinkState.Waiting waiting when reachable && !now.isBefore(waiting.retryAt()) ->
                retry(waiting, now, steps);
            case LinkState.Offering offering when !now.isBefore(offering.deadline()) -> {
                close(offering.attempt(), steps);
                cameToNothing(offering, offering.described() ? Links.NO_PATH : Links.NO_ANSWER, now, steps);
            }
            case LinkState.Up up when silentSince(up.link(), lastFrame).isBefore(now.minus(policy.silence())) -> {
                close(up.link().attempt(), steps);
                lost(up, "no frame for " + policy.silence().toMillis() + " ms", now, steps);
            }
            case LinkState.Renewing renewing when !now.isBefore(renewing.successor().deadline()) ->
                keepOnly(renewing, steps);
            case LinkState.Draining draining when !now.isBefore(draining.until()) -> keepOnly(draining, steps);
            case LinkState _ -> {
                // Nothing is due.
            }
        }
    }

    private void retry(LinkState.Waiting waiting, Instant now, List<LinkStep> steps) {
        if (dials) {
            state = dial(waiting.attempts(), now, steps);
        } else {
            steps.add(new LinkStep.AskToBeDialled(peer));
            state = new LinkState.Waiting(waiting.attempts() + 1, now.plus(policy.backOff(waiting.attempts() + 2)),
                    waiting.why());
        }
    }

    private LinkState.Offering dial(int attempts, Instant now, List<LinkStep> steps) {
        var attempt = new LinkAttempt(incarnation, ++dialled);
        steps.add(new LinkStep.Dial(peer, attempt));
        return offering(attempts + 1, attempt, now);
    }

    private LinkState.Offering accepting(int attempts, LinkAttempt attempt, Instant now) {
        return offering(attempts, attempt, now).describedBy(now.plus(LinkPolicy.YOUNG));
    }

    private LinkState.Offering offering(int attempts, LinkAttempt attempt, Instant now) {
        return new LinkState.Offering(attempts, attempt, now.plus(policy.dialTimeout()));
    }

    void signal(LinkSignal signal, Instant now, List<LinkStep> steps) {
        switch (signal) {
            case LinkSignal.Offer offer when !dials -> accept(offer, now, steps);
            case LinkSignal.Answer answer when dials && holds(answer.attempt()) -> {
                if (state instanceof LinkState.Offering offering)
                    state = offering.describedBy(now.plus(policy.connecting()));
                steps.add(new LinkStep.TakeAnswer(peer, answer.attempt(), answer.sdp()));
            }
            case LinkSignal.Candidate candidate when holds(candidate.attempt()) ->
                steps.add(new LinkStep.AddCandidate(peer, candidate.attempt(), candidate.candidate()));
            case LinkSignal.DialMe _ when dials -> dialOnRequest(now, steps);
            case LinkSignal.Offer _,LinkSignal.Answer _,LinkSignal.Candidate _,LinkSignal.DialMe _ -> {
                // Late, repeated, or for the other end to say: it changes nothing.
            }
        }
    }

    /** Ends a back-off of the end that dials; the other one is dialled. */
    void retrySoon(Instant now) {
        if (dials) endBackOff(now);
    }

    /** The offer of an attempt is on its way. */
    void offered(LinkAttempt attempt, Instant now) {
        if (state instanceof LinkState.Offering offering && offering.attempt().equals(attempt))
            state = offering.withLostFrom(now.plus(LinkPolicy.YOUNG));
    }

    /** What was sent before may be lost, at either end: the attempt begins anew, or is asked for. */
    void startOver(Instant now, List<LinkStep> steps) {
        endBackOff(now);
        if (state instanceof LinkState.Offering offering && offering.mayBeLost(now)) replace(offering, now, steps);
    }

    private void endBackOff(Instant now) {
        if (state instanceof LinkState.Waiting waiting && waiting.retryAt().isAfter(now))
            state = new LinkState.Waiting(0, now, waiting.why());
    }

    private void replace(LinkState.Offering lost, Instant now, List<LinkStep> steps) {
        close(lost.attempt(), steps);
        state = dials
                ? dial(lost.attempts(), now, steps)
                : new LinkState.Waiting(lost.attempts(), now, "the answer may be lost");
    }

    private void accept(LinkSignal.Offer offer, Instant now, List<LinkStep> steps) {
        LinkAttempt offered = offer.attempt();
        if (!isNews(offered)) return;
        boolean restarted = state instanceof LinkState.Up up
                && offered.incarnation() != up.link().attempt().incarnation();
        if (restarted) abandon("the peer dialled anew", now, steps);
        switch (state) {
            case LinkState.Waiting waiting -> state = accepting(waiting.attempts() + 1, offered, now);
            case LinkState.Offering superseded -> {
                close(superseded.attempt(), steps);
                state = accepting(superseded.attempts() + 1, offered, now);
            }
            case LinkState.Up up -> renew(up, offering(1, offered, now), steps);
        }
        steps.add(new LinkStep.Accept(peer, offered, offer.sdp()));
    }

    private boolean isNews(LinkAttempt offered) {
        return switch (state) {
            case LinkState.Waiting _ -> true;
            case LinkState.Offering offering -> offered.compareTo(offering.attempt()) > 0;
            case LinkState.Up up -> offered.compareTo(up.link().attempt()) > 0
                    && (up.beside() == null || offered.compareTo(up.beside()) > 0);
        };
    }

    /**
     * Whoever asks has a link that is worn out, or none: then an open one here is a relic of its earlier life, and an
     * offer that has been on its way for long has not come to it.
     */
    private void dialOnRequest(Instant now, List<LinkStep> steps) {
        switch (state) {
            case LinkState.Waiting waiting -> state = dial(waiting.attempts(), now, steps);
            case LinkState.Offering offering when offering.mayBeLost(now) -> replace(offering, now, steps);
            case LinkState.Open open when open.since().isBefore(now.minus(policy.askAfter())) ->
                renew(open, dial(0, now, steps), steps);
            case LinkState.Offering _,LinkState.Up _ -> {
                // An attempt is under way, or was when the peer asked.
            }
        }
    }

    /** The transport wants this link made anew; it asks again as long as it is not. */
    void wornOut(LinkAttempt attempt, Instant now, List<LinkStep> steps) {
        if (!(state instanceof LinkState.Open open) || !open.attempt().equals(attempt)) return;
        if (dials) {
            renew(open, dial(0, now, steps), steps);
        } else {
            steps.add(new LinkStep.AskToBeDialled(peer));
        }
    }

    private void renew(LinkState.Up up, LinkState.Offering successor, List<LinkStep> steps) {
        keepOnly(up, steps);
        state = new LinkState.Renewing(up.link(), successor);
    }

    void opened(LinkAttempt attempt, Instant now, List<LinkStep> steps) {
        switch (state) {
            case LinkState.Offering offering when offering.attempt().equals(attempt) -> {
                state = new LinkState.Open(attempt, now);
                steps.add(new LinkStep.Opened(peer, attempt, offering.attempts()));
            }
            case LinkState.Renewing(LinkState.Open old, LinkState.Offering successor) when successor.attempt()
                    .equals(attempt) -> {
                state = new LinkState.Draining(new LinkState.Open(attempt, now), old.attempt(),
                        now.plus(LinkPolicy.DRAIN));
                steps.add(new LinkStep.Opened(peer, attempt, successor.attempts()));
            }
            case LinkState _ -> {
                // An attempt that was given up.
            }
        }
    }

    void closed(LinkAttempt attempt, String why, Instant now, List<LinkStep> steps) {
        switch (state) {
            case LinkState.Offering offering when offering.attempt().equals(attempt) ->
                cameToNothing(offering, why, now, steps);
            case LinkState.Up up when up.link().attempt().equals(attempt) -> lost(up, why, now, steps);
            case LinkState.Up up when attempt.equals(up.beside()) -> state = up.link();
            case LinkState _ -> {
                // An attempt that was given up.
            }
        }
    }

    /** Gives the link up: the peer restarted, broke the rules, or left. */
    void abandon(String why, Instant now, List<LinkStep> steps) {
        LinkAttempt current = current();
        if (current == null) return;
        if (state instanceof LinkState.Up up) keepOnly(up, steps);
        close(current, steps);
        if (state instanceof LinkState.Offering offering) failed(offering.attempts(), why, now);
        else
            closed(current, why, now, steps);
    }

    /** Frames can no longer be sent. A successor under way goes on as any attempt does. */
    private void lost(LinkState.Up up, String why, Instant now, List<LinkStep> steps) {
        if (up instanceof LinkState.Renewing renewing) {
            state = renewing.successor();
        } else {
            keepOnly(up, steps);
            state = new LinkState.Waiting(0, now.plus(dials ? policy.redialMin() : policy.backOff(2)), why);
        }
        steps.add(new LinkStep.Lost(peer, why));
    }

    private void cameToNothing(LinkState.Offering offering, String why, Instant now, List<LinkStep> steps) {
        failed(offering.attempts(), why, now);
        steps.add(new LinkStep.Failed(peer, offering.attempts(), why));
    }

    private void failed(int attempts, String why, Instant now) {
        state = new LinkState.Waiting(attempts, now.plus(policy.backOff(attempts)), why);
    }

    /** Closes what lives beside the open link. */
    private void keepOnly(LinkState.Up up, List<LinkStep> steps) {
        LinkAttempt beside = up.beside();
        if (beside != null) close(beside, steps);
        state = up.link();
    }

    private void close(LinkAttempt attempt, List<LinkStep> steps) {
        steps.add(new LinkStep.Close(peer, attempt));
    }

    private boolean holds(LinkAttempt attempt) {
        return attempt.equals(current()) || (state instanceof LinkState.Up up && attempt.equals(up.beside()));
    }

    /** The attempt over which frames are sent, or soon may be. */
    @Nullable
    LinkAttempt current() {
        return switch (state) {
            case LinkState.Waiting _ -> null;
            case LinkState.Offering offering -> offering.attempt();
            case LinkState.Up up -> up.link().attempt();
        };
    }

    private static Instant silentSince(LinkState.Open open, Instant lastFrame) {
        return lastFrame.isAfter(open.since()) ? lastFrame : open.since();
    }
}
