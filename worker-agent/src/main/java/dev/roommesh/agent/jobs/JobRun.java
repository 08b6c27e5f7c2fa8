package dev.roommesh.agent.jobs;

import dev.roommesh.model.JobOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job's command while it runs, held to its limits. */
final class JobRun {
    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
    /** What a command wrote just before it ended is read within this. */
    private static final Duration READ_WITHIN = Duration.ofSeconds(2);

    private final JobProcess process;
    private final Workspace workspace;
    private final JobLimits limits;
    private final BiConsumer<JobOutcome, String> verdict;
    private final Thread reader;
    private final long startedAt = System.nanoTime();

    /**
     * Starts the command.
     *
     * @param verdict told how it is to end, where it breaks a limit
     */
    JobRun(JobOrder order, Workspace workspace, JobOutput output, BiConsumer<JobOutcome, String> verdict)
            throws IOException {
        this.workspace = workspace;
        this.limits = order.template().limits();
        this.verdict = verdict;
        this.process = JobProcess.start(order.command(), order.template().environment(), workspace);
        this.reader = Thread.ofVirtual().name("job-output").start(() -> read(output));
    }

    private void read(JobOutput output) {
        try {
            if (output.read(process.output())) return;
            String broken = output.broken();
            if (broken == null) over("It wrote more than " + limits.outputBytes() + " bytes.");
            else
                verdict.accept(JobOutcome.FAILED, "What it writes cannot be kept: " + broken + ".");
        } catch (IOException ended) {
            LOG.debug("The output of a job ended.", ended);
        }
    }

    private void over(String why) {
        verdict.accept(JobOutcome.OVER_LIMIT, why);
    }

    /** Waits for the end. @return the exit code; 128 and the number of the signal that ended it */
    int await() {
        try {
            int code = process.await();
            reader.join(READ_WITHIN);
            return code;
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("nobody interrupts this thread", impossible);
        }
    }

    /** As where the worker is killed. */
    void forsake() {
        process.forsake();
    }

    void kill() {
        process.kill();
    }

    /** Now and then. */
    void look() {
        try {
            if (System.nanoTime() - startedAt > limits.time().toNanos())
                over("It took more than " + limits.time().toSeconds() + " s.");
            else if (process.residentBytes(limits.memoryBytes()) > limits.memoryBytes())
                over("It took more than " + limits.memoryBytes() + " bytes of memory.");
            else if (workspace.bytes() > limits.diskBytes())
                over("It took more than " + limits.diskBytes() + " bytes of disk.");
        } catch (IOException | UncheckedIOException changing) {
            LOG.debug("A job cannot be looked at now.", changing);
        }
    }
}
