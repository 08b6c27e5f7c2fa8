package dev.roommesh.client.operator;

import java.util.List;

/**
 * The rooms of a server, or of all that share theirs with it.
 *
 * @param rooms by id
 * @param truncated whether there are more
 */
public record RoomList(List<RoomSummary> rooms, boolean truncated) {
    public RoomList {
        rooms = List.copyOf(rooms);
    }
}
