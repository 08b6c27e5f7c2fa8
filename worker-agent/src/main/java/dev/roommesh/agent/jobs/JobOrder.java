package dev.roommesh.agent.jobs;

import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobId;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import java.time.Duration;
import java.util.List;

/**
 * A job that this worker takes.
 *
 * @param submit as the client said it
 * @param reservation under which the worker is kept for the client
 * @param command with the client's arguments in their places
 */
record JobOrder(JobMessage.Submit submit, ReservationId reservation, PeerId client, CommandTemplate template,
        List<String> command) {
    JobOrder {
        command = List.copyOf(command);
    }

    JobId id() {
        return submit.jobId();
    }

    Duration lease() {
        return Duration.ofMillis(submit.leaseMs());
    }

    long inputBytes() {
        return submit.inputs().stream().mapToLong(JobFile::size).sum();
    }
}
