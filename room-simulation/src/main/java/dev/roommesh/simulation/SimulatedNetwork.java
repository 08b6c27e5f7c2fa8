package dev.roommesh.simulation;

import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The links between simulated workers. A link loses nothing while it lives and keeps the order of what is sent; across
 * a cut it delivers nothing until the cut heals, or for ever if an end closes it first.
 */
final class SimulatedNetwork {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final VirtualTime time;
    private final Random random;
    private final BiConsumer<PeerId, Input> deliver;
    private final Duration delayMax;
    private final Map<End, Boolean> ends = new HashMap<>();
    private final Map<End, Instant> lastArrival = new HashMap<>();
    private final Set<Cut> cuts = new HashSet<>();
    private long frames;

    /** One worker's end of one attempt at a link; true in the map once it is open. */
    private record End(PeerId owner, PeerId peer, LinkAttempt attempt) {
        End other() {
            return new End(/* owner= */ peer, /* peer= */ owner, attempt);
        }
    }

    private record Cut(PeerId from, PeerId to) {}

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
        if (isCut(dialler.owner(), dialler.peer()) || isCut(dialler.peer(), dialler.owner())) {
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
        Instant arrival = time.now().plus(delay());
        Instant last = lastArrival.getOrDefault(end, Instant.MIN);
        if (arrival.isBefore(last)) arrival = last;
        lastArrival.put(end, arrival);
        time.at(arrival, () -> arrive(end, message));
    }

    /** Sends over every open link of a worker, past its member. */
    void say(PeerId owner, MeshMessage message) {
        List<End> open = ends.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey)
                .filter(end -> end.owner().equals(owner)).sorted(Comparator.comparing(End::peer)).toList();
        for (End end : open)
            send(owner, end.peer(), end.attempt(), message);
    }

    private void arrive(End end, MeshMessage message) {
        if (!ends.containsKey(end.other())) return;
        if (isCut(end.owner(), end.peer()) || !ends.getOrDefault(end.other(), false)) {
            if (ends.containsKey(end)) time.in(BETWEEN_TRIES, () -> arrive(end, message));
            return;
        }
        deliver.accept(end.peer(), new Input.Received(end.owner(), end.attempt(), message));
    }

    /** Closes one end; the other learns of it unless a cut is between them. */
    void close(PeerId owner, PeerId peer, LinkAttempt attempt) {
        var end = new End(owner, peer, attempt);
        ends.remove(end);
        lastArrival.remove(end);
        if (ends.containsKey(end.other()) && !isCut(owner, peer)) {
            time.in(delay().plus(delayMax), () -> {
                if (ends.remove(end.other()) != null) {
                    deliver.accept(peer, new Input.LinkClosed(owner, attempt, "closed by the peer"));
                }
            });
        }
    }

    /** A process is gone without a word: nobody is told. */
    void vanish(PeerId owner) {
        ends.keySet().removeIf(end -> end.owner().equals(owner));
    }

    void cut(PeerId from, PeerId to) {
        cuts.add(new Cut(from, to));
    }

    void heal() {
        cuts.clear();
    }

    boolean isCut(PeerId from, PeerId to) {
        return cuts.contains(new Cut(from, to));
    }
}
