package dev.roommesh.client;

import dev.roommesh.channel.ChannelException;
import dev.roommesh.channel.DataChannels;
import dev.roommesh.channel.FileHash;
import dev.roommesh.channel.JobChannel;
import dev.roommesh.codec.JobCodec;
import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobId;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.Limits;
import dev.roommesh.webrtc.PortRange;
import dev.roommesh.webrtc.WebRtcUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A job on its way. Files and words go over a data channel to the worker, which is made anew where it breaks, for as long
 * as the worker is kept for this client. Safe for use by many threads; {@link #close} cancels what still runs.
 */
public final class RunningJob implements AutoCloseable {
    /** How long a worker goes on without a sign of its client. */
    public static final Duration LEASE = Duration.ofSeconds(10);
    /** How long making a channel may take in the server's hands. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(8);
    /** A worker to which no channel could be made by then is not the right one. */
    static final Duration FIRST_CHANNEL_WITHIN = Duration.ofSeconds(30);
    /** Before a channel that could not be made is tried again. */
    static final Duration PAUSE = Duration.ofMillis(500);
    /** A worker that does not end a cancelled job by then is given back over its head. */
    static final Duration CANCELLED_WITHIN = Duration.ofSeconds(5);

    private static final Duration GIVEN_UP_WITHIN = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Job job;
    private final JobListener listener;
    private final Questions questions;
    private final Supplier<List<IceServer>> iceServers;
    private final Supplier<CompletableFuture<Reservation>> reserve;
    private final boolean release;
    private final JobId id = newId();
    private final CompletableFuture<Reservation> reserved = new CompletableFuture<>();
    private final CompletableFuture<JobResult> result = new CompletableFuture<>();
    private final List<Path> sources = new ArrayList<>();
    private @Nullable JobChannel channel;
    private boolean cancelled;

    /**
     * A job that begins at once.
     *
     * @param reserve gets it a worker
     * @param release whether the worker is given back with the end of the job
     */
    RunningJob(Job job, JobListener listener, Questions questions, Supplier<List<IceServer>> iceServers,
            Supplier<CompletableFuture<Reservation>> reserve, boolean release) {
        this.job = job;
        this.listener = listener;
        this.questions = questions;
        this.iceServers = iceServers;
        this.reserve = reserve;
        this.release = release;
        Thread.ofVirtual().name("job").start(this::run);
    }

    private static JobId newId() {
        byte[] drawn = new byte[6];
        RANDOM.nextBytes(drawn);
        return new JobId("job-" + HexFormat.of().formatHex(drawn));
    }

    public JobId id() {
        return id;
    }

    /** The reservation of its worker, once there is one: who knows its id can end the job. */
    public CompletableFuture<Reservation> reserved() {
        return reserved.copy();
    }

    /**
     * How it ended, once nothing is left of it at the worker. Fails with {@link RoomClientException} alone, where it could
     * not be run, or nobody knows how it ended.
     */
    public CompletableFuture<JobResult> result() {
        return result.copy();
    }

    /** Has the worker end it; {@link #result} tells when it has. Safe to repeat, and too late. */
    public void cancel() {
        JobChannel told;
        synchronized (this) {
            if (cancelled) return;
            cancelled = true;
            told = channel;
            notifyAll();
        }
        if (told != null) {
            JobChannel open = told;
            Thread.startVirtualThread(() -> open.send(new JobMessage.Cancel()));
        }
        var _ = result.copy().completeOnTimeout(null, CANCELLED_WITHIN.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((ended, trouble) -> {
                    if (ended != null || trouble != null) return;
                    var _ = reserved.thenAccept(Reservation::close);
                });
    }

    /** Cancels it, and waits for its end, {@link #CANCELLED_WITHIN} at most. Safe to repeat. */
    @Override
    public void close() {
        if (result.isDone()) return;
        cancel();
        try {
            var _ = result.copy().handle((_, _) -> true).completeOnTimeout(false, CANCELLED_WITHIN.toNanos(),
                    TimeUnit.NANOSECONDS).join();
        } catch (CompletionException | CancellationException ended) {
            // It is over, however.
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private void run() {
        try {
            result.complete(complete());
        } catch (RoomClientException known) {
            result.completeExceptionally(known);
        } catch (InterruptedException impossible) {
            result.completeExceptionally(new IllegalStateException("nobody interrupts this thread", impossible));
        } catch (RuntimeException | Error bug) {
            result.completeExceptionally(bug);
        }
        reserved.completeExceptionally(new RoomClientException(new ClientFailure.Disconnected("the job is over")));
    }

    private JobResult complete() throws InterruptedException {
        JobMessage.Submit submit = submit();
        failIfCancelled();
        Reservation reservation = joined(reserve.get());
        boolean done = false;
        try (var channels = new DataChannels(PortRange.ANY);
                var conversation = new JobConversation(job, sources, submit, reservation.worker(), listener)) {
            reserved.complete(reservation);
            JobResult ended = converse(channels, conversation, reservation);
            done = true;
            return ended;
        } catch (IOException leftover) {
            throw failure(new ClientFailure.JobFiles("The results cannot be written: " + leftover.getMessage()));
        } catch (WebRtcUnavailable missing) {
            throw failure(new ClientFailure.NoChannel(String.valueOf(missing.getMessage())));
        } finally {
            // The worker gives itself back with the end of a job; else nobody needs it any more.
            if (release && done) reservation.detach();
            else if (release) reservation.close();
        }
    }

    private JobMessage.Submit submit() {
        List<JobFile> files = new ArrayList<>();
        for (Path input : job.inputs()) {
            String name = String.valueOf(input.getFileName());
            try {
                if (!Files.isRegularFile(input)) throw new IOException("it is no file");
                Path source = input.toRealPath();
                files.add(FileHash.of(source, name, _ -> failIfCancelled()));
                sources.add(source);
            } catch (IOException | IllegalArgumentException unreadable) {
                throw failure(new ClientFailure.JobFiles(input + " cannot be sent: " + unreadable.getMessage()));
            }
        }
        try {
            var submit = new JobMessage.Submit(id, job.command(), job.arguments(), files, LEASE.toMillis(), release);
            var _ = new JobCodec().encode(submit);
            return submit;
        } catch (IllegalArgumentException wrong) {
            throw failure(new ClientFailure.JobFiles("The job makes no sense: " + wrong.getMessage()));
        } catch (IllegalStateException tooLong) {
            throw failure(new ClientFailure.JobFiles("The names of the input files and the arguments are more than "
                    + Limits.MESH_FRAME_BYTES_MAX + " bytes together: pack the files into one"));
        }
    }

    private void failIfCancelled() {
        if (isCancelled()) throw failure(new ClientFailure.JobCancelled());
    }

    private static RoomClientException failure(ClientFailure failure) {
        return new RoomClientException(failure);
    }

    private static <T> T joined(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RoomClientException known) throw known;
            throw failed;
        }
    }

    private JobResult converse(DataChannels channels, JobConversation conversation, Reservation reservation)
            throws InterruptedException {
        channels.check();
        long begin = System.nanoTime();
        String last = "there is no way to it";
        while (reservation.isHeld()) {
            try (JobChannel open = dial(channels, reservation, conversation.isAccepted())) {
                if (!conversation.isAccepted()) failIfCancelled();
                take(open);
                watch(open, reservation);
                switch (speak(open, conversation, reservation)) {
                    case JobConversation.Step.Over(JobResult ended) -> {
                        return ended;
                    }
                    case JobConversation.Step.Failed(ClientFailure why) -> throw failure(why);
                    case JobConversation.Step.Broken(String why) -> last = why;
                }
                listener.interrupted(last);
            } catch (ChannelException notYet) {
                last = String.valueOf(notYet.getMessage());
            } catch (RoomClientException refused) {
                if (conversation.isCollected()) return conversation.result();
                throw isCancelled() ? failure(new ClientFailure.JobCancelled()) : refused;
            }
            take(null);
            // Where the worker gives itself back it has done so; else it is busy until it knows.
            if (conversation.isCollected() && release) return conversation.result();
            boolean isTooLate = System.nanoTime() - begin > FIRST_CHANNEL_WITHIN.toNanos();
            if (!conversation.isAccepted() && isTooLate)
                throw failure(new ClientFailure.NoChannel("No data channel to " + reservation.peerId()
                        + " could be made within " + FIRST_CHANNEL_WITHIN.toSeconds() + " s (" + last
                        + "): check that UDP gets through between here and there, or have the server name a TURN"
                        + " server."));
            pause();
            if (isCancelled() && !conversation.isAccepted()) throw failure(new ClientFailure.JobCancelled());
        }
        if (conversation.isCollected()) return conversation.result();
        throw failure(isCancelled()
                ? new ClientFailure.JobCancelled()
                : new ClientFailure.JobLost(reservation.peerId(), last));
    }

    /** Whatever goes wrong here, the worker must not go on for nobody. */
    private JobConversation.Step speak(JobChannel open, JobConversation conversation, Reservation reservation)
            throws InterruptedException {
        boolean isUnderstood = false;
        try {
            JobConversation.Step step = conversation.speak(open, release ? reservation::settle : () -> {});
            // What was rejected does not run.
            isUnderstood = !(step instanceof JobConversation.Step.Failed(ClientFailure why))
                    || why instanceof ClientFailure.JobRejected;
            return step;
        } finally {
            if (!isUnderstood && !release && open.end().isEmpty()) {
                CompletableFuture.delayedExecutor(GIVEN_UP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(open::close);
                conversation.giveUp(open);
            }
        }
    }

    private void take(@Nullable JobChannel open) {
        boolean cancel;
        synchronized (this) {
            channel = open;
            cancel = cancelled;
        }
        // After what it submits, whose turn is first on a channel.
        if (cancel && open != null)
            CompletableFuture.delayedExecutor(LOOK.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> open.send(new JobMessage.Cancel()));
    }

    private synchronized void pause() throws InterruptedException {
        if (!cancelled) TimeUnit.NANOSECONDS.timedWait(this, PAUSE.toNanos());
    }

    /** @throws ChannelException where there is none now, and may be one later */
    private JobChannel dial(DataChannels channels, Reservation reservation, boolean isAccepted) {
        JobChannel dialled = JobChannel.dial(channels, iceServers.get());
        try {
            String offer = dialled.description().orTimeout(ANSWER_LIMIT.toNanos(), TimeUnit.NANOSECONDS).join();
            FromServer answer = questions.ask(new Question.OpenChannel(reservation.peerId(), reservation.id(), offer),
                    ANSWER_LIMIT).join();
            if (!(answer instanceof FromServer.ChannelAnswer(_, ChannelOutcome outcome, var sdp)))
                throw new ChannelException("the server answered something else");
            if (outcome == ChannelOutcome.NO_JOBS)
                throw failure(isAccepted
                        ? new ClientFailure.JobLost(reservation.peerId(), "it stops")
                        : new ClientFailure.JobRejected(reservation.peerId(), "It runs no jobs."));
            if (outcome == ChannelOutcome.NOT_RESERVED)
                throw failure(new ClientFailure.JobLost(reservation.peerId(), refusal(outcome)));
            if (sdp == null) throw new ChannelException(refusal(outcome));
            dialled.takeAnswer(sdp.sdp());
            if (!dialled.awaitOpen()) throw new ChannelException(dialled.end().orElse("no data channel opened"));
            return dialled;
        } catch (CompletionException failed) {
            dialled.close();
            throw failed.getCause() instanceof RoomClientException known && !isOfTheMoment(known.failure())
                    ? known
                    : new ChannelException(String.valueOf(failed.getCause()), failed);
        } catch (RuntimeException failed) {
            dialled.close();
            throw failed;
        }
    }

    private static boolean isOfTheMoment(ClientFailure failure) {
        return LastingQuestions.mayPass(failure);
    }

    private static String refusal(ChannelOutcome outcome) {
        return switch (outcome) {
            case NOT_RESERVED -> "the worker is not kept for this client any more";
            case NOT_NOW -> "the worker is not there, or does not answer";
            default -> "the worker could not take the channel";
        };
    }

    /** While the channel lives, so does the reservation, whatever becomes of the server. */
    private static void watch(JobChannel open, Reservation reservation) {
        Thread.ofVirtual().name("job-lease").start(() -> {
            while (open.end().isEmpty()) {
                if (open.silence().compareTo(LOOK.multipliedBy(2)) < 0) reservation.heard(LEASE.dividedBy(2));
                LockSupport.parkNanos(LOOK.toNanos());
            }
        });
    }
}
