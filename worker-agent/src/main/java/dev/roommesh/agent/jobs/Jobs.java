package dev.roommesh.agent.jobs;

import dev.roommesh.channel.ChannelException;
import dev.roommesh.channel.DataChannels;
import dev.roommesh.channel.JobChannel;
import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.JobOutcome;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Sdp;
import dev.roommesh.protocol.HeldReservation;
import dev.roommesh.webrtc.PortRange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final JobShop shop;
    private final JobHost host;
    private final Consumer<JobOutcome> ended;
    private final DataChannels channels;
    private final ScheduledExecutorService watch = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("job-watch").factory());
    private volatile List<IceServer> iceServers = List.of();
    private Optional<HeldReservation> kept = Optional.empty();
    private @Nullable Job job;
    private long renewedAt;
    private boolean closed;

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
        Job forNobody;
        synchronized (this) {
            kept = reservation;
            forNobody = job != null && !isFor(job) ? job : null;
        }
        if (forNobody != null)
            forNobody.abandon("The reservation of its client has ended: it was released, or its client is gone.");
    }

    private boolean isFor(Job one) {
        return kept.filter(held -> held.id().equals(one.order().reservation())).isPresent();
    }

    /** A client wants a channel. */
    public void requested(FromServer.OpenChannel request, Consumer<FromPeer> reply) {
        ChannelOutcome refused = refusal(request);
        if (refused != null) {
            reply.accept(new FromPeer.ChannelAnswer(request.requestId(), refused, null));
            return;
        }
        Thread.ofVirtual().name("job-session").start(() -> open(request, reply));
    }

    private synchronized @Nullable ChannelOutcome refusal(FromServer.OpenChannel request) {
        boolean isKept = kept.filter(held -> held.id().equals(request.reservationId())
                && held.client().equals(request.clientPeerId())).isPresent();
        if (!isKept) return ChannelOutcome.NOT_RESERVED;
        return closed || shop.closedBecause().isPresent() ? ChannelOutcome.NO_JOBS : null;
    }

    private void open(FromServer.OpenChannel request, Consumer<FromPeer> reply) {
        try (JobChannel channel = JobChannel.accept(channels, iceServers, request.offer().sdp())) {
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
            if (channel.awaitOpen() && channel.next().orElse(null) instanceof JobMessage.Submit submit)
                submitted(request, submit, channel);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void submitted(FromServer.OpenChannel request, JobMessage.Submit submit, JobChannel channel)
            throws InterruptedException {
        awaitEndOfAnother(submit);
        switch (take(request, submit)) {
            case Taken.Job(Job taken) -> taken.serve(channel);
            case Taken.Refused(String why) -> {
                LOG.info("Job rejected job={} client={} why=\"{}\"", submit.jobId(), request.clientPeerId(), why);
                channel.send(new JobMessage.Rejected(
                        why.length() > Limits.TEXT_CHARS_MAX ? why.substring(0, Limits.TEXT_CHARS_MAX) : why));
                // It closes the channel once it has read that.
                var _ = channel.next();
            }
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

        record Refused(String why) implements Taken {}
    }

    private synchronized Taken take(FromServer.OpenChannel request, JobMessage.Submit submit) {
        if (refusal(request) != null)
            return new Taken.Refused("This worker is not reserved for you any more; reserve one again.");
        if (job != null && job.order().id().equals(submit.jobId()) && isFor(job)) return new Taken.Job(job);
        if (job != null)
            return new Taken.Refused("This worker runs the job " + job.order().id() + ": wait for its end.");
        return switch (shop.order(submit, request.reservationId(), request.clientPeerId())) {
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

    /** Nothing is left of it: the worker is free before it says so. */
    private void over(Job done, JobOutcome outcome) {
        synchronized (this) {
            if (job != done) return;
            job = null;
        }
        if (done.order().submit().release()) host.giveBack(done.order().reservation());
        host.idle();
        ended.accept(outcome);
    }

    private void look() {
        try {
            Job looked;
            boolean renew;
            synchronized (this) {
                looked = job;
                renew = looked != null
                        && System.nanoTime() - renewedAt > looked.order().lease().dividedBy(3).toNanos();
                if (renew) renewedAt = System.nanoTime();
            }
            if (looked == null) return;
            boolean isThere = looked.look();
            if (renew && isThere) host.renew(looked.order().reservation(), looked.order().lease());
            if (!host.stands(looked.order().reservation())) looked.abandon("Its client is gone.");
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
