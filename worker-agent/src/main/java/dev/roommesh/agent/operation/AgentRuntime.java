package dev.roommesh.agent.operation;

import dev.roommesh.agent.automerge.AutomergeRoomDocument;
import dev.roommesh.agent.direct.DirectClients;
import dev.roommesh.agent.jobs.Jobs;
import dev.roommesh.agent.jobs.JobsProperties;
import dev.roommesh.agent.loop.AgentLoop;
import dev.roommesh.agent.loop.LinkNotes;
import dev.roommesh.agent.loop.MeshWorld;
import dev.roommesh.agent.loop.ServerNotes;
import dev.roommesh.agent.oldpeer.OldClients;
import dev.roommesh.agent.signaling.SignalingConnection;
import dev.roommesh.agent.webrtc.WebRtcLinks;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.protocol.HeldReservation;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomMember;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Self;
import dev.roommesh.protocol.Timing;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Starts the worker's parts in order, and ends them so that the room hears of it. */
public final class AgentRuntime implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRuntime.class);
    private static final long LEAVE_MILLIS_MAX = 500;

    private final WorkerProperties properties;
    private final PeerId self;
    private final OwnProfile profile;
    private final PublishedView view;
    private final ConclusionRecord record;
    private final InstantSource clock;
    private final Ending ending;
    private final RegistryFlag registry;
    private final JobsProperties jobs;
    private final JobMetrics jobMetrics;
    private final DocumentMetrics documentMetrics;
    private final ElectionMetrics elections;
    private final LinkFailures linkFailures;
    private final AtomicLong incarnation = new AtomicLong(System.currentTimeMillis());
    /** Where the registry is switched off and on, nobody else must get what somebody relies on. */
    private final AtomicReference<@Nullable HeldReservation> reservation = new AtomicReference<>();
    private final SecureRandom random = new SecureRandom();
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();

    private record Running(AgentLoop loop, Thread thread, WebRtcLinks links, SignalingConnection server,
            ServerNotes notes, Jobs jobs, DirectClients clients, OldClients oldClients) {}

    AgentRuntime(WorkerProperties properties, PeerId self, OwnProfile profile, PublishedView view,
            ConclusionRecord record, InstantSource clock, RegistryFlag registry, JobsProperties jobs,
            MeterRegistry metrics, Ending ending) {
        this.registry = registry;
        this.jobs = jobs;
        this.jobMetrics = new JobMetrics(metrics, this::isBusy);
        this.documentMetrics = new DocumentMetrics(metrics);
        this.elections = new ElectionMetrics(metrics);
        this.linkFailures = new LinkFailures(metrics);
        this.properties = properties;
        this.self = self;
        this.profile = profile;
        this.view = view;
        this.record = record;
        this.clock = clock;
        this.ending = ending;
    }

    /** Whether the server has this worker's registration now. */
    public boolean isRegistered() {
        Running parts = running.get();
        return parts != null && parts.notes().registration().isPresent();
    }

    /** Whether a job runs. */
    boolean isBusy() {
        Running parts = running.get();
        return parts != null && parts.jobs().isBusy();
    }

    /** Clients that ask this worker itself. */
    int directClients() {
        Running parts = running.get();
        return parts == null ? 0 : parts.clients().count();
    }

    /** How often the links were made anew to free what the WebRTC library keeps. */
    int transportRotations() {
        Running parts = running.get();
        return parts == null ? 0 : parts.links().rotations();
    }

    /** Messages of other workers that were taken in since the start. */
    public long messagesReceived() {
        Running parts = running.get();
        return parts == null ? 0 : parts.loop().messagesReceived();
    }

    @Override
    public void start() {
        ending.listen();
        // A thread that ends by a bug would be missed by nobody but the room: the worker must not live on without it.
        Thread.setDefaultUncaughtExceptionHandler((thread, bug) -> {
            LOG.error("The thread {} broke a rule of its own; the worker ends.", thread.getName(), bug);
            ending.broken();
        });
        var loop = new AgentLoop(clock);
        var links = new AtomicReference<@Nullable WebRtcLinks>();
        var mesh = new WebRtcLinks(new LinkNotes(loop, (peer, attempt) -> {
            WebRtcLinks opened = links.get();
            if (opened != null) opened.close(peer, attempt);
        }), properties.ports(), properties.transportMessagesMax());
        links.set(mesh);
        var replies = new AtomicReference<@Nullable SignalingConnection>();
        var hosting = new JobHosting(profile, loop, reservation, clock);
        var desk = Jobs.open(jobs, new RoomId(properties.room()), self, hosting, properties.ports(), jobMetrics);
        var clients = new DirectClients(view, clock, loop::offer, this::isRegistered, properties.ports());
        var oldClients = new OldClients(properties.oldClients(), self, loop::offer, hosting, properties.ports());
        var notes = new ServerNotes(loop, servers -> {
            mesh.setIceServers(servers);
            desk.setIceServers(servers);
            clients.setIceServers(servers);
            oldClients.setIceServers(servers);
        }, view, clock, message -> say(replies.get(), message), registry::serverDecided,
                request -> channelWanted(request, desk, clients, message -> say(replies.get(), message)),
                offer -> oldClients.offered(offer, message -> say(replies.get(), message)), ending::refused);
        var server = new SignalingConnection(properties.connection(), this::register, notes, random);
        replies.set(server);
        var world = new MeshWorld(mesh, message -> {
            boolean isOwn = message instanceof FromPeer.Reservation answer
                    && (clients.answered(answer) || oldClients.answered(answer));
            if (!isOwn) say(server, message);
        }, elections.beside(view), elections.before(linkFailures.andThen(record)), server::doubt, held -> {
            desk.keptFor(held);
            oldClients.keptFor(held);
        });
        Thread thread = Thread.ofPlatform().name("room-member").unstarted(() -> live(loop, world));
        running.set(new Running(loop, thread, mesh, server, notes, desk, clients, oldClients));
        // Before anything lives, so that no change is missed between the first profile and the first listener.
        profile.listen(changed -> {
            loop.must(new Input.OwnProfile(changed));
            // A member tells the server itself, with what it knows beside.
            if (!loop.isIn()) server.send(new FromPeer.UpdateMetadata(changed));
        });
        registry.listen(changed -> {
            clients.stay(changed.enabled());
            oldClients.stay(changed.enabled());
            decided(changed, loop, server);
        });
        if (!registry.standing().enabled()) {
            clients.stay(false);
            oldClients.stay(false);
            loop.stay(false);
        }
        thread.start();
        server.start();
        LOG.info("Worker started peer={} room={} server={} gpu_memory_mb={}", self, properties.room(),
                properties.server(), profile.get().gpuMemoryMb());
    }

    private static void channelWanted(FromServer.OpenChannel request, Jobs desk, DirectClients clients,
            Consumer<FromPeer> reply) {
        ReservationId reservation = request.reservationId();
        if (reservation == null) clients.requested(request, reply);
        else
            desk.requested(request, reservation, reply);
    }

    private static void say(@Nullable SignalingConnection server, FromPeer message) {
        if (server != null) server.send(message);
    }

    /** Each entry into the room is another incarnation: nothing of the one before is meant for it. */
    private void decided(RegistryFlag.Change change, AgentLoop loop, SignalingConnection server) {
        if (change.enabled()) incarnation.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
        loop.stay(change.enabled());
        if (change.register()) server.registerAgain();
        LOG.info("Room registry enabled={} set-by={} peer={} room={}", change.enabled(), registry.standing().setBy(),
                self, properties.room());
    }

    private FromPeer.Register register(@Nullable String ticket) {
        PeerId admin = view.get().flatMap(RoomView::admin).orElse(null);
        Long term = admin == null ? null : view.get().map(RoomView::term).orElse(null);
        return new FromPeer.Register(self, new RoomId(properties.room()), properties.token(), Role.WORKER,
                profile.get(), incarnation.get(), ticket, admin, term, registry.wanted() ? null : false);
    }

    /** The loop's thread alone touches the member and its document, from birth to end. */
    private void live(AgentLoop loop, MeshWorld world) {
        try {
            loop.run(this::enter, world);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error bug) {
            LOG.error("The room's member broke a rule of its own; the worker ends.", bug);
            ending.broken();
        }
    }

    private AgentLoop.Life enter() {
        var room = new RoomId(properties.room());
        var document = new AutomergeRoomDocument(room, self, this::processBytes);
        var member = new RoomMember(new Self(room, self, incarnation.get()), profile.get(), reservation.get(),
                Timing.of(properties.heartbeatInterval()), documentMetrics.measured(document), clock.instant());
        return new AgentLoop.Life(member, () -> {
            reservation.set(member.reservation().orElse(null));
            document.close();
        });
    }

    private Bytes processBytes() {
        byte[] process = new byte[AutomergeRoomDocument.PROCESS_BYTES];
        random.nextBytes(process);
        return Bytes.copyOf(process);
    }

    @Override
    public void stop() {
        Running parts = running.getAndSet(null);
        if (parts == null) return;
        // First, so that its client hears of it, and nobody finds a worker that says that it is free.
        parts.jobs().close();
        parts.oldClients().close();
        parts.clients().close();
        try {
            parts.loop().leave(LEAVE_MILLIS_MAX, TimeUnit.MILLISECONDS);
            parts.server().close();
            // What was sent last leaves with the links' own thread, before they close.
            parts.links().close();
            parts.thread().interrupt();
            parts.thread().join(LEAVE_MILLIS_MAX);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        LOG.info("Worker left peer={} room={}", self, properties.room());
    }

    @Override
    public boolean isRunning() {
        return running.get() != null;
    }
}
