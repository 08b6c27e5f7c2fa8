package dev.roommesh.model;

/** How a job ended. */
public enum JobOutcome {
    /** Its command ended with exit code 0. */
    FINISHED,
    /** Its command ended with another exit code or by a signal, or could not be started. */
    FAILED,
    /** The client, or whoever knows its reservation, wanted no more of it; or the worker stopped. */
    CANCELLED,
    /** It took more time, memory, output or disk than it may. */
    OVER_LIMIT
}
