package dev.roommesh.signaling.room;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Rooms as operators see them.
 *
 * @param rooms by id
 * @param truncated whether there are more
 */
public record RoomListing(List<Row> rooms, boolean truncated) {
    public RoomListing {
        rooms = List.copyOf(rooms);
    }

    /**
     * One room at a glance.
     *
     * @param clients whoever is no worker
     * @param admin the holder of the highest reported term, unless it has left
     * @param term the highest reported; 0 when none
     * @param since when the room was made, or its first peer came; empty where that is not known
     */
    public record Row(RoomId room, int workers, int clients, Optional<PeerId> admin, long term,
            Optional<Instant> since) {}

    /** What a look at one room showed. */
    public sealed interface Look {
        /** The room is known: somebody is in it, or it was made and not forgotten yet. */
        record Known(Row row, RoomView view) implements Look {}

        record Unknown() implements Look {}

        /** What the servers share is not reached. */
        record Unreachable() implements Look {}
    }
}
