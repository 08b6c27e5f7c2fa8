package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Timing;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** I3. The term, the roster version and the epoch of one process never fall; a new process begins afresh. */
final class NothingFalls extends Invariant {
    private final Map<PeerId, RoomView> before = new HashMap<>();

    NothingFalls(Violations violations) {
        super("I3", violations);
    }

    @Override
    void started(PeerId peer, Timing timing, Instant now) {
        before.remove(peer);
    }

    @Override
    void published(RoomView view, Instant now) {
        RoomView last = before.put(view.self(), view);
        if (last == null) return;
        if (view.term() < last.term()) {
            violated(view.self() + " went back from term " + last.term() + " to " + view.term());
        }
        if (last.roster().at().isNewerThan(view.roster().at())) {
            violated(view.self() + " went back from roster " + last.roster().at() + " to " + view.roster().at());
        }
        if (last.epoch().compareTo(view.epoch()) > 0) {
            violated(view.self() + " went back from " + last.epoch() + " to " + view.epoch());
        }
    }
}
