package dev.roommesh.client;

import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobId;
import dev.roommesh.model.JobOutcome;
import dev.roommesh.model.PeerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended.
 *
 * @param exitCode of the command; null where none ran
 * @param why one sentence; empty where it finished
 * @param files its results, each with its checksum; they are in the output folder if the job has one and is not cancelled
 */
public record JobResult(JobId job, PeerId worker, JobOutcome outcome, @Nullable Integer exitCode, String why,
        List<JobFile> files) {
    public JobResult {
        files = List.copyOf(files);
    }

    public boolean isFinished() {
        return outcome == JobOutcome.FINISHED;
    }
}
