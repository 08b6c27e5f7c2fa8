package dev.roommesh.simulation;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.RoomView;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * I1. An admin that is cut off acts on until its lease ends, and a successor may claim before that (a hint and three
 * probes take less than a lease); so two may act for one roster version, but not for longer than a lease.
 */
final class LeaseOverlap extends Invariant {
    private final Duration lease;
    private final Map<PeerId, RoomView> acting = new TreeMap<>();
    private @Nullable Instant rivalsSince;

    LeaseOverlap(Duration lease, Violations violations) {
        super("I1", violations);
        this.lease = lease;
    }

    @Override
    void published(RoomView view, Instant now) {
        if (view.mode() == Mode.NORMAL && view.actingUntil().isPresent()) {
            acting.put(view.self(), view);
        } else {
            acting.remove(view.self());
        }
    }

    @Override
    void ended(PeerId peer, Instant now) {
        acting.remove(peer);
    }

    @Override
    void afterEvent(Ground ground, Instant now) {
        if (acting.size() < 2) {
            rivalsSince = null;
            return;
        }
        String rivals = rivals(now);
        if (rivals == null) {
            rivalsSince = null;
        } else if (rivalsSince == null) {
            rivalsSince = now;
        } else if (rivalsSince.plus(lease).isBefore(now)) {
            violated(rivals + " since " + Transcript.seconds(rivalsSince));
        }
    }

    private @Nullable String rivals(Instant now) {
        for (RoomView one : acting.values()) {
            for (RoomView other : acting.values()) {
                boolean both = one.self().compareTo(other.self()) < 0 && acts(one, now) && acts(other, now);
                if (both && one.roster().at().equals(other.roster().at())) {
                    return one.self() + " (term " + one.term() + ") and " + other.self() + " (term " + other.term()
                            + ") both act for roster " + one.roster().at();
                }
            }
        }
        return null;
    }

    private static boolean acts(RoomView view, Instant now) {
        return view.actingUntil().filter(now::isBefore).isPresent();
    }
}
