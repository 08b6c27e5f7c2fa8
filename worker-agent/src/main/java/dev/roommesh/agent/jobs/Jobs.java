package dev.roommesh.agent.jobs;

import dev.roommesh.channel.ChannelException;
import dev.roommesh.channel.DataChannels;
import dev.roommesh.channel.JobChannel;
import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.JobId;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.JobOutcome;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Sdp;
import dev.roommesh.protocol.HeldReservation;
import dev.roommesh.webrtc.PortRange;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs for whoever this worker is kept for, one at a time. Clients come over data channels of their own, which the
 * mesh of the workers knows nothing of. Any thread may call; nothing but {@link #close} blocks.
 */
public final class Jobs implements AutoCloseable {
    /** Between two looks at a job. */
    static final Duration LOOK = Duration.ofMillis(500);
    /** Channels at a time: that of the job, and those that may take its place. */
    static final int SESSIONS_MAX = 4;
    /** A channel on which nothing is submitted by then is closed. */
    static final Duration SUBMITTED_WITHIN = Duration.ofSeconds(15);
    /** What was said last is read within this. */
    static final Duration HANG_UP_AFTER = Duration.ofSeconds(3);
    /** Jobs that are over and not begun again. */
    static final int DONE_MAX = 256;
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final JobShop shop;
    private final JobHost host;
    private final Consumer<JobOutcome> ended;
    private final DataChannels channels;
    private final ScheduledExecutorService watch = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("job-watch").factory());
    private volatile List<IceServer> iceServers = List.of();
    /** Channels that are open or being opened, and under which reservation. */
    private final Map<JobChannel, ReservationId> sessions = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable ReservationId> kept = new AtomicReference<>();
    private @Nullable Job job;
    /** The last that ran here, so that none runs twice for a client that missed its end. */
    private final Set<JobId> done = new LinkedHashSet<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long renewedAt;
    private volatile boolean closed;

    /**
     * Makes the directory ready, and ends what an earlier process of this worker has left there.
     *
     * @param worker whose jobs these are, in this room
     * @param ports for the data channels
     * @param ended told of each job how it ended
     * @throws IllegalArgumentException for a configuration that makes no sense, with one sentence
     */
    public static Jobs open(JobsProperties properties, RoomId room, PeerId worker, JobHost host, PortRange ports,
            Consumer<JobOutcome> ended) {
        return new Jobs(JobShop.open(properties.root(room, worker), properties.templates(), properties.demo(),
                properties.usualLimits()), host, ports, ended);
    }

    Jobs(JobShop shop, JobHost host, PortRange ports, Consumer<JobOutcome> ended) {
        this.shop = shop;
        this.host = host;
        this.ended = ended;
        this.channels = new DataChannels(ports);
        var _ = watch.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void setIceServers(List<IceServer> servers) {
        iceServers = List.copyOf(servers);
    }

    /** For whom this worker is kept from now on. */
    public void keptFor(Optional<HeldReservation> reservation) {
        kept.set(reservation.map(HeldReservation::id).orElse(null));
        // Whoever tells is the loop of the room, which waits for nobody.
        Thread.ofVirtual().name("job-lease").start(this::endForNobody);
    }

    private void endForNobody() {
        Job forNobody;
        synchronized (this) {
            forNobody = job != null && !isFor(job) ? job : null;
        }
        if (forNobody != null)
            forNobody.abandon("The reservation of its client has ended: it was released, or its client is gone.");
        sessions.forEach((channel, reservation) -> {
            if (!isKept(reservation)) hangUp(channel);
        });
    }

    private boolean isKept(ReservationId reservation) {
        return reservation.equals(kept.get());
    }

    private boolean isFor(Job one) {
        return isKept(one.order().reservation());
    }

    /** Once the other end has had time to read what was said last. */
    private void hangUp(JobChannel channel) {
        after(HANG_UP_AFTER, channel::close);
    }

    private void after(Duration time, Runnable step) {
        try {
            var _ = watch.schedule(step, time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            step.run();
        }
    }

    /** A client wants a channel, for a job under this reservation. */
    public void requested(FromServer.OpenChannel request, ReservationId reservation, Consumer<FromPeer> reply) {
        ChannelOutcome refused = refusal(reservation);
        if (refused != null) {
            reply.accept(new FromPeer.ChannelAnswer(request.requestId(), refused, null));
            return;
        }
        Thread.ofVirtual().name("job-session").start(() -> open(request, reservation, reply));
    }

    /** Who knows the id has the worker, under whatever name. */
    private @Nullable ChannelOutcome refusal(ReservationId reservation) {
        if (!isKept(reservation)) return ChannelOutcome.NOT_RESERVED;
        if (closed || shop.closedBecause().isPresent()) return ChannelOutcome.NO_JOBS;
        return sessions.size() >= SESSIONS_MAX ? ChannelOutcome.NOT_NOW : null;
    }

    private void open(FromServer.OpenChannel request, ReservationId reservation, Consumer<FromPeer> reply) {
        try (JobChannel channel = JobChannel.accept(channels, iceServers, request.offer().sdp())) {
            sessions.put(channel, reservation);
            try {
                answer(request, reservation, reply, channel);
            } catch (RuntimeException bug) {
                LOG.error("A channel with a client failed.", bug);
            } finally {
                sessions.remove(channel);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(FromServer.OpenChannel request, ReservationId reservation, Consumer<FromPeer> reply,
            JobChannel channel) throws InterruptedException {
        try {
            String answer = channel.description().join();
            reply.accept(new FromPeer.ChannelAnswer(request.requestId(), ChannelOutcome.ACCEPTED,
                    new Sdp("answer", answer)));
        } catch (CompletionException failed) {
            LOG.info("No channel for a job client={} why=\"{}\"", request.clientPeerId(),
                    failed.getCause() instanceof ChannelException known ? known.getMessage() : failed);
            reply.accept(new FromPeer.ChannelAnswer(request.requestId(), ChannelOutcome.FAILED, null));
            return;
        }
        var submitted = new AtomicBoolean();
        after(SUBMITTED_WITHIN, () -> {
            if (!submitted.get()) channel.closeBecause("nothing was submitted in time");
        });
        if (!channel.awaitOpen() || !(channel.next().orElse(null) instanceof JobMessage.Submit submit)) return;
        submitted.set(true);
        submitted(request.clientPeerId(), reservation, submit, channel);
    }

    private void submitted(PeerId client, ReservationId reservation, JobMessage.Submit submit, JobChannel channel)
            throws InterruptedException {
        awaitEndOfAnother(submit);
        // Without the lock: it is an operator's patterns against a client's words.
        JobShop.Ordered ordered = shop.order(submit, reservation, client);
        switch (take(ordered, submit, reservation)) {
            case Taken.Job(Job taken) -> taken.serve(channel);
            case Taken.Over() -> {
                channel.send(new JobMessage.Over());
                awaitEnd(channel);
            }
            case Taken.Refused(String why) -> {
                LOG.info("Job rejected job={} client={} why=\"{}\"", submit.jobId(), client, why);
                channel.send(new JobMessage.Rejected(JobMessage.sentence(why)));
                awaitEnd(channel);
            }
        }
    }

    /** It closes the channel once it has read that. */
    private void awaitEnd(JobChannel channel) throws InterruptedException {
        hangUp(channel);
        while (channel.next().isPresent()) {
            // There is nothing more to say.
        }
    }

    /** The job of somebody for whom this worker is not kept any more ends soon. */
    private void awaitEndOfAnother(JobMessage.Submit submit) {
        Job other;
        synchronized (this) {
            other = job;
            if (other == null || isFor(other) || other.order().id().equals(submit.jobId())) return;
        }
        other.awaitOver(KILLED_WITHIN);
    }

    private sealed interface Taken {
        record Job(dev.roommesh.agent.jobs.Job job) implements Taken {}

        /** It ran already. */
        record Over() implements Taken {}

        record Refused(String why) implements Taken {}
    }

    private synchronized Taken take(JobShop.Ordered ordered, JobMessage.Submit submit, ReservationId reservation) {
        if (closed || !isKept(reservation))
            return new Taken.Refused("This worker is not reserved for you any more; reserve one again.");
        if (job != null && job.order().id().equals(submit.jobId()) && isFor(job)) return new Taken.Job(job);
        if (done.contains(submit.jobId())) return new Taken.Over();
        if (job != null)
            return new Taken.Refused("This worker runs the job " + job.order().id() + ": wait for its end.");
        return switch (ordered) {
            case JobShop.Ordered.Refused(String why) -> new Taken.Refused(why);
            case JobShop.Ordered.Order(JobOrder order) -> begin(order);
        };
    }

    private Taken begin(JobOrder order) {
        try {
            Job begun = new Job(order, shop.workspace(order.id()), this::over);
            job = begun;
            renewedAt = System.nanoTime();
            host.busy(order.id(), order.template().name());
            LOG.info("Job began job={} command={} client={} inputs={} input-bytes={}", order.id(),
                    order.template().name(), order.client(), order.submit().inputs().size(), order.inputBytes());
            return new Taken.Job(begun);
        } catch (IOException unwritable) {
            return new Taken.Refused("This worker cannot make a directory for the job (" + unwritable.getMessage()
                    + "); tell its operator.");
        }
    }

    /** Nothing is left of it: the worker is free before it says so, and before it takes another. */
    private void over(Job over, JobOutcome outcome) {
        synchronized (this) {
            if (job != over) return;
            job = null;
            if (done.size() == DONE_MAX) done.remove(done.iterator().next());
            done.add(over.order().id());
            if (over.order().submit().release()) {
                // Where the room's registry is off, nobody else says so; and before somebody else can get the worker.
                ReservationId mine = over.order().reservation();
                kept.updateAndGet(now -> mine.equals(now) ? null : now);
                host.giveBack(mine);
            }
            host.idle();
        }
        ended.accept(outcome);
        after(HANG_UP_AFTER, over::hangUp);
    }

    private void look() {
        try {
            Job looked;
            synchronized (this) {
                looked = job;
            }
            if (looked == null) return;
            boolean isDue = System.nanoTime() - renewedAt > looked.order().lease().dividedBy(3).toNanos();
            if (isDue && looked.isClientThere()) {
                renewedAt = System.nanoTime();
                host.renew(looked.order().reservation(), looked.order().lease());
            }
            if (!host.stands(looked.order().reservation())) looked.abandon("Its client is gone.");
            // On a thread of its own: to look at a large job takes long, and a lease does not wait.
            if (looking.compareAndSet(false, true)) Thread.ofVirtual().name("job-look").start(() -> {
                try {
                    looked.look();
                } finally {
                    looking.set(false);
                }
            });
        } catch (RuntimeException bug) {
            LOG.error("A look at a job failed.", bug);
        }
    }

    /** Whether a job runs. */
    public synchronized boolean isBusy() {
        return job != null;
    }

    /** Ends the job that runs, tells its client, and frees everything. Waits for that for some seconds. */
    @Override
    public void close() {
        Job last;
        synchronized (this) {
            closed = true;
            last = job;
        }
        if (last != null) {
            last.abandon("The worker stops.");
            last.awaitOver(KILLED_WITHIN);
        }
        watch.shutdownNow();
        channels.close();
        shop.close();
    }
}
