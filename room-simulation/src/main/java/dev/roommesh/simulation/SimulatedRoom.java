package dev.roommesh.simulation;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Self;
import dev.roommesh.protocol.Timing;
import dev.roommesh.protocol.document.RoomDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A room of real members in one thread. The same seed and the same calls give the same run, event by event. */
public final class SimulatedRoom extends Surroundings implements Ground {
    private static final RoomId ROOM = new RoomId("room");
    /** How often every worker is asked who is there. */
    static final Duration BETWEEN_QUERIES = Duration.ofMillis(500);

    private final long seed;
    private final Timing timing;
    private final Parts parts;
    private final Invariants invariants;
    private final Map<PeerId, SimulatedWorker> workers = new TreeMap<>();
    private final Map<PeerId, RoomView> views = new TreeMap<>();
    private final Map<PeerId, Profile> profiles = new HashMap<>();
    private final Map<PeerId, Timing> timings = new HashMap<>();
    final SimulatedJobs jobs = new SimulatedJobs(this, time, random);
    private long incarnations;

    /** A room on a good network: delays of up to 20 ms, most of them far shorter. */
    public SimulatedRoom(long seed) {
        this(seed, Duration.ofMillis(20), Timing.of(Duration.ofSeconds(1)));
    }

    public SimulatedRoom(long seed, Duration delayMax, Timing timing) {
        this(seed, delayMax, timing, Parts.REAL, Set.of());
    }

    /** @param tolerated invariants that may be violated: it is only counted */
    SimulatedRoom(long seed, Duration delayMax, Timing timing, Parts parts, Set<String> tolerated) {
        super(seed, delayMax);
        this.seed = seed;
        this.timing = timing;
        this.parts = parts;
        this.invariants = new Invariants(timing, this, tolerated, events);
        time.in(BETWEEN_QUERIES, this::query);
    }

    /** What makes this room's chances differ from those of another one. */
    public long seed() {
        return seed;
    }

    /** Starts a worker's process: it begins with an empty memory, and registers when the server can be reached. */
    public void start(Candidate candidate) {
        start(candidate, timing);
    }

    /** Starts a worker that has been configured otherwise than the others. */
    void start(Candidate candidate, Timing own) {
        PeerId peer = candidate.peerId();
        timings.put(peer, own);
        profiles.computeIfAbsent(peer, _ -> Profile.EMPTY
                .with(Profile.GPU_MEMORY_MB, PropertyValue.of(candidate.gpuMemoryMb()))
                .withStatus(WorkerStatus.AVAILABLE));
        begin(peer, /* ticket= */ false);
    }

    private void begin(PeerId peer, boolean ticket) {
        disturb();
        long incarnation = ++incarnations;
        Timing own = timings.getOrDefault(peer, timing);
        Profile profile = profile(peer);
        RoomDocument document = parts.document(peer, incarnation);
        Member member = parts.member(new Self(ROOM, peer, incarnation), profile, own, document, time.now());
        var worker = new SimulatedWorker(peer, document, member, profile, time, random, this::handle);
        worker.ticket = ticket;
        workers.put(peer, worker);
        invariants.started(peer, own);
        transcript.line(peer, "starts");
        registerIn(worker, network.delay());
        time.in(Duration.ofNanos(random.nextLong(Timing.TICK.toNanos())), worker::tick);
    }

    private void registerIn(SimulatedWorker worker, Duration wait) {
        if (worker.registering) return;
        worker.registering = true;
        time.in(wait, () -> register(worker));
    }

    private void register(SimulatedWorker worker) {
        worker.registering = false;
        if (worker.gone || worker.leaving) return;
        Duration again = Duration.ofMillis(200 + random.nextLong(800));
        if (worker.isFrozen() || offline.contains(worker.peer)) {
            registerIn(worker, again);
            return;
        }
        RoomView view = views.get(worker.peer);
        Optional<PeerId> follows = view == null ? Optional.empty() : view.admin();
        switch (server.register(worker.peer, worker.told, worker.ticket, follows, view == null ? 0 : view.term())) {
            case REGISTERED -> {
                worker.ticket = true;
                transcript.line(worker.peer, "is registered");
            }
            case RETRY_LATER -> registerIn(worker, again);
            case ROOM_FULL -> {
                events.count("Refused");
                transcript.line(worker.peer, "is refused a place, and ends");
                end(worker.peer);
            }
        }
    }

