package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.RoomView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * I7. When nothing has changed from outside for 15 s (no fault, no heal, no lost packet), at most one worker acts of
 * those that unbroken ways connect.
 */
final class OneAdminWhenQuiet extends Invariant {
    static final Duration SETTLING = Duration.ofSeconds(15);

    private final Map<PeerId, RoomView> acting = new TreeMap<>();

    OneAdminWhenQuiet(Violations violations) {
        super("I7", violations);
    }

    @Override
    void published(RoomView view, Instant now) {
        if (view.actingUntil().isPresent()) {
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
        if (acting.size() < 2) return;
        Instant quiet = ground.quietSince();
        if (quiet.equals(Instant.MAX) || quiet.plus(SETTLING).isAfter(now)) return;
        for (RoomView one : acting.values()) {
            if (one.actingUntil().filter(now::isBefore).isEmpty()) continue;
            Set<PeerId> connected = connected(one.self(), ground);
            for (RoomView other : acting.values()) {
                if (one.self().compareTo(other.self()) < 0 && connected.contains(other.self())
                        && other.actingUntil().filter(now::isBefore).isPresent()) {
                    violated(one.self() + " (" + one.mode() + ", term " + one.term() + ") and " + other.self() + " ("
                            + other.mode() + ", term " + other.term() + ") both act, and can reach each other");
                }
            }
        }
    }

    static Set<PeerId> connected(PeerId from, Ground ground) {
        Set<PeerId> connected = new TreeSet<>(Set.of(from));
        var frontier = new ArrayDeque<>(connected);
        while (!frontier.isEmpty()) {
            PeerId next = frontier.remove();
            for (PeerId other : ground.running()) {
                if (ground.isJoined(next, other) && connected.add(other)) frontier.add(other);
            }
        }
        return connected;
    }
}
