package dev.roommesh.simulation;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** One run of a scenario: its room, its chances, and what it measured. */
final class Play {
    /** A room is founded and has its whole mesh within this time. */
    static final Duration FORMED_WITHIN = Duration.ofSeconds(30);
    /** A room is whole again within this time after the last fault is healed, for heartbeats of 1 s. */
    static final Duration WHOLE_WITHIN = Duration.ofSeconds(40);

    /** What is measured, in seconds of virtual time. */
    enum Measure {
        /** From the fault until all others have hidden the worker or follow another admin. */
        NOTICED,
        /** From the fault until all others follow one new admin that acts. */
        NEW_ADMIN,
        /** From the end of the last fault until the room is whole. */
        WHOLE
    }

    final SimulatedRoom room;
    final Random random;
    private final Map<Measure, List<Duration>> measured = new EnumMap<>(Measure.class);
    private final List<Candidate> candidates = new ArrayList<>();

    Play(SimulatedRoom room) {
        this.room = room;
        // Not the room's own chances: a change of the protocol must not change what the scenario does.
        this.random = new Random(room.seed() * 31 + 17);
    }

    Map<Measure, List<Duration>> measured() {
        return measured;
    }

    void measure(Measure what, Optional<Duration> took) {
        took.ifPresent(time -> measured.computeIfAbsent(what, _ -> new ArrayList<>()).add(time));
    }

    /** Mostly small rooms, since they cost less and show most; each tenth is full. */
    int drawSize(int min) {
        int[] sizes = {2, 3, 3, 3, 3, 4, 4, 5, 5, 5, 6, 7, 3, 4, 5, 3, 8, 5, 3, 10};
        return Math.max(min, sizes[random.nextInt(sizes.length)]);
    }

    Duration between(long millisMin, long millisMax) {
        return Duration.ofMillis(millisMin + random.nextLong(millisMax - millisMin + 1));
    }

    <T> T oneOf(Collection<T> some) {
        return List.copyOf(some).get(random.nextInt(some.size()));
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    /** A worker that was never in the room, of any size. */
    Candidate newcomer() {
        var candidate = new Candidate(new PeerId("w%02d".formatted(candidates.size())),
                8_000 + random.nextInt(20) * 1_000L);
        candidates.add(candidate);
        return candidate;
    }

    List<Candidate> candidates() {
        return Collections.unmodifiableList(candidates);
    }

    /** Starts so many workers within a second, and waits until the room is whole. */
    void form(int size) {
        form(size, room.timing());
    }

    void form(int size, Timing... timings) {
        for (int i = 0; i < size; i++) {
            room.start(newcomer(), timings[i % timings.length]);
            room.run(between(0, 1000 / size));
        }
        whole(FORMED_WITHIN);
    }

    /** Waits until the room is whole; a room that is not within the bound breaks a rule. */
    void whole(Duration within) {
        Optional<Duration> took = room.runUntil(() -> Wholeness.lack(room).isEmpty(), within);
        if (took.isEmpty() && room.views().values().stream().anyMatch(view -> view.mode() == Mode.CARETAKER)) {
            // Too many of the roster are gone: a caretaker admits nobody until it may forget them.
            room.events.count("WholeAfterForgetting");
            room.runUntil(() -> Wholeness.lack(room).isEmpty(), room.timing().forgetAfter().plusSeconds(10));
            if (Wholeness.lack(room).isEmpty()) return;
        }
        if (took.isEmpty())
            Wholeness.lack(room).ifPresent(lack -> room.violated(lack.number(),
                    lack.what() + ", " + within.toSeconds() + " s after the last change"));
        measure(Measure.WHOLE, took);
    }

    void whole() {
        // As long as the server believes in a worker that is gone, nobody may take the office without a quorum.
        Set<PeerId> staying = new TreeSet<>(room.running());
        staying.removeIf(peer -> !room.isAwake(peer));
        whole(room.server.believesInOthersThan(staying) ? SimulatedServer.LEASE.plusSeconds(10) : WHOLE_WITHIN);
    }

    Set<PeerId> others(PeerId... without) {
        Set<PeerId> others = new TreeSet<>(room.running());
        others.removeAll(List.of(without));
        return others;
    }

    /** Whom most follow. */
    PeerId admin() {
        return room.views().values().stream().filter(view -> view.actingUntil().isPresent()).map(RoomView::self)
                .findFirst().orElseGet(() -> oneOf(room.running()));
    }

    /** Measures how long these take to notice that somebody is gone. */
    void noticed(PeerId gone, Collection<PeerId> by, Duration within) {
        measure(Measure.NOTICED, room.runUntil(() -> by.stream().allMatch(peer -> {
            RoomView view = room.views().get(peer);
            return view == null || view.workers().stream().noneMatch(entry -> entry.peerId().equals(gone));
        }), within));
    }

    /** Measures how long these take to follow one new admin that acts. */
    Optional<Duration> newAdmin(PeerId old, Collection<PeerId> by, Duration within) {
        Optional<Duration> took = room.runUntil(() -> {
            Set<PeerId> admins = new TreeSet<>();
            boolean acting = false;
            for (PeerId peer : by) {
                RoomView view = room.views().get(peer);
                if (view == null) continue;
                if (view.admin().isEmpty()) return false;
                admins.add(view.admin().get());
                acting |= view.actingUntil().isPresent();
            }
            return acting && admins.size() == 1 && !admins.contains(old);
        }, within);
        measure(Measure.NEW_ADMIN, took);
        return took;
    }

    /** A worker's way to the server is cut, which each end notices at once or late. */
    void cutFromServer(PeerId peer) {
        Duration server = chance(0.7) ? Duration.ofMillis(100) : between(1_000, SimulatedServer.LEASE.toMillis());
        Duration worker = chance(0.5) ? Duration.ZERO : between(0, Surroundings.SOCKET_SILENCE_MAX.toMillis());
        room.cutFromServer(peer, server, worker);
    }

    /** Some worker says something new of itself. */
    void changeStatus() {
        if (!room.running().isEmpty()) {
            room.setStatus(oneOf(room.running()), oneOf(List.of(WorkerStatus.values())));
        }
    }
}
