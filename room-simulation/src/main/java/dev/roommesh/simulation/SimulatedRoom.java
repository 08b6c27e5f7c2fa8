package dev.roommesh.simulation;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomMember;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Self;
import dev.roommesh.protocol.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A room of real members in one thread. The same seed and the same calls give the same run, event by event. */
public final class SimulatedRoom {
    private static final RoomId ROOM = new RoomId("room");
    private static final int TRANSCRIPT_LINES_MAX = 20_000;

    private final long seed;
    private final Random random;
    private final VirtualTime time = new VirtualTime();
    private final SimulatedNetwork network;
    private final SimulatedServer server;
    private final Timing timing;
    private final Invariants invariants;
    private final Map<PeerId, Worker> workers = new TreeMap<>();
    private final Map<PeerId, RoomView> views = new TreeMap<>();
    private final Map<PeerId, Profile> profiles = new HashMap<>();
    private final Set<PeerId> offline = new HashSet<>();
    private final List<String> transcript = new ArrayList<>();
    private final Map<String, Integer> happened = new TreeMap<>();
    private long incarnations;

    private final class Worker {
        final PeerId peer;
        final RoomMember member;
        final SimulatedDocument document;
        final Queue<Input> whileFrozen = new ArrayDeque<>();
        boolean frozen;
        boolean gone;

        Worker(PeerId peer, Profile profile) {
            this.peer = peer;
            long incarnation = ++incarnations;
            this.document = new SimulatedDocument(peer, incarnation);
            this.member = new RoomMember(new Self(ROOM, peer, incarnation), profile, timing, document, time.now());
        }
    }

    /** A room on a good network: delays of up to 20 ms, most of them far shorter. */
    public SimulatedRoom(long seed) {
        this(seed, Duration.ofMillis(20), Timing.of(Duration.ofSeconds(1)));
    }

    public SimulatedRoom(long seed, Duration delayMax, Timing timing) {
        this.seed = seed;
        this.random = new Random(seed);
        this.timing = timing;
        this.invariants = new Invariants(timing.lease());
        this.network = new SimulatedNetwork(time, random, delayMax, this::deliver);
        this.server = new SimulatedServer(time, network, this::deliver);
    }

    /** What makes this room's chances differ from those of another one. */
    public long seed() {
        return seed;
    }

    /** Starts a worker's process: it begins with an empty memory, and registers when the server can be reached. */
    public void start(Candidate candidate) {
        PeerId peer = candidate.peerId();
        Profile profile = profiles.computeIfAbsent(peer, _ -> Profile.EMPTY
                .with(Profile.GPU_MEMORY_MB, PropertyValue.of(candidate.gpuMemoryMb()))
                .withStatus(WorkerStatus.AVAILABLE));
        start(peer, profile);
    }

    private void start(PeerId peer, Profile profile) {
        var worker = new Worker(peer, profile);
        invariants.restarted(peer);
        workers.put(peer, worker);
        line(peer, "starts");
        time.in(network.delay(), () -> register(worker));
        time.in(Duration.ofNanos(random.nextLong(Timing.TICK.toNanos())), () -> tick(worker));
    }

    private void tick(Worker worker) {
        if (worker.gone) return;
        if (!worker.frozen) handle(worker, new Input.Tick());
        time.in(Timing.TICK, () -> tick(worker));
    }

    private void register(Worker worker) {
        if (worker.gone) return;
        if (!server.isUp() || offline.contains(worker.peer) || worker.frozen) {
            time.in(Duration.ofMillis(200 + random.nextLong(800)), () -> register(worker));
        } else {
            server.register(worker.peer, profile(worker.peer));
        }
    }

    private void deliver(PeerId to, Input input) {
        Worker worker = workers.get(to);
        if (worker == null) return;
        if (worker.frozen) {
            worker.whileFrozen.add(input);
        } else {
            handle(worker, input);
        }
    }

    private void handle(Worker worker, Input input) {
        for (Effect effect : worker.member.handle(input, time.now()))
            perform(worker, effect);
        if (input instanceof Input.SignalingLost) {
            time.in(Duration.ofMillis(200 + random.nextLong(800)), () -> register(worker));
        }
    }

    private void perform(Worker worker, Effect effect) {
        PeerId peer = worker.peer;
        switch (effect) {
            case Effect.Send send -> network.send(peer, send.peer(), send.attempt(), send.message());
            case Effect.ToServer say -> toServer(peer, say.message());
            case Effect.Dial dial -> network.dial(peer, dial.peer(), dial.attempt());
            case Effect.Accept accept -> network.accept(peer, accept.peer(), accept.attempt());
            case Effect.TakeAnswer take -> network.takeAnswer(peer, take.peer(), take.attempt());
            case Effect.AddCandidate _ -> {
                // Simulated descriptions hold all there is.
            }
            case Effect.CloseLink close -> network.close(peer, close.peer(), close.attempt());
            case Effect.Publish publish -> {
                invariants.published(publish.view());
                views.put(peer, publish.view());
            }
            case Effect.Note note -> noted(peer, note.conclusion());
        }
    }

