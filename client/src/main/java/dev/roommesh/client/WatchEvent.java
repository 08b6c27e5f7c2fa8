package dev.roommesh.client;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a watch tells. The events together lead from nothing to the present state: none is missed and none comes twice,
 * whichever admin or server tells. States that were soon replaced may have been passed over.
 */
public sealed interface WatchEvent {
    /** A worker fits that was not there, or did not fit. */
    record Appeared(WorkerEntry worker) implements WatchEvent {}

    /** A worker that fits says something else of itself. */
    record Changed(WorkerEntry before, WorkerEntry worker) implements WatchEvent {}

    /** A worker is not there any more, or fits no more. */
    record Gone(WorkerEntry last) implements WatchEvent {}

    /** @param admin null where there is none */
    record AdminChanged(@Nullable PeerId admin, long term) implements WatchEvent {}

    /**
     * From now on nobody vouches that this is the present state: the watch is cut, or whoever tells is cut off.
     *
     * @param asOf the time of the state that is known, by the clock of whoever told it
     */
    record BecameStale(Instant asOf) implements WatchEvent {}

    /** The state is the present one again. */
    record BecameCurrent(Instant asOf) implements WatchEvent {}

    /** From now on word of the room comes this way. Said before what comes first on it. */
    record WayChanged(Way way) implements WatchEvent {}

    /** Nothing more will come: the server refuses for good. */
    record Ended(ClientFailure why) implements WatchEvent {}
}
