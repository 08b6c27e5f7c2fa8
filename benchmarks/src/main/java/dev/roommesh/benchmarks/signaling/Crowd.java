package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.room.BenchFailure;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Peers that enter, or register again, a bounded number of them at a time. */
final class Crowd {
    /** On their way at a time: enough to keep a server busy, and fewer than wait for its accept. */
    static final int AT_A_TIME = 64;

    private static final int RETRIES_MAX = 10;
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Crowd() {}

    /** @param server where it enters */
    record Entrant(Peer peer, URI server) {}

    /** Opens a socket for each and registers; returns when all have. Who is not let in tries again, as workers do. */
    static void enter(PeerSockets sockets, List<Entrant> entrants) {
        each(entrants, entrant -> enter(sockets, entrant, RETRIES_MAX));
    }

    /** Each registers once more on the socket that it has; who is refused has complained. */
    static void registerAgain(List<Entrant> entrants) {
        each(entrants, entrant -> entrant.peer().register().handle((_, _) -> entrant));
    }

    private static CompletableFuture<Peer> enter(PeerSockets sockets, Entrant entrant, int retries) {
        return sockets.open(entrant.server(), entrant.peer()).thenCompose(_ -> entrant.peer().register())
                .exceptionallyCompose(refused -> retries == 0
                        ? CompletableFuture.failedFuture(refused)
                        : CompletableFuture.runAsync(() -> {}, LATER)
                                .thenCompose(_ -> enter(sockets, entrant, retries - 1)));
    }

    private static void each(List<Entrant> entrants, Function<Entrant, CompletableFuture<?>> step) {
        var places = new Semaphore(AT_A_TIME);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            CompletableFuture<?>[] steps = new CompletableFuture<?>[entrants.size()];
            for (int i = 0; i < steps.length; i++) {
                if (!places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) throw late();
                steps[i] = step.apply(entrants.get(i)).whenComplete((_, _) -> places.release());
            }
            CompletableFuture.allOf(steps).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException never) {
            throw late();
        } catch (ExecutionException refused) {
            throw new BenchFailure("A peer could not register: " + refused.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
    }

    private static BenchFailure late() {
        return new BenchFailure("Not all peers have registered within " + LIMIT.toSeconds() + " s.");
    }
}
