package dev.roommesh.client;

import dev.roommesh.channel.ByteSource;
import dev.roommesh.channel.ChannelException;
import dev.roommesh.channel.FileSource;
import dev.roommesh.channel.JobChannel;
import dev.roommesh.channel.Receiving;
import dev.roommesh.channel.Sending;
import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.JobOutcome;
import dev.roommesh.model.WorkerEntry;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client and a worker have said to each other of a job so far, over one channel or several. For one thread. */
final class JobConversation implements AutoCloseable {
    /** The worker is told each time that so much more of the command's output was taken in. */
    private static final int TOLD_EACH_BYTES = 64 * 1024;

    private final Job job;
    private final List<Path> sources;
    private final JobMessage.Submit submit;
    private final JobListener listener;
    private final WorkerEntry worker;
    private final List<JobFile> results = new ArrayList<>();
    private final long[] sent;
    private @Nullable Receiving receiving;
    private JobMessage.@Nullable Ended ended;
    private List<JobFile> files = List.of();
    private long outputBytes;
    private long outputTold;
    private boolean accepted;
    private boolean started;
    private boolean collected;
    private volatile @Nullable String unreadable;

    /** What follows from a channel. */
    sealed interface Step {
        /** Another channel is needed. */
        record Broken(String why) implements Step {}

        record Over(JobResult result) implements Step {}

        record Failed(ClientFailure failure) implements Step {}
    }

    /** @param sources the job's inputs, links resolved, as they were when they were read for what is submitted */
    JobConversation(Job job, List<Path> sources, JobMessage.Submit submit, WorkerEntry worker, JobListener listener) {
        this.job = job;
        this.sources = List.copyOf(sources);
        this.submit = submit;
        this.worker = worker;
        this.listener = listener;
        this.sent = new long[submit.inputs().size() + 1];
    }

    /** Whether the worker has taken the job. */
    boolean isAccepted() {
        return accepted;
    }

    /** Whether everything is here, and the worker was told: then it may be over without a word. */
    boolean isCollected() {
        return collected;
    }

    /**
     * Speaks until the channel or the job is over.
     *
     * @param beforeTheEnd called once everything is here, before the worker is told
     */
    Step speak(JobChannel channel, Runnable beforeTheEnd) throws InterruptedException {
        results.clear();
        boolean said = false;
        channel.send(submit);
        try (var sending = new Sending(channel, this::source, why -> {
            unreadable = why;
            channel.closeBecause(why);
        })) {
            for (Optional<JobMessage> next = channel.next(); next.isPresent(); next = channel.next()) {
                Step step = hear(next.get(), channel, sending);
                if (step != null) return step;
                if (!said && isHere()) {
                    if (!collected) beforeTheEnd.run();
                    collected = true;
                    // On each channel: it may have been lost with the one before.
                    said = true;
                    channel.send(new JobMessage.Collected());
                }
            }
            String why = unreadable;
            return why != null
                    ? new Step.Failed(new ClientFailure.JobFiles("The input cannot be sent: " + why))
                    : new Step.Broken(channel.end().orElse("it ended"));
        } catch (IOException failed) {
            return new Step.Failed(new ClientFailure.JobFiles("The results cannot be written: " + failed.getMessage()));
        } catch (ChannelException wrong) {
            return new Step.Failed(new ClientFailure.JobFiles("What came is wrong: " + wrong.getMessage()));
        }
    }

    private @Nullable Step hear(JobMessage message, JobChannel channel, Sending sending) throws IOException {
        switch (message) {
            case JobMessage.Accepted _ -> accepted(channel);
            case JobMessage.Rejected(String why) -> {
                return new Step.Failed(new ClientFailure.JobRejected(worker.peerId(), why));
            }
            case JobMessage.Want want -> sending.want(want);
            case JobMessage.Got got -> {
                sending.got(got);
                sent(got);
            }
            case JobMessage.Started _ -> {
                if (!started) listener.started();
                started = true;
            }
            case JobMessage.Progress(double percent, String text) -> listener.progressed(percent, text);
            case JobMessage.Chunk chunk when chunk.file() == JobMessage.LOG -> wrote(chunk, channel);
            case JobMessage.Chunk chunk -> received(chunk, channel);
            case JobMessage.Result(int number, JobFile file) -> {
                if (number == results.size() + 1) results.add(file);
            }
            case JobMessage.Ended end -> ended(end, channel);
            case JobMessage.Over _ -> {
                return over();
            }
            case JobMessage.Submit _,JobMessage.Cancel _,JobMessage.Collected _,JobMessage.Alive _ -> {
                // A worker does not say these.
            }
        }
        return null;
    }

