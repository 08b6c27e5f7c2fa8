package dev.roommesh.client.operator;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A room as its server lists it.
 *
 * @param clients whoever is no worker
 * @param adminPeerId whom the workers follow; null where there is none
 * @param adminTerm 0 where there was none yet
 * @param since when it was made, or the first peer came; null where the server does not know
 */
public record RoomSummary(RoomId roomId, int workers, int clients, @Nullable PeerId adminPeerId, long adminTerm,
        @Nullable Instant since) {}
