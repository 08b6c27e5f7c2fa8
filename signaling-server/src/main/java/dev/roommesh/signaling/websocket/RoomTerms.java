package dev.roommesh.signaling.websocket;

import dev.roommesh.model.Features;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.signaling.room.Rooms;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the server decides for each room: the flag, and what follows from who is there. A worker that takes no part in the
 * registry, as old ones do not, is known to the server alone, so a client must ask through it then. Safe for many threads.
 */
public final class RoomTerms {
    private final Predicate<RoomId> registry;
    private final Rooms rooms;
    private Set<RoomId> mixed = Set.of();

    /** @param registry whether it is switched on for a room */
    public RoomTerms(Predicate<RoomId> registry, Rooms rooms) {
        this.registry = registry;
        this.rooms = rooms;
    }

    public Features of(RoomId room) {
        boolean on = hasRegistry(room);
        return new Features(on, on && !isMixed(room));
    }

    boolean hasRegistry(RoomId room) {
        return registry.test(room);
    }

    private boolean isMixed(RoomId room) {
        return rooms.view(room).filter(RoomView::isMixed).isPresent();
    }

    /** Looks who is there now. @return whether what follows from that has changed for any of these rooms */
    synchronized boolean look(Set<RoomId> known) {
        Set<RoomId> now = new HashSet<>(known);
        now.removeIf(room -> !isMixed(room));
        boolean changed = !now.equals(mixed);
        mixed = now;
        return changed;
    }
}
