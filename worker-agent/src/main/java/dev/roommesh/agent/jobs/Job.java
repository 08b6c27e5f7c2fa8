package dev.roommesh.agent.jobs;

import dev.roommesh.channel.ByteSource;
import dev.roommesh.channel.ChannelException;
import dev.roommesh.channel.FileSource;
import dev.roommesh.channel.JobChannel;
import dev.roommesh.channel.Receiving;
import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.JobOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job, from when it is accepted until nothing is left of it: its input comes, its command runs, its results go. It
 * goes on over broken channels, for as long as the worker is kept for its client. Any thread may call; nothing is said on
 * a channel while the lock is held, for that may take long.
 */
final class Job {
    /** A client that is there, but neither sends nor fetches anything for so long, wants no more. */
    static final Duration IDLE_MAX = Duration.ofSeconds(60);
    /** Only a client that was heard of within this counts as being there. */
    static final Duration THERE_WITHIN = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    private final JobOrder order;
    private final Workspace workspace;
    private final Receiving input;
    private final JobOutput output;
    private final BiConsumer<Job, JobOutcome> over;
    private final CountDownLatch gone = new CountDownLatch(1);
    private State state = State.RECEIVING;
    private @Nullable JobSession session;
    private @Nullable JobRun run;
    private @Nullable Verdict verdict;
    private JobOutcome reached = JobOutcome.FAILED;
    private boolean abandoned;
    private boolean tellsProgress;
    private List<JobMessage> end = List.of();
    private List<JobFile> results = List.of();
    private JobMessage.@Nullable Progress progress;
    private long activeAt = System.nanoTime();

    private enum State {
        RECEIVING, RUNNING, ENDED, OVER
    }

    /** How it is to end, whatever its command says. */
    private record Verdict(JobOutcome outcome, String why) {}

    /**
     * A job that nothing was done for yet.
     *
     * @param over told once, when nothing is left of it
     */
    Job(JobOrder order, Workspace workspace, BiConsumer<Job, JobOutcome> over) throws IOException {
        this.order = order;
        this.workspace = workspace;
        this.over = over;
        this.input = new Receiving(order.submit().inputs(), workspace.input(), /* replace= */ false);
        this.output = new JobOutput(workspace.log(), order.template().limits().outputBytes(), this::progressed);
    }

    JobOrder order() {
        return order;
    }

    /** Speaks with its client over this channel until that ends. Another one that it had is given up. */
    void serve(JobChannel channel) throws InterruptedException {
        var now = new JobSession(channel, this);
        JobSession before;
        List<JobMessage> standing;
        synchronized (this) {
            before = session;
            session = now;
            activeAt = System.nanoTime();
            standing = standing();
        }
        if (before != null) before.close();
        try (now) {
            now.tell(standing);
            beginIfComplete();
            for (Optional<JobMessage> next = now.next(); next.isPresent(); next = now.next())
                handle(now, next.get());
        }
    }

    /** What somebody who comes now must know. */
    private List<JobMessage> standing() {
        List<JobMessage> told = new ArrayList<>(List.of(new JobMessage.Accepted()));
        switch (state) {
            case RECEIVING -> {
                try {
                    input.next().ifPresent(told::add);
                } catch (IOException | ChannelException failed) {
                    end(JobOutcome.FAILED, "Its input cannot be used: " + failed.getMessage() + ".");
                }
            }
            case RUNNING -> {
                told.add(new JobMessage.Started());
                if (progress != null) told.add(progress);
            }
            case ENDED -> told.addAll(end);
            case OVER -> told.add(new JobMessage.Over());
        }
        return told;
    }

    private void handle(JobSession from, JobMessage message) {
        switch (message) {
            case JobMessage.Want want -> {
                active();
                from.want(want);
            }
            case JobMessage.Got got -> {
                active();
                from.got(got);
            }
            case JobMessage.Chunk chunk -> received(from, chunk);
            case JobMessage.Cancel _ -> {
                end(JobOutcome.CANCELLED, "It was cancelled by its client.");
                // Where it has ended already, its client does not want the results.
                finish();
            }
            case JobMessage.Collected _ -> finish();
            default -> LOG.debug("The client of job {} said what no client says.", order.id());
        }
    }

    private synchronized void active() {
        activeAt = System.nanoTime();
    }

    private void received(JobSession from, JobMessage.Chunk chunk) {
        List<JobMessage> answers;
        synchronized (this) {
            if (state != State.RECEIVING || session != from) return;
            active();
            try {
                answers = input.take(chunk);
            } catch (ChannelException wrong) {
                end(JobOutcome.FAILED, "Its input cannot be used: " + wrong.getMessage() + ".");
                return;
            } catch (IOException full) {
                end(JobOutcome.FAILED, "Its input cannot be written: " + full.getMessage() + ".");
                return;
            }
        }
        from.tell(answers);
        beginIfComplete();
    }

    private void beginIfComplete() {
        JobSession told;
        synchronized (this) {
            if (state != State.RECEIVING || !input.isComplete() || verdict != null) return;
            try {
                run = new JobRun(order, workspace, output, this::end);
            } catch (IOException refused) {
                end(JobOutcome.FAILED, "Its command cannot be started: " + refused.getMessage() + ".");
                return;
            }
            state = State.RUNNING;
            told = session;
            JobRun begun = run;
            Thread.ofVirtual().name("job-end").start(() -> conclude(begun.await()));
        }
        if (told != null) told.tell(List.of(new JobMessage.Started()));
    }

    /** A client that reads slowly must not hold up the command: it is told the latest, when it can be. */
    private void progressed(JobMessage.Progress latest) {
        synchronized (this) {
            progress = latest;
            if (tellsProgress) return;
            tellsProgress = true;
        }
        Thread.ofVirtual().name("job-progress").start(this::tellProgress);
    }

