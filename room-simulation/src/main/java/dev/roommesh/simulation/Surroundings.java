package dev.roommesh.simulation;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/** What is between the workers of a simulated room: network and server, and all that can befall them. */
abstract class Surroundings {
    /** As {@code WebRtcLinks} does. */
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(2);

    final Random random;
    final VirtualTime time = new VirtualTime();
    final Transcript transcript = new Transcript(time);
    final Events events = new Events();
    final SimulatedNetwork network;
    final SimulatedServer server;
    /** Those whose way to the server is cut. */
    final Set<PeerId> offline = new HashSet<>();
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

    /** The worker's way to the server is cut, and the server notices at once. */
    public final void cutFromServer(PeerId peer) {
        cutFromServer(peer, Duration.ofMillis(100));
    }

    /** @param notices after so long the server notices that the worker's socket is dead */
    final void cutFromServer(PeerId peer, Duration notices) {
        if (!offline.add(peer)) return;
        fault(peer, "is cut from the server");
        deliver(peer, new Input.SignalingLost());
        server.sever(peer);
        long socket = server.socket(peer);
        time.in(notices, () -> server.disconnect(peer, socket, DepartureReason.CLOSED));
    }

    /** The worker's way to the server is whole again. */
    final void joinServer(PeerId peer) {
        if (offline.remove(peer)) fault(peer, "reaches the server again");
    }

    /** Every cut is gone. */
    public final void heal() {
        disturb();
        transcript.line("network", "heals");
        network.heal();
        network.lose(0);
        offline.clear();
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
