package dev.roommesh.agent.oldpeer;

import dev.roommesh.model.ReservationId;
import java.time.Duration;

/** What becomes of the worker's own reservation. Any thread may call; nothing blocks. */
public interface Keeping {
    /** The client is there: the worker is kept for it for so long from now on, if it still is. */
    void renew(ReservationId reservation, Duration lease);

    /** The client is gone; nothing happens where somebody else has the worker. */
    void giveBack(ReservationId reservation);
}
