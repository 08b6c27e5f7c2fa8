package dev.roommesh.simulation;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * I18. A member that runs answers a wish for a worker, or that one be forgotten: at the latest when no worker of the room
 * has answered it, which takes longer than a change of the roster may.
 */
final class EveryWishAnswered extends Invariant {
    /** As long as {@code Reservations} waits for a worker; a wait ends with a tick. */
    private static final Duration EACH = Duration.ofMillis(300).plus(Timing.TICK.multipliedBy(2));
    private static final Duration WITHIN = EACH.multipliedBy(Limits.ROOM_WORKERS_MAX);

    private final Map<PeerId, Map<RequestId, Instant>> waiting = new HashMap<>();

    EveryWishAnswered(Violations violations) {
        super("I18", violations);
    }

    @Override
    void handling(PeerId peer, Input input, Instant now) {
        if (input instanceof Input.ReserveWished wish) wait(peer, wish.request(), now);
        if (input instanceof Input.ReleaseWished wish) wait(peer, wish.request(), now);
        if (input instanceof Input.ForgetWished wish) wait(peer, wish.request(), now);
    }

    private void wait(PeerId peer, RequestId request, Instant now) {
        waiting.computeIfAbsent(peer, _ -> new HashMap<>()).put(request, now.plus(WITHIN));
    }

    @Override
    void said(PeerId peer, FromPeer message, Instant now) {
        if (message instanceof FromPeer.Reservation answer)
            answered(peer, answer.requestId());
        if (message instanceof FromPeer.WorkerForgotten answer) answered(peer, answer.requestId());
    }

    private void answered(PeerId peer, RequestId request) {
        waiting.getOrDefault(peer, new HashMap<>()).remove(request);
    }

    @Override
    void ended(PeerId peer, Instant now) {
        waiting.remove(peer);
    }

    @Override
    void left(PeerId peer) {
        waiting.remove(peer);
    }

    @Override
    void afterEvent(Ground ground, Instant now) {
        waiting.forEach((peer, wishes) -> {
            // What stands still, or is slow, has its time again.
            if (!ground.isAwake(peer)) wishes.replaceAll((_, _) -> now.plus(WITHIN));
            wishes.forEach((request, until) -> {
                if (now.isAfter(until)) violated(peer + " has not answered the wish " + request);
            });
        });
    }
}
