package dev.roommesh.simulation;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What is between the workers of a simulated room: network and server, and all that can befall them. */
abstract class Surroundings {
    /** As {@code WebRtcLinks} does. */
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(2);
    /** A worker's socket to the server that brings nothing is dead to it after so long; as its pings give up. */
    static final Duration SOCKET_SILENCE_MAX = Duration.ofSeconds(20);
    /** After a doubt a socket must show life within this; as {@code SignalingConnection} has it. */
    private static final Duration DOUBTED_SOCKET = Duration.ofSeconds(2);
    /** Between two doubts; as it has it, too. */
    private static final Duration DOUBT_PAUSE = Duration.ofSeconds(10);
    /** A ping that gets through to a server which does not know the socket any more is answered with its end. */
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(5);

    final Random random;
    final VirtualTime time = new VirtualTime();
    final Transcript transcript = new Transcript(time);
    final Events events = new Events();
    final SimulatedNetwork network;
    final SimulatedServer server;
    /** Those whose way to the server is cut. */
    final Set<PeerId> offline = new HashSet<>();
    /** Those of them that do not know yet. */
    private final Map<PeerId, Long> unaware = new HashMap<>();
    private final Map<PeerId, Instant> doubtedAt = new HashMap<>();
    private long cuts;
    private int rotations;
    private Instant disturbed = Instant.MIN;

    Surroundings(long seed, Duration delayMax) {
        this.random = new Random(seed);
        this.network = new SimulatedNetwork(time, random, delayMax, (to, input) -> deliver(to, input));
        this.server = new SimulatedServer(time, network, (to, input) -> {
            if (!offline.contains(to)) deliver(to, input);
        });
    }

    /** Something arrives at a worker. */
    abstract void deliver(PeerId to, Input input);

    abstract void run(Duration duration);

    /**
     * Lets the room live until something is so, looking each 20 ms.
     *
     * @return how long that took; empty if it was not so within the limit
     */
    Optional<Duration> runUntil(BooleanSupplier isSo, Duration limit) {
        Instant begun = time.now();
        while (!isSo.getAsBoolean()) {
            if (Duration.between(begun, time.now()).compareTo(limit) >= 0) return Optional.empty();
            run(Duration.ofMillis(20));
        }
        return Optional.of(Duration.between(begun, time.now()));
    }

    /** Does something after a while. */
    final void at(Duration wait, Runnable what) {
        time.in(wait, what);
    }

    /** When something was last changed from outside. */
    final Instant disturbed() {
        return disturbed;
    }

    final void disturb() {
        disturbed = time.now();
    }

    final void fault(PeerId peer, String what) {
        disturb();
        transcript.line(peer, what);
    }

    /** Nothing crosses between the two groups any more, in either direction. */
    public final void split(Collection<PeerId> one, Collection<PeerId> other) {
        transcript.line("network", one + " are split from " + other);
        events.count("Split");
        for (PeerId a : one) {
            for (PeerId b : other) {
                cut(a, b);
                cut(b, a);
            }
        }
    }

    /** Nothing crosses in this direction any more. */
    public final void cut(PeerId from, PeerId to) {
        fault(from, "reaches " + to + " no more");
        network.cut(from, to);
    }

    /** This direction is whole again. */
    final void join(PeerId from, PeerId to) {
        fault(from, "reaches " + to + " again");
        network.join(from, to);
    }

    /** The links between two workers break, and both are told. */
    final void breakLinks(PeerId one, PeerId other) {
        fault(one, "loses its links with " + other);
        network.breakLinks(one, other);
    }

    /** A worker's transport hints, rightly or not, that the network to another stutters. */
    final void suspect(PeerId owner, PeerId peer) {
        fault(owner, "is told that the network to " + peer + " stutters");
        network.suspect(owner, peer);
    }

    /**
     * The worker's transport is worn out: as a real one does, it reports one of the links that are open now after
     * another, again and again, until none of them is left.
     */
    public final void wearOut(PeerId peer) {
        transcript.line(peer, "has a worn-out transport");
        events.count("WornOut");
        rotations++;
        rotate(peer, new ArrayDeque<>(network.wornOut(peer)));
    }

