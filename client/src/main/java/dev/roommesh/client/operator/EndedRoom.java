package dev.roommesh.client.operator;

import dev.roommesh.model.RoomId;
import org.jspecify.annotations.Nullable;

/**
 * A room that was ended.
 *
 * @param workers who were in it until then; null where the server could not see
 * @param clients the same of those who are no workers
 */
public record EndedRoom(RoomId roomId, @Nullable Integer workers, @Nullable Integer clients) {}