    @Override
    void deliver(PeerId to, Input input) {
        SimulatedWorker worker = workers.get(to);
        invariants.arrived(input);
        if (worker != null) worker.arrive(input);
    }

    private void handle(SimulatedWorker worker, Input input) {
        PeerId peer = worker.peer;
        List<Effect> effects = worker.member.handle(input, worker.hasMore(), time.now());
        int carriedOut = Dying.carriedOut(worker, effects, random);
        boolean dies = carriedOut < effects.size() || worker.gone;
        List<Effect> real = effects.subList(0, carriedOut);
        transcript.handled(peer, input, effects, carriedOut);
        invariants.handled(peer, input, real, dies);
        events.handled(input, real);
        for (Effect effect : real)
            perform(peer, effect);
        if (dies) {
            events.count(Dying.CRASHED_MID_SEND);
            if (carriedOut < effects.size()) events.count(Dying.of(effects.get(carriedOut)));
            transcript.line(peer, "dies after " + carriedOut + " of " + effects.size() + " effects");
            crash(peer);
        } else if (input instanceof Input.SignalingLost) {
            registerIn(worker, Duration.ofMillis(200 + random.nextLong(800)));
        }
    }

    private void perform(PeerId peer, Effect effect) {
        switch (effect) {
            case Effect.Send send -> network.send(peer, send.peer(), send.attempt(), send.message());
            case Effect.ToServer say -> toServer(peer, say.message());
            case Effect.Dial dial -> network.dial(peer, dial.peer(), dial.attempt());
            case Effect.Accept accept -> network.accept(peer, accept.peer(), accept.attempt());
            case Effect.TakeAnswer take -> network.takeAnswer(peer, take.peer(), take.attempt());
            case Effect.AddCandidate _ -> {
                // Simulated descriptions hold all there is.
            }
            case Effect.DoubtServer _ -> doubtServer(peer);
            case Effect.CloseLink close -> network.close(peer, close.peer(), close.attempt());
            case Effect.Publish publish -> views.put(peer, publish.view());
            case Effect.KeptFor kept -> jobs.keptFor(peer, kept.reservation());
            case Effect.Note note -> transcript.line(peer, note.conclusion());
        }
    }

    private void toServer(PeerId from, FromPeer message) {
        if (offline.contains(from)) return;
        time.in(network.delay(), () -> server.receive(from, message));
    }

    private void query() {
        invariants.asked();
        time.in(BETWEEN_QUERIES, this::query);
    }

    /** Lets the room live for this long. Every event is followed by a check of the invariants. */
    @Override
    public void run(Duration duration) {
        time.run(duration, () -> invariants.afterEvent(time.now()));
    }

    void violated(String number, String what) {
        invariants.violations().add(number, what);
    }

    /** The process ends without a word; only the server's operating system tells the server. */
    public void crash(PeerId peer) {
        if (!workers.containsKey(peer)) return;
        fault(peer, "crashes");
        end(peer);
        long socket = server.socket(peer);
        if (!offline.contains(peer) && !server.isSevered(peer)) {
            time.in(network.delay(), () -> server.disconnect(peer, socket, DepartureReason.CLOSED));
        }
    }

    private void end(PeerId peer) {
        SimulatedWorker worker = workers.remove(peer);
        if (worker != null) worker.gone = true;
        views.remove(peer);
        vanish(peer);
        jobs.ended(peer);
        invariants.ended(peer);
    }

    /** From its next handling of an input on in which it sends such messages, the process is dead: it sends some only. */
    void diesWithin(PeerId peer, Predicate<Effect> kind) {
        SimulatedWorker worker = workers.get(peer);
        if (worker != null) worker.diesWithin = kind;
    }

    /** A new process of a worker that crashed or left, under the same id and with its last profile. */
    public void restart(PeerId peer) {
        restart(peer, /* keepsTicket= */ false);
    }

    /** @param keepsTicket whether the server knows it as a holder of a place; all that a worker could keep */
    void restart(PeerId peer, boolean keepsTicket) {
        if (workers.containsKey(peer)) return;
        events.count("Restarted");
        begin(peer, keepsTicket);
    }