    private void rotate(PeerId peer, Queue<Input.LinkWornOut> old) {
        old.removeIf(link -> !network.has(peer, link.peer(), link.attempt()));
        if (old.isEmpty()) {
            rotations--;
            return;
        }
        Input.LinkWornOut next = old.remove();
        old.add(next);
        deliver(peer, next);
        time.in(BETWEEN_REPORTS, () -> rotate(peer, old));
    }

    /** Transports that wore out and still have links from before. */
    public final int rotationsUnderWay() {
        return rotations;
    }

    /** From now on every frame between the two takes longer by so much; zero: as ever. */
    final void slowLink(PeerId one, PeerId other, Duration longer) {
        fault(one, "and " + other + " have a link that is slower by " + longer.toMillis() + " ms");
        network.slow(one, other, longer);
    }

    /** The worker's connection to the server breaks: the others are told at once, and it registers anew. */
    final void loseConnection(PeerId peer) {
        if (offline.contains(peer)) return;
        fault(peer, "loses its connection to the server");
        server.disconnect(peer, server.socket(peer), DepartureReason.CLOSED);
        deliver(peer, new Input.SignalingLost());
    }

    /** From now on this share of all packets on links is lost, and sent again. */
    final void losePackets(double share) {
        disturb();
        transcript.line("network", "loses " + Math.round(share * 100) + " % of all packets");
        network.lose(share);
    }

    /** The worker's way to the server is cut, and both ends notice at once. */
    public final void cutFromServer(PeerId peer) {
        cutFromServer(peer, Duration.ofMillis(100), Duration.ZERO);
    }

    /**
     * @param serverNotices after so long the server notices that the worker's socket is dead
     * @param workerNotices after so long the worker does, if nothing makes it doubt before
     */
    final void cutFromServer(PeerId peer, Duration serverNotices, Duration workerNotices) {
        if (!offline.add(peer)) return;
        fault(peer, "is cut from the server");
        server.sever(peer);
        long socket = server.socket(peer);
        time.in(serverNotices, () -> server.disconnect(peer, socket, DepartureReason.CLOSED));
        unaware.put(peer, ++cuts);
        noticesIn(workerNotices, peer);
    }

    /** This cut, and no later one. */
    private void noticesIn(Duration wait, PeerId peer) {
        Long cut = unaware.get(peer);
        if (cut == null) return;
        if (wait.isZero()) {
            noticesDeadSocket(peer);
        } else {
            time.in(wait, () -> {
                if (cut.equals(unaware.get(peer))) noticesDeadSocket(peer);
            });
        }
    }

    private void noticesDeadSocket(PeerId peer) {
        if (unaware.remove(peer) != null) deliver(peer, new Input.SignalingLost());
    }

    /** A worker looks whether its socket to the server lives, unless it has just done so. */
    final void doubtServer(PeerId peer) {
        Instant last = doubtedAt.get(peer);
        if (last != null && time.now().isBefore(last.plus(DOUBT_PAUSE))) return;
        doubtedAt.put(peer, time.now());
        noticesIn(DOUBTED_SOCKET, peer);
    }

    /** The worker's way to the server is whole again; a socket from before the cut is not. */
    final void joinServer(PeerId peer) {
        if (!offline.remove(peer)) return;
        fault(peer, "reaches the server again");
        noticesIn(Duration.ofMillis(random.nextLong(REFUSED_WITHIN.toMillis())), peer);
    }

    /** A process is gone, with all that it had open. */
    final void vanish(PeerId peer) {
        network.vanish(peer);
        unaware.remove(peer);
        doubtedAt.remove(peer);
    }

    /** Every cut is gone. */
    public final void heal() {
        disturb();
        transcript.line("network", "heals");
        network.heal();
        network.lose(0);
        List.copyOf(offline).forEach(this::joinServer);
    }

    public final void crashServer() {
        crashServer(/* keepsMemory= */ false);
    }

    /** @param keepsMemory whether it knows after its start who was registered, and who was admin */
    final void crashServer(boolean keepsMemory) {
        disturb();
        transcript.line("server", "crashes");
        server.crash(keepsMemory);
    }

    public final void startServer() {
        disturb();
        transcript.line("server", "starts");
        server.start();
    }

    final boolean isServerUp() {
        return server.isUp();
    }
}
