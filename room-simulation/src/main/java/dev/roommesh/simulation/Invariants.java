package dev.roommesh.simulation;

import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.Timing;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What must hold after every event, whatever happens to the room. The numbers are those of docs/PROTOCOL.md. */
final class Invariants {
    /** I11 to I14 are those of {@link Wholeness}. */
    static final List<String> NUMBERS = IntStream.rangeClosed(1, 19).mapToObj(number -> "I" + number).toList();

    private final Ground ground;
    private final Violations violations;
    private final List<Invariant> all;

    Invariants(Timing timing, Ground ground, Set<String> tolerated, Events events) {
        this.ground = ground;
        this.violations = new Violations(tolerated, events);
        this.all = List.of(new LeaseOverlap(timing.lease(), violations), new OneRosterPerVersion(violations),
                new NothingFalls(violations), new ActsOnItsRoster(violations), new OneSuccessor(violations, events),
                new CountedClaims(violations), new OneAdminWhenQuiet(violations),
                new ReasonedRemovals(timing, violations), new FreshEchoes(timing, violations),
                new EveryQueryAnswered(violations, events), new HonestAnswers(violations),
                new OneProfilePerRevision(violations), new NoDoubleReservation(violations, events, ground),
                new EveryWishAnswered(violations), new JobsEndWithReservations(violations));
    }

    Violations violations() {
        return violations;
    }

    void started(PeerId peer, Timing timing) {
        for (Invariant each : all)
            each.started(peer, timing, ground.now());
    }

    void ended(PeerId peer) {
        for (Invariant each : all)
            each.ended(peer, ground.now());
    }

    void left(PeerId peer) {
        for (Invariant each : all)
            each.left(peer);
    }

    /** Something arrives at a worker, which handles it sooner or later. */
    void arrived(Input input) {
        for (Invariant each : all)
            each.arrived(input, ground.now());
    }

    /** @param effects those that were carried out */
    void handled(PeerId peer, Input input, List<Effect> effects, boolean dies) {
        Instant now = ground.now();
        Input meant = ofTheOrigin(peer, input);
        for (Invariant each : all) {
            if (input instanceof Input.Received received) each.heard(peer, received.peer(), now);
            each.handling(peer, meant, now);
            for (Effect effect : effects) {
                switch (effect) {
                    case Effect.Send send -> sent(each, peer, send, now);
                    case Effect.ToServer say -> each.said(peer, say.message(), now);
                    case Effect.Note note -> each.noted(peer, note.conclusion(), now);
                    case Effect.Publish publish -> each.published(publish.view(), now);
                    default -> {
                        // No rule looks at it.
                    }
                }
            }
            each.handled(peer, dies, now);
        }
    }

    /** What a neighbour carried to its target counts as received from its origin. */
    private static Input ofTheOrigin(PeerId peer, Input input) {
        return input instanceof Input.Received received
                && received.message() instanceof MeshMessage.Forwarded carried && carried.target().equals(peer)
                && !carried.origin().equals(received.peer())
                        ? new Input.Received(carried.origin(), received.attempt(), carried.message())
                        : input;
    }

    /** What a neighbour is to carry counts as sent to its target. */
    private static void sent(Invariant each, PeerId peer, Effect.Send send, Instant now) {
        if (send.message() instanceof MeshMessage.Forwarded carried && carried.origin().equals(peer)) {
            each.sent(peer, carried.target(), carried.message(), now);
        } else {
            each.sent(peer, send.peer(), send.message(), now);
        }
    }

    void afterEvent(Instant now) {
        for (Invariant each : all)
            each.afterEvent(ground, now);
    }

    void asked() {
        for (Invariant each : all)
            each.asked(ground, ground.now());
    }
}
