package dev.roommesh.system;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One worker comes each turn; where as many as may are present, the first of them goes, each second time by a crash. */
final class Turnover {
    private static final long LATE_SECONDS_MAX = 60;
    private static final long SMALL_GPU_MB = 1024;
    private static final long LARGE_GPU_MB = 1_000_000;

    private final Newcomers newcomers;
    private final Duration turn;
    private final int presentMax;
    private final int largeEvery;
    private final Consumer<Worker> welcome;
    private final Deque<Worker> present = new ArrayDeque<>();
    private final Set<String> crashed = Collections.synchronizedSet(new HashSet<>());
    private int came;
    private int went;

    /** @param largeEvery each so-manieth is the best of the room, and should get the office; 0 for none */
    Turnover(Newcomers newcomers, Duration turn, int presentMax, int largeEvery, Consumer<Worker> welcome) {
        this.newcomers = newcomers;
        this.turn = turn;
        this.presentMax = presentMax;
        this.largeEvery = largeEvery;
        this.welcome = welcome;
    }

    /** @return who is there in the end */
    List<Worker> run(Duration length) throws InterruptedException {
        List<Future<?>> turns = new ArrayList<>();
        try (var clock = Executors.newSingleThreadScheduledExecutor()) {
            for (Duration at = Duration.ZERO; at.compareTo(length) < 0; at = at.plus(turn)) {
                turns.add(clock.schedule(this::change, at.toMillis(), TimeUnit.MILLISECONDS));
            }
            for (Future<?> turn : turns)
                turn.get(length.toSeconds() + LATE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("turn " + came + " failed", failed);
        }
        return List.copyOf(present);
    }

    /** Who may be on the roster still, though it runs no more. */
    Set<String> crashed() {
        return Set.copyOf(crashed);
    }

    private void change() {
        if (present.size() == presentMax) {
            Worker going = present.removeFirst();
            if (went++ % 2 == 0) {
                newcomers.leave(going);
            } else {
                newcomers.crash(going);
                crashed.add(going.name());
            }
        }
        came++;
        boolean isLarge = largeEvery > 0 && came % largeEvery == 0;
        Worker coming = newcomers.start("guest-" + came, (isLarge ? LARGE_GPU_MB : SMALL_GPU_MB) + came);
        present.addLast(coming);
        welcome.accept(coming);
    }
}
