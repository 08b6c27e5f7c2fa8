package dev.roommesh.simulation;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Timing;
import dev.roommesh.protocol.query.QueryAnswer;
import java.time.Duration;
import java.time.Instant;

/**
 * I10. Every worker whose process runs can answer: it has a view from its first tick on, and lists itself as soon as it
 * is on its roster. Its own replica says what its owner was told last.
 */
final class EveryQueryAnswered extends Invariant {
    /** A process has had its first tick by then. */
    static final Duration BEGUN = Duration.ofMillis(200);

    /** Between a change of its document and its word on itself in it. */
    static final Duration LAG = Duration.ofMillis(200);
    /** In a room that cannot begin a new history it writes once a second. */
    static final Duration READ_ONLY_LAG = Duration.ofSeconds(1).plus(Timing.TICK).plus(LAG);

    private final Events events;

    EveryQueryAnswered(Violations violations, Events events) {
        super("I10", violations);
        this.events = events;
    }

    /** Off the roster it must not write into a later history than the first. */
    private static boolean lagsTooLong(Ground ground, RoomView view, Instant now) {
        if (view.epoch().number() > 0 && !view.roster().has(view.self())) return false;
        Duration lag = view.mode() == Mode.READ_ONLY ? READ_ONLY_LAG : LAG;
        return ground.unsaidSince(view.self()).filter(since -> since.plus(lag).isBefore(now)).isPresent();
    }

    @Override
    void asked(Ground ground, Instant now) {
        for (PeerId peer : ground.running()) {
            if (!ground.isAwake(peer) || ground.bornAt(peer).plus(BEGUN).isAfter(now)) continue;
            RoomView view = ground.views().get(peer);
            if (view == null) {
                violated(peer + " cannot answer: it has no view");
                continue;
            }
            WorkerAnswer answer = QueryAnswer.of(view, WorkerQuery.ALL, now);
            events.count(answer.stale() ? "StaleAnswer" : "FreshAnswer");
            boolean listed = answer.workers().stream().anyMatch(worker -> worker.peerId().equals(peer));
            if (lagsTooLong(ground, view, now)) violated(peer + "'s own replica does not say what it was told");
            boolean said = ground.unsaidSince(peer).isEmpty();
            if (view.roster().has(peer) && view.mode() != Mode.FORMING && said && !listed) {
                violated(peer + " is on its roster and does not list itself");
            }
        }
    }
}
