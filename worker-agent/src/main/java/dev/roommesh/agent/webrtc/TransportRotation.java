package dev.roommesh.agent.webrtc;

import dev.roommesh.webrtc.PeerConnections;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the native factory now and then, for the library keeps some bytes of each message until its factory is gone.
 * New links are made by the newest factory. Those that an older one made are reported worn out, one after another and
 * again and again, until none is left; then that factory is freed. Everything runs on the links' thread, save for
 * {@link #rotations}.
 */
final class TransportRotation implements AutoCloseable {
    /** Factories at once: no rotation begins while another is under way. */
    static final int GENERATIONS_MAX = 2;
    /** Between two reports, so that a room never makes all its links anew at the same time. */
    static final Duration BETWEEN_REPORTS = Duration.ofSeconds(2);
    /** What the library keeps of each message in Java's heap. */
    static final int BYTES_KEPT = 88;
    /** No more of the heap than this part may be kept; while a rotation is under way, somewhat more is. */
    static final int HEAP_PART = 4;

    private static final Logger LOG = LoggerFactory.getLogger(TransportRotation.class);

    private final Supplier<PeerConnections> factories;
    private final long messagesMax;
    private final Executor thread;
    private final Executor later;
    /** The newest comes last. Empty after the close. */
    private final Deque<Generation> generations = new ArrayDeque<>();
    private final AtomicInteger rotations = new AtomicInteger();

    /** @param thread runs what it is given on the links' thread, in order */
    TransportRotation(Supplier<PeerConnections> factories, long messagesMax, Executor thread) {
        this.factories = factories;
        this.messagesMax = messagesMax;
        this.thread = thread;
        this.later = CompletableFuture.delayedExecutor(BETWEEN_REPORTS.toMillis(), TimeUnit.MILLISECONDS, thread);
        generations.add(next());
    }

    /** So many messages that what is kept of them leaves most of the heap to others. */
    static long messagesMax(long wanted, long heapBytes) {
        return Math.min(wanted, heapBytes / HEAP_PART / BYTES_KEPT);
    }

    private Generation next() {
        return new Generation(factories.get(), messagesMax, () -> thread.execute(this::turn));
    }

    /** Makes new links. */
    Generation current() {
        return generations.getLast();
    }

    /** Factories that were replaced and freed since the start. Any thread. */
    int rotations() {
        return rotations.get();
    }

    private void turn() {
        if (generations.isEmpty() || generations.size() == GENERATIONS_MAX || !current().isWornOut()) return;
        LOG.info("More than {} messages came over one native factory, and the library keeps {} bytes of each:"
                + " has the links that it made ({}) made anew, one each {} s.", messagesMax, BYTES_KEPT,
                current().links(),
                BETWEEN_REPORTS.toSeconds());
        try {
            generations.add(next());
        } catch (RuntimeException | Error failure) {
            LOG.error("No further native factory could be made; tries again.", failure);
            later.execute(this::turn);
            return;
        }
        report();
    }

    private void report() {
        if (generations.size() < GENERATIONS_MAX) return;
        Generation old = generations.getFirst();
        if (old.links() == 0) {
            generations.remove(old);
            free(old);
            // By now the other may be worn out, too.
            turn();
        } else {
            old.nextOpen().ifPresent(Link::tellWornOut);
            later.execute(this::report);
        }
    }

    private void free(Generation old) {
        old.connections().close();
        rotations.incrementAndGet();
        LOG.info("Freed the native factory that had brought {} messages: no link uses it any more.", old.messages());
    }

    /** After all links have ended. */
    @Override
    public void close() {
        generations.forEach(generation -> generation.connections().close());
        generations.clear();
    }
}