    private void accepted(JobChannel channel) {
        if (!accepted) listener.accepted(submit.jobId(), worker);
        accepted = true;
        channel.send(new JobMessage.Want(JobMessage.LOG, outputBytes));
    }

    private void sent(JobMessage.Got got) {
        if (got.file() < 1 || got.file() >= sent.length) return;
        sent[got.file()] = Math.max(sent[got.file()], got.offset());
        long bytes = 0;
        for (long each : sent)
            bytes += each;
        listener.sent(bytes, submit.inputs().stream().mapToLong(JobFile::size).sum());
    }

    private void wrote(JobMessage.Chunk chunk, JobChannel channel) {
        if (chunk.offset() != outputBytes) return;
        listener.wrote(chunk.bytes().toArray());
        outputBytes += chunk.bytes().size();
        if (outputBytes - outputTold < TOLD_EACH_BYTES) return;
        outputTold = outputBytes;
        channel.send(new JobMessage.Got(JobMessage.LOG, outputBytes));
    }

    private void ended(JobMessage.Ended end, JobChannel channel) throws IOException {
        if (end.results() != results.size())
            throw new ChannelException("of " + end.results() + " results " + results.size()
                    + " were named");
        ended = end;
        files = List.copyOf(results);
        Path folder = job.results().orElse(null);
        if (folder == null || end.outcome() == JobOutcome.CANCELLED) return;
        if (receiving == null) {
            receiving = new Receiving(results, folder, job.replace());
            Path inTheWay = receiving.inTheWay().orElse(null);
            if (inTheWay != null)
                throw new FileAlreadyExistsException(inTheWay + " is there already, and is not replaced");
        }
        receiving.next().ifPresent(channel::send);
    }

    private void received(JobMessage.Chunk chunk, JobChannel channel) throws IOException {
        if (receiving == null) return;
        receiving.take(chunk).forEach(channel::send);
        listener.received(receiving.bytes(), receiving.bytesTotal());
    }

    private boolean isHere() {
        return ended != null && outputBytes >= ended.logBytes() && (receiving == null || receiving.isComplete());
    }

    /** The worker may have ended it by itself, and then not everything is here. */
    private Step over() {
        JobMessage.Ended end = ended;
        if (end == null) return new Step.Failed(new ClientFailure.JobLost(worker.peerId(), "it forgot the job"));
        boolean isWhole = collected || end.outcome() == JobOutcome.CANCELLED;
        return isWhole
                ? new Step.Over(result())
                : new Step.Failed(new ClientFailure.JobLost(worker.peerId(), "it did not wait for the results' end"));
    }

    /** Has the worker end and forget it; waits a moment for that, so that whoever keeps the worker can use it. */
    void giveUp(JobChannel channel) throws InterruptedException {
        channel.send(new JobMessage.Cancel());
        for (Optional<JobMessage> next = channel.next(); next.isPresent(); next = channel.next()) {
            if (next.get() instanceof JobMessage.Ended) channel.send(new JobMessage.Collected());
            if (next.get() instanceof JobMessage.Over) return;
        }
    }

    /** Once it has ended. */
    JobResult result() {
        JobMessage.Ended end = ended;
        if (end == null) throw new IllegalStateException("a job that has not ended has no result");
        return new JobResult(submit.jobId(), worker.peerId(), end.outcome(), end.exitCode(), end.why(), files);
    }

    private Optional<ByteSource> source(int number) {
        return number < 1 || number > job.inputs().size()
                ? Optional.empty()
                : Optional.of(new FileSource(sources.get(number - 1), submit.inputs().get(number - 1).size()));
    }

    @Override
    public void close() throws IOException {
        if (receiving != null) receiving.close();
    }
}