    private void toServer(PeerId from, FromPeer message) {
        if (offline.contains(from)) return;
        time.in(network.delay(), () -> server.receive(from, message));
    }

    private void noted(PeerId peer, Conclusion conclusion) {
        happened.merge(conclusion.getClass().getSimpleName(), 1, Integer::sum);
        line(peer, conclusion.toString());
    }

    private void line(PeerId peer, String what) {
        if (transcript.size() < TRANSCRIPT_LINES_MAX) {
            transcript.add("%9.3f %s %s".formatted(seconds(), peer, what));
        }
    }

    private double seconds() {
        return Duration.between(Instant.ofEpochSecond(1_700_000_000), time.now()).toNanos() / 1e9;
    }

    /** Lets the room live for this long. Every event is followed by a check of the invariants. */
    public void run(Duration duration) {
        time.run(duration, () -> invariants.holds(views, time.now()));
    }

    /** The process ends without a word; only the server's operating system tells the server. */
    public void crash(PeerId peer) {
        line(peer, "crashes");
        end(peer);
        if (!offline.contains(peer)) time.in(network.delay(), () -> server.disconnect(peer, DepartureReason.CLOSED));
    }

    private void end(PeerId peer) {
        Worker worker = workers.remove(peer);
        if (worker != null) worker.gone = true;
        views.remove(peer);
        network.vanish(peer);
    }

    /** A new process of a worker that crashed or left, under the same id and with its last profile. */
    public void restart(PeerId peer) {
        if (!workers.containsKey(peer)) start(peer, profile(peer));
    }

    /** The worker leaves on purpose. */
    public void leave(PeerId peer) {
        line(peer, "leaves");
        deliver(peer, new Input.Leave());
        time.in(Duration.ofMillis(200), () -> end(peer));
    }

    /** The process stands still until it is thawed; its machine keeps what arrives. */
    public void freeze(PeerId peer) {
        line(peer, "freezes");
        Worker worker = workers.get(peer);
        if (worker != null) worker.frozen = true;
    }

    public void thaw(PeerId peer) {
        line(peer, "thaws");
        Worker worker = workers.get(peer);
        if (worker == null) return;
        worker.frozen = false;
        while (!worker.whileFrozen.isEmpty())
            handle(worker, worker.whileFrozen.remove());
    }

    /** Nothing crosses between the two groups any more, in either direction. */
    public void split(Collection<PeerId> one, Collection<PeerId> other) {
        line(one.iterator().next(), "and " + one + " are split from " + other);
        for (PeerId a : one) {
            for (PeerId b : other) {
                cut(a, b);
                cut(b, a);
            }
        }
    }

    /** Nothing crosses in this direction any more. */
    public void cut(PeerId from, PeerId to) {
        network.cut(from, to);
    }

    /** The worker's way to the server is cut, and the server notices after a while. */
    public void cutFromServer(PeerId peer) {
        offline.add(peer);
        deliver(peer, new Input.SignalingLost());
        time.in(Duration.ofMillis(100), () -> server.disconnect(peer, DepartureReason.CLOSED));
    }

    /** Every cut is gone. */
    public void heal() {
        network.heal();
        offline.clear();
    }

    public void crashServer() {
        server.crash();
    }

    public void startServer() {
        server.start();
    }

    /** A worker that breaks the rules says this to all whom it has a link to. */
    public void say(PeerId liar, MeshMessage message) {
        network.say(liar, message);
    }

    /** The worker's own wish; it is in its entry from the next event on. */
    public void setStatus(PeerId peer, WorkerStatus status) {
        Profile changed = profile(peer).withStatus(status);
        profiles.put(peer, changed);
        deliver(peer, new Input.OwnProfile(changed));
    }

    private Profile profile(PeerId peer) {
        return profiles.getOrDefault(peer, Profile.EMPTY);
    }

    /** What the worker's process published last; fails for one that has not published. */
    public RoomView view(PeerId peer) {
        RoomView view = views.get(peer);
        if (view == null) throw new IllegalStateException(peer + " has published nothing");
        return view;
    }

    /** {@link dev.roommesh.model.VersionVector#digest()} of the worker's document. */
    public long documentDigest(PeerId peer) {
        Worker worker = workers.get(peer);
        if (worker == null) throw new IllegalStateException(peer + " is not running");
        return worker.document.vector().digest();
    }

    public Set<PeerId> running() {
        return Collections.unmodifiableSet(workers.keySet());
    }

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

    /** How often each kind of conclusion was drawn. */
    public Map<String, Integer> happened() {
        return Collections.unmodifiableMap(happened);
    }

    /** What was concluded, in order, for a person who looks for the reason of a failure. */
    public String transcript() {
        return String.join("\n", transcript);
    }
}
