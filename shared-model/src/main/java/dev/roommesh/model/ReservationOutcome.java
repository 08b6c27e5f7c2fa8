package dev.roommesh.model;

/** What became of a wish to reserve a worker, or to give it back. */
public enum ReservationOutcome {
    /** The worker is the asker's until the time is over. */
    GRANTED,
    /** The worker is the asker's no more. */
    RELEASED,
    /** The worker that was named says itself that it is not free. */
    TAKEN,
    /** There are workers that fit, and none of them is free. */
    NONE_FREE,
    /** No worker of the room fits. */
    NONE_FIT,
    /**
     * The room is not able to say: it is being formed, is read-only, the worker that was named is not within reach, or too
     * many ask; worth another try soon.
     */
    NOT_NOW
}
