package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.ReservationId;
import dev.roommesh.protocol.RoomView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** I19. A worker that runs a job for somebody to whom it is not reserved any more ends it. */
final class JobsEndWithReservations extends Invariant {
    /** The worker's process ends it at once; processes take a moment to die. */
    private static final Duration WITHIN = Duration.ofSeconds(1);

    private final Map<PeerId, Instant> forNobodySince = new HashMap<>();

    JobsEndWithReservations(Violations violations) {
        super("I19", violations);
    }

    @Override
    void ended(PeerId peer, Instant now) {
        forNobodySince.remove(peer);
    }

    @Override
    void afterEvent(Ground ground, Instant now) {
        forNobodySince.keySet().removeIf(peer -> !ground.jobs().containsKey(peer) || !ground.isAwake(peer));
        ground.jobs().forEach((peer, job) -> {
            RoomView view = ground.views().get(peer);
            if (view == null || !ground.isAwake(peer) || isKeptFor(view, job)) {
                forNobodySince.remove(peer);
                return;
            }
            Instant since = forNobodySince.computeIfAbsent(peer, _ -> now);
            if (now.isAfter(since.plus(WITHIN)))
                violated(peer + " still runs the job of " + job + ", which ended at " + since);
        });
    }

    /** As it says itself; one that is off the roster, or dead to itself, does not say. */
    private static boolean isKeptFor(RoomView view, ReservationId job) {
        return view.workers().stream().filter(entry -> entry.peerId().equals(view.self())).findFirst()
                .map(entry -> PropertyValue.of(job.fingerprint())
                        .equals(entry.metadata().properties().get(Profile.RESERVATION)))
                .orElse(true);
    }
}