    private void tellProgress() {
        JobMessage.Progress told = null;
        while (true) {
            JobSession now;
            synchronized (this) {
                if (Objects.equals(progress, told) || session == null || state != State.RUNNING) {
                    tellsProgress = false;
                    return;
                }
                told = progress;
                now = session;
            }
            now.tell(List.of(told));
        }
    }

    /** Has it end like this, unless it has ended already. */
    void end(JobOutcome outcome, String why) {
        JobRun running;
        synchronized (this) {
            if (verdict != null || state == State.ENDED || state == State.OVER) return;
            verdict = new Verdict(outcome, why);
            running = run;
        }
        // From a thread of its own: whoever ends it may hold locks, or be the one that is waited for.
        Thread.startVirtualThread(() -> {
            if (running == null) conclude(null);
            else
                running.kill();
        });
    }

    /** Its client is gone, or wants the worker no more: nothing of it is kept. */
    void abandon(String why) {
        boolean hasEnded;
        synchronized (this) {
            abandoned = true;
            hasEnded = state == State.ENDED;
        }
        // Whoever says so may be the loop of the room, which must not wait for a disk.
        if (hasEnded) Thread.startVirtualThread(this::finish);
        else
            end(JobOutcome.CANCELLED, why);
    }

    private synchronized @Nullable Verdict verdict() {
        return verdict;
    }

    /** @param exitCode of the command; null where none ran */
    private void conclude(@Nullable Integer exitCode) {
        output.end();
        Verdict before = verdict();
        Verdict reached = before != null ? before : ofCommand(exitCode);
        List<JobFile> made = List.of();
        try {
            if (reached.outcome() != JobOutcome.CANCELLED && exitCode != null) made = workspace.results(() -> {
                // To read them all may take long, and somebody may want no more of it meanwhile.
                if (!Objects.equals(verdict(), before)) throw new CancellationException();
            });
        } catch (CancellationException wantedNoMore) {
            Verdict now = verdict();
            if (now != null) reached = now;
        } catch (IOException | RuntimeException wrong) {
            reached = new Verdict(JobOutcome.FAILED, "Its results cannot be used: " + wrong.getMessage() + ".");
        }
        ended(reached, exitCode, made);
    }

    private static Verdict ofCommand(@Nullable Integer exitCode) {
        return exitCode != null && exitCode == 0
                ? new Verdict(JobOutcome.FINISHED, "")
                : new Verdict(JobOutcome.FAILED, "Its command ended with " + exitCode + ".");
    }

    private void ended(Verdict reached, @Nullable Integer exitCode, List<JobFile> made) {
        JobSession told;
        boolean forNobody;
        synchronized (this) {
            if (state == State.ENDED || state == State.OVER) return;
            state = State.ENDED;
            this.reached = reached.outcome();
            activeAt = System.nanoTime();
            results = made;
            List<JobMessage> said = new ArrayList<>();
            for (int number = 1; number <= made.size(); number++)
                said.add(new JobMessage.Result(number, made.get(number - 1)));
            said.add(new JobMessage.Ended(reached.outcome(), exitCode, JobMessage.sentence(reached.why()), made.size(),
                    output.size()));
            end = List.copyOf(said);
            told = session;
            forNobody = abandoned;
        }
        LOG.info("Job ended job={} command={} client={} outcome={} exit={} results={} why=\"{}\"", order.id(),
                order.template().name(), order.client(), reached.outcome(), exitCode, made.size(), reached.why());
        if (told != null) told.tell(end);
        if (forNobody) finish();
    }

    /** Nothing is left of it. */
    private void finish() {
        JobSession told;
        JobOutcome outcome;
        synchronized (this) {
            if (state != State.ENDED) return;
            state = State.OVER;
            told = session;
            outcome = reached;
        }
        try {
            output.close();
            input.close();
            workspace.delete();
        } catch (IOException | RuntimeException stuck) {
            LOG.warn("The directory {} of job {} cannot be deleted: {}", workspace.root(), order.id(),
                    stuck.getMessage());
        }
        over.accept(this, outcome);
        gone.countDown();
        if (told != null) told.tell(List.of(new JobMessage.Over()));
    }

    /** Waits until nothing is left of it, or the time is over. */
    void awaitOver(Duration limit) {
        try {
            if (!gone.await(limit.toNanos(), TimeUnit.NANOSECONDS))
                LOG.warn("Of job {} something is left.", order.id());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A file that its client may have. */
    Optional<ByteSource> source(int number) {
        if (number == JobMessage.LOG) return Optional.of(output);
        synchronized (this) {
            return number > results.size()
                    ? Optional.empty()
                    : Optional.of(new FileSource(workspace.output().resolve(results.get(number - 1).name()),
                            results.get(number - 1).size()));
        }
    }

    /** A result cannot be read any more. */
    void broken(String why) {
        LOG.warn("Job {}: {}", order.id(), why);
        abandon("What it made cannot be read any more.");
    }

    /** Its client has had time to hear of its end. */
    void hangUp() {
        JobSession last;
        synchronized (this) {
            last = session;
        }
        if (last != null) last.close();
    }

    /** Whether its client was heard of just now. */
    synchronized boolean isClientThere() {
        return session != null && session.silence().compareTo(THERE_WITHIN) < 0;
    }

    /** Looks at its limits. */
    void look() {
        JobRun running;
        boolean isIdle;
        synchronized (this) {
            running = state == State.RUNNING ? run : null;
            isIdle = state != State.RUNNING && System.nanoTime() - activeAt > IDLE_MAX.toNanos();
        }
        if (running != null) running.look();
        if (isIdle) abandon("Its client did nothing for " + IDLE_MAX.toSeconds() + " s.");
    }
}