    /** The worker leaves on purpose. */
    public void leave(PeerId peer) {
        SimulatedWorker leaver = workers.get(peer);
        if (leaver == null) return;
        fault(peer, "leaves");
        invariants.left(peer);
        leaver.leaving = true;
        deliver(peer, new Input.Leave());
        time.in(Duration.ofMillis(200), () -> {
            if (workers.get(peer) == leaver) end(peer);
        });
    }

    /** The process stands still until it is thawed; its machine keeps what arrives. */
    public void freeze(PeerId peer) {
        SimulatedWorker worker = workers.get(peer);
        if (worker == null || worker.isFrozen()) return;
        fault(peer, "freezes");
        worker.freeze();
        long socket = server.socket(peer);
        time.in(SimulatedServer.LEASE, () -> {
            if (worker.gone || !worker.isFrozen() || !server.has(peer)) return;
            server.disconnect(peer, socket, DepartureReason.LEASE_EXPIRED);
            deliver(peer, new Input.SignalingLost());
        });
    }

    public void thaw(PeerId peer) {
        SimulatedWorker worker = workers.get(peer);
        if (worker == null || !worker.isFrozen()) return;
        fault(peer, "thaws");
        worker.thaw();
    }

    /** @param slowness every input is handled at most so long after the one before it; zero: at once */
    void slow(PeerId peer, Duration slowness) {
        SimulatedWorker worker = workers.get(peer);
        if (worker == null) return;
        fault(peer, "handles inputs within " + slowness.toMillis() + " ms");
        worker.slow(slowness);
    }

    /** A worker that breaks the rules says this to all whom it has a link to. */
    public void say(PeerId liar, MeshMessage message) {
        network.say(liar, message);
    }

    /** The worker's own wish; it is in its entry from the next event on. */
    public void setStatus(PeerId peer, WorkerStatus status) {
        tell(peer, status);
        deliver(peer, new Input.OwnProfile(profile(peer)));
    }

    /** What its next process says. */
    void tell(PeerId peer, WorkerStatus status) {
        profiles.put(peer, profile(peer).withStatus(status));
    }

    @Override
    public Map<PeerId, ReservationId> jobs() {
        return jobs.running();
    }

    @Override
    public Profile profile(PeerId peer) {
        return profiles.getOrDefault(peer, Profile.EMPTY);
    }

    /** What the worker's process published last; fails for one that has not published. */
    public RoomView view(PeerId peer) {
        RoomView view = views.get(peer);
        if (view == null) throw new IllegalStateException(peer + " has published nothing");
        return view;
    }

    @Override
    public Map<PeerId, RoomView> views() {
        return Collections.unmodifiableMap(views);
    }

    private SimulatedWorker process(PeerId peer) {
        SimulatedWorker worker = workers.get(peer);
        if (worker == null) throw new IllegalStateException(peer + " is not running");
        return worker;
    }

    @Override
    public long documentDigest(PeerId peer) {
        return process(peer).document.vector().digest();
    }

    @Override
    public Optional<Instant> unsaidSince(PeerId peer) {
        return process(peer).unsaidSince();
    }

    @Override
    public Set<PeerId> running() {
        return Collections.unmodifiableSet(workers.keySet());
    }

    @Override
    public boolean isAwake(PeerId peer) {
        SimulatedWorker worker = workers.get(peer);
        return worker != null && !worker.leaving && !worker.isFrozen() && !worker.isSlow();
    }

    @Override
    public Instant bornAt(PeerId peer) {
        return process(peer).born;
    }

    @Override
    public boolean isJoined(PeerId one, PeerId other) {
        return !network.isCut(one, other) && !network.isCut(other, one);
    }

    @Override
    public Instant quietSince() {
        return network.isLossy() || !workers.keySet().stream().allMatch(this::isAwake) ? Instant.MAX : disturbed();
    }

    @Override
    public Instant now() {
        return time.now();
    }

    public Timing timing() {
        return timing;
    }

    /** Frames sent over links so far. */
    public long frames() {
        return network.frames();
    }

    /** How often each kind of thing happened. */
    public Map<String, Integer> happened() {
        return events.counts();
    }

    Events events() {
        return events;
    }

    /** What was concluded, in order, for a person who looks for the reason of a failure. */
    public String transcript() {
        return transcript.toString();
    }

    /** From now on the transcript has every input and every effect. */
    void tellAll() {
        transcript.tellAll();
    }
}
