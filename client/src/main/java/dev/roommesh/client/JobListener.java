package dev.roommesh.client;

import dev.roommesh.model.JobId;
import dev.roommesh.model.WorkerEntry;

/**
 * Learns how a job gets on. Called on the job's own thread, in order; while a call lasts, nothing else of the job is
 * taken in. What it throws ends the job.
 */
public interface JobListener {
    /** A listener that listens to nothing. */
    JobListener NONE = new JobListener() {
    };

    /** The worker has taken it. */
    default void accepted(JobId job, WorkerEntry worker) {}

    /** So many bytes of the input have been written at the worker. */
    default void sent(long bytes, long bytesTotal) {}

    /** The command runs. */
    default void started() {}

    /** @param percent how far the command says that it is, 0 to 100 */
    default void progressed(double percent, String text) {}

    /** The command wrote this to its standard output or error. */
    default void wrote(byte[] bytes) {}

    /** So many bytes of the results are here. */
    default void received(long bytes, long bytesTotal) {}

    /** The data channel to the worker broke, and is being made anew; the job goes on meanwhile. */
    default void interrupted(String why) {}
}
