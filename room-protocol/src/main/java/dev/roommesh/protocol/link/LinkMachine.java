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
 *    |  ^                           |  ^                |
 *    |  +------timed out, failed----+  |                |
 *    +--offer of a newer attempt-------+<---------------+
 * </pre>
 *
 * Answers to an earlier attempt carry its number and change nothing.
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
        this.state = new LinkState.Waiting(0, dials ? now : now.plus(policy.redialMin().multipliedBy(8)),
                "not tried yet");
    }

    LinkState state() {
        return state;
    }

    boolean isOpen() {
        return state instanceof LinkState.Open;
    }

    boolean isOpen(LinkAttempt attempt) {
        return state instanceof LinkState.Open open && open.attempt().equals(attempt);
    }

    /** @param reachable whether a signal can get there, through the server or a neighbour */
    void tick(boolean reachable, Instant lastFrame, Instant now, List<LinkStep> steps) {
        switch (state) {
            case LinkState.Waiting waiting when reachable && !now.isBefore(waiting.retryAt()) ->
                retry(waiting, now, steps);
            case LinkState.Offering offering when !now.isBefore(offering.deadline()) -> {
                steps.add(new LinkStep.Close(peer, offering.attempt()));
                failed(offering.attempts(), "no answer in time", now);
            }
            case LinkState.Open open when silentSince(open, lastFrame).isBefore(now.minus(policy.silence())) -> {
                steps.add(new LinkStep.Close(peer, open.attempt()));
                lost("no frame for " + policy.silence().toMillis() + " ms", now, steps);
            }
            case LinkState _ -> {
                // Nothing is due.
            }
        }
    }

    private void retry(LinkState.Waiting waiting, Instant now, List<LinkStep> steps) {
        if (dials) {
            dial(waiting.attempts(), now, steps);
        } else {
            steps.add(new LinkStep.AskToBeDialled(peer));
            state = new LinkState.Waiting(waiting.attempts() + 1, now.plus(policy.backOff(waiting.attempts() + 2)),
                    waiting.why());
        }
    }

    private void dial(int attempts, Instant now, List<LinkStep> steps) {
        var attempt = new LinkAttempt(incarnation, ++dialled);
        state = new LinkState.Offering(attempts + 1, attempt, now.plus(policy.dialTimeout()));
        steps.add(new LinkStep.Dial(peer, attempt));
    }

    void signal(LinkSignal signal, Instant now, List<LinkStep> steps) {
        switch (signal) {
            case LinkSignal.Offer offer when !dials -> accept(offer, now, steps);
            case LinkSignal.Answer answer when dials && isCurrent(answer.attempt()) ->
                steps.add(new LinkStep.TakeAnswer(peer, answer.attempt(), answer.sdp()));
            case LinkSignal.Candidate candidate when isCurrent(candidate.attempt()) ->
                steps.add(new LinkStep.AddCandidate(peer, candidate.attempt(), candidate.candidate()));
            case LinkSignal.DialMe _ when dials -> dialOnRequest(now, steps);
            case LinkSignal.Offer _,LinkSignal.Answer _,LinkSignal.Candidate _,LinkSignal.DialMe _ -> {
                // Late, repeated, or for the other end to say: it changes nothing.
            }
        }
    }

    private void accept(LinkSignal.Offer offer, Instant now, List<LinkStep> steps) {
        LinkAttempt current = current();
        if (current != null && offer.attempt().compareTo(current) <= 0) return;
        if (current != null) steps.add(new LinkStep.Close(peer, current));
        if (isOpen()) steps.add(new LinkStep.Lost(peer, "the peer dialled anew"));
        state = new LinkState.Offering(state.attempts() + 1, offer.attempt(), now.plus(policy.dialTimeout()));
        steps.add(new LinkStep.Accept(peer, offer.attempt(), offer.sdp()));
    }

    /** Whoever asks has no link: an open one here is a relic of its earlier life. */
    private void dialOnRequest(Instant now, List<LinkStep> steps) {
        switch (state) {
            case LinkState.Waiting waiting -> dial(waiting.attempts(), now, steps);
            case LinkState.Open open when open.since().isBefore(now.minus(policy.redialMin().multipliedBy(8))) -> {
                steps.add(new LinkStep.Close(peer, open.attempt()));
                steps.add(new LinkStep.Lost(peer, "the peer asked to be dialled anew"));
                dial(0, now, steps);
            }
            case LinkState.Open _,LinkState.Offering _ -> {
                // An attempt is under way, or was when the peer asked.
            }
        }
    }

    void opened(LinkAttempt attempt, Instant now, List<LinkStep> steps) {
        if (state instanceof LinkState.Offering offering && offering.attempt().equals(attempt)) {
            state = new LinkState.Open(0, attempt, now);
            steps.add(new LinkStep.Opened(peer, attempt, offering.attempts()));
        }
    }

    void closed(LinkAttempt attempt, String why, Instant now, List<LinkStep> steps) {
        if (!isCurrent(attempt)) return;
        if (isOpen()) {
            lost(why, now, steps);
        } else {
            failed(state.attempts(), why, now);
        }
    }

    /** Gives the link up: the peer restarted, broke the rules, or left. */
    void abandon(String why, Instant now, List<LinkStep> steps) {
        LinkAttempt current = current();
        if (current == null) return;
        steps.add(new LinkStep.Close(peer, current));
        closed(current, why, now, steps);
    }

    private void lost(String why, Instant now, List<LinkStep> steps) {
        state = new LinkState.Waiting(0, dials ? now.plus(policy.redialMin()) : now.plus(policy.backOff(2)), why);
        steps.add(new LinkStep.Lost(peer, why));
    }

    private void failed(int attempts, String why, Instant now) {
        state = new LinkState.Waiting(attempts, now.plus(policy.backOff(attempts)), why);
    }

    private boolean isCurrent(LinkAttempt attempt) {
        return attempt.equals(current());
    }

    @Nullable
    LinkAttempt current() {
        return switch (state) {
            case LinkState.Waiting _ -> null;
            case LinkState.Offering offering -> offering.attempt();
            case LinkState.Open open -> open.attempt();
        };
    }

    private static Instant silentSince(LinkState.Open open, Instant lastFrame) {
        return lastFrame.isAfter(open.since()) ? lastFrame : open.since();
    }
}
