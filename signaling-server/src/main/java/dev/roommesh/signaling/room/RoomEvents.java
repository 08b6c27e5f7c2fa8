package dev.roommesh.signaling.room;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;

/** What operators hear of rooms. Called under a room's lock: must neither block nor fail. */
public interface RoomEvents {
    /** @param workers in the room now */
    void registered(RoomId room, Member member, int workers);

    void left(RoomId room, Member member, DepartureReason reason);

    void adminChanged(RoomId room, PeerId admin, long term);

    /** A new worker has brought the room to the number from which it is nearly full. */
    void nearlyFull(RoomId room, int workers);
}
