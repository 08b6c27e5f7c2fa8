package dev.roommesh.simulation;

import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The links between simulated workers. A link loses nothing while it lives and keeps the order of what is sent: a lost
 * packet delays itself and all behind it, by 200 ms and then twice as long each time. Across a cut every packet is
 * lost, until the cut heals or an end closes the link.
 */
final class SimulatedNetwork {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final Duration RESEND_MIN = Duration.ofMillis(200);
    private static final int RESEND_DOUBLINGS_MAX = 4;

    private final VirtualTime time;
    private final Random random;
    private final BiConsumer<PeerId, Input> deliver;
    private final Duration delayMax;
    private final Map<End, Boolean> ends = new HashMap<>();
    private final Map<End, Flow> flows = new HashMap<>();
    private final Set<Cut> cuts = new HashSet<>();
    private final Map<Cut, Duration> slowed = new HashMap<>();
    private double loss;
    private long frames;

    /** One worker's end of one attempt at a link; true in the map once it is open. */
    private record End(PeerId owner, PeerId peer, LinkAttempt attempt) {
        End other() {
            return new End(/* owner= */ peer, /* peer= */ owner, attempt);
        }
    }

    private record Cut(PeerId from, PeerId to) {}

    private record Frame(MeshMessage message, Instant arrival) {}

    /** What is under way in one direction of a link; only the first may arrive. */
    private static final class Flow {
        final Queue<Frame> frames = new ArrayDeque<>();
        int lost;
    }

    SimulatedNetwork(VirtualTime time, Random random, Duration delayMax, BiConsumer<PeerId, Input> deliver) {
        this.time = time;
        this.random = random;
        this.delayMax = delayMax;
        this.deliver = deliver;
    }

    /** Half a millisecond at least; mostly short, now and then up to the longest. */
    Duration delay() {
        long longest = delayMax.toNanos();
        double share = random.nextDouble();
        return Duration.ofNanos(500_000 + (long) (share * share * share * longest));
    }

    long frames() {
        return frames;
    }

    /** @param share of all packets from now on, 0 to less than 1 */
    void lose(double share) {
        loss = share;
    }

    boolean isLossy() {
        return loss > 0;
    }

    private boolean isLost() {
        return loss > 0 && random.nextDouble() < loss;
    }

    void dial(PeerId owner, PeerId peer, LinkAttempt attempt) {
        ends.put(new End(owner, peer, attempt), false);
        time.in(delay(), () -> local(owner, peer, attempt, new LinkSignal.Offer(attempt, "offer")));
    }

    void accept(PeerId owner, PeerId peer, LinkAttempt attempt) {
        ends.put(new End(owner, peer, attempt), false);
        time.in(delay(), () -> local(owner, peer, attempt, new LinkSignal.Answer(attempt, "answer")));
    }

    private void local(PeerId owner, PeerId peer, LinkAttempt attempt, LinkSignal signal) {
        if (ends.containsKey(new End(owner, peer, attempt))) deliver.accept(owner, new Input.LocalSignal(peer, signal));
    }

    void takeAnswer(PeerId owner, PeerId peer, LinkAttempt attempt) {
        connect(new End(owner, peer, attempt));
    }

    /** The handshake goes on until it crosses, or an end gives up. */
    private void connect(End dialler) {
        if (!ends.containsKey(dialler) || !ends.containsKey(dialler.other())) return;
        if (isCut(dialler.owner(), dialler.peer()) || isCut(dialler.peer(), dialler.owner()) || isLost()) {
            time.in(BETWEEN_TRIES, () -> connect(dialler));
            return;
        }
        time.in(delay(), () -> open(dialler));
        time.in(delay(), () -> open(dialler.other()));
    }

    private void open(End end) {
        if (!ends.containsKey(end)) return;
        ends.put(end, true);
        deliver.accept(end.owner(), new Input.LinkOpened(end.peer(), end.attempt()));
    }

    void send(PeerId owner, PeerId peer, LinkAttempt attempt, MeshMessage message) {
        var end = new End(owner, peer, attempt);
        if (!ends.getOrDefault(end, false)) return;
        frames++;
        Flow flow = flows.computeIfAbsent(end, _ -> new Flow());
        Duration longer = slowed.isEmpty() ? Duration.ZERO : slowed.getOrDefault(new Cut(owner, peer), Duration.ZERO);
        flow.frames.add(new Frame(message, time.now().plus(delay()).plus(longer)));
        if (flow.frames.size() == 1) time.at(flow.frames.element().arrival(), () -> arrive(end, flow));
    }

