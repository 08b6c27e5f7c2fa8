package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Timing;
import dev.roommesh.protocol.query.QueryAnswer;
import java.time.Duration;
import java.time.Instant;

/**
 * I15. An answer says that it is stale unless somebody has acted as admin within the time after which nobody believes
 * it any more: the silence limits of a link and of the admin, and a lease.
 */
final class HonestAnswers extends Invariant {
    private Duration believed = Duration.ZERO;
    private Instant acted = VirtualTime.START;

    HonestAnswers(Violations violations) {
        super("I15", violations);
    }

    @Override
    void started(PeerId peer, Timing timing, Instant now) {
        Duration own = timing.linkSilence().plus(timing.adminSilence()).plus(timing.lease());
        if (own.compareTo(believed) > 0) believed = own;
    }

    @Override
    void published(RoomView view, Instant now) {
        if (view.actingUntil().isPresent()) acted = now;
    }

    @Override
    void asked(Ground ground, Instant now) {
        if (acted.plus(believed).isAfter(now)) return;
        for (PeerId peer : ground.running()) {
            RoomView view = ground.views().get(peer);
            if (view == null || !ground.isAwake(peer)) continue;
            if (!QueryAnswer.of(view, WorkerQuery.ALL, now).stale()) {
                violated(peer + " takes its state for the present, but nobody has acted since "
                        + Transcript.seconds(acted));
            }
        }
    }
}
