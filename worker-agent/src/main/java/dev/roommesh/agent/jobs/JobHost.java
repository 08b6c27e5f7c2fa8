package dev.roommesh.agent.jobs;

import dev.roommesh.model.JobId;
import dev.roommesh.model.ReservationId;
import java.time.Duration;

/** What jobs need of the worker that runs them. Any thread may call; nothing blocks. */
public interface JobHost {
    /** From now on the worker says that it is busy with this. */
    void busy(JobId job, String command);

    /** From now on it says what it said before. */
    void idle();

    /** The client is there, and wants the worker for so long from now on. */
    void renew(ReservationId reservation, Duration lease);

    /** The client wants the worker no more. */
    void giveBack(ReservationId reservation);

    /** Whether nobody but the room can say that the reservation is over, or it is not over. */
    boolean stands(ReservationId reservation);
}