    /** Sends over every open link of a worker, past its member. */
    void say(PeerId owner, MeshMessage message) {
        for (End end : openEnds(end -> end.owner().equals(owner)))
            send(owner, end.peer(), end.attempt(), message);
    }

    /** What a worker's transport says of each of its open links, by peer, when they are worn out. */
    List<Input.LinkWornOut> wornOut(PeerId owner) {
        return openEnds(end -> end.owner().equals(owner)).stream()
                .map(end -> new Input.LinkWornOut(end.peer(), end.attempt())).toList();
    }

    boolean has(PeerId owner, PeerId peer, LinkAttempt attempt) {
        return ends.containsKey(new End(owner, peer, attempt));
    }

    private List<End> openEnds(Predicate<End> wanted) {
        return ends.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).filter(wanted)
                .sorted(Comparator.comparing(End::owner).thenComparing(End::peer).thenComparing(End::attempt)).toList();
    }

    private void arrive(End end, Flow flow) {
        if (!ends.containsKey(end.other())) {
            flow.frames.clear();
            return;
        }
        boolean lost = isCut(end.owner(), end.peer()) || isLost();
        if (lost || !ends.getOrDefault(end.other(), false)) {
            if (!ends.containsKey(end)) {
                flow.frames.clear();
                return;
            }
            Duration wait = BETWEEN_TRIES;
            if (lost) wait = RESEND_MIN.multipliedBy(1L << Math.min(flow.lost++, RESEND_DOUBLINGS_MAX));
            time.in(wait, () -> arrive(end, flow));
            return;
        }
        flow.lost = 0;
        Frame first = flow.frames.remove();
        deliver.accept(end.peer(), new Input.Received(end.owner(), end.attempt(), first.message()));
        if (!flow.frames.isEmpty()) time.at(flow.frames.element().arrival(), () -> arrive(end, flow));
    }

    /** Closes one end; the other learns of it unless a cut is between them. */
    void close(PeerId owner, PeerId peer, LinkAttempt attempt) {
        var end = new End(owner, peer, attempt);
        ends.remove(end);
        flows.remove(end);
        if (ends.containsKey(end.other()) && !isCut(owner, peer)) {
            time.in(delay().plus(delayMax), () -> tellClosed(end.other(), "closed by the peer"));
        }
    }

    private void tellClosed(End end, String why) {
        flows.remove(end);
        if (ends.remove(end) != null) deliver.accept(end.owner(), new Input.LinkClosed(end.peer(), end.attempt(), why));
    }

    /** The links between two workers break, and both ends are told. */
    void breakLinks(PeerId one, PeerId other) {
        for (End end : openEnds(end -> end.owner().equals(one) && end.peer().equals(other))) {
            time.in(delay(), () -> tellClosed(end, "the network lost it"));
            time.in(delay(), () -> tellClosed(end.other(), "the network lost it"));
        }
    }

    /** The transport of a worker reports that the network under its links to another stutters. */
    void suspect(PeerId owner, PeerId peer) {
        for (End end : openEnds(end -> end.owner().equals(owner) && end.peer().equals(peer)))
            deliver.accept(owner, new Input.LinkSuspected(peer, end.attempt()));
    }

    /** A process is gone without a word: nobody is told. */
    void vanish(PeerId owner) {
        ends.keySet().removeIf(end -> end.owner().equals(owner));
        // What it has sent is under way and arrives, unless a packet of it is lost.
        flows.keySet().removeIf(end -> end.owner().equals(owner));
    }

    void cut(PeerId from, PeerId to) {
        cuts.add(new Cut(from, to));
    }

    void slow(PeerId one, PeerId other, Duration longer) {
        slowed.put(new Cut(one, other), longer);
        slowed.put(new Cut(other, one), longer);
    }

    /** This direction is whole again. */
    void join(PeerId from, PeerId to) {
        cuts.remove(new Cut(from, to));
    }

    void heal() {
        cuts.clear();
        slowed.clear();
    }

    boolean isWhole() {
        return cuts.isEmpty();
    }

    boolean isCut(PeerId from, PeerId to) {
        return !cuts.isEmpty() && cuts.contains(new Cut(from, to));
    }
}
