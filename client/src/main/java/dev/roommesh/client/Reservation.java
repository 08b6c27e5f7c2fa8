package dev.roommesh.client;

import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.WorkerEntry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is this client's alone. It is renewed by itself, each third of its time, until it is closed, detached or
 * lost. Safe for use by many threads; {@link #close} gives the worker back.
 */
public final class Reservation implements AutoCloseable {
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(1);

    private final Questions questions;
    private final Question.Reserve wish;
    private final WorkerEntry worker;
    private final CompletableFuture<Reservation> ended = new CompletableFuture<>();
    private volatile long until;
    private volatile boolean lost;

    /**
     * A reservation that is granted.
     *
     * @param wish for this worker alone
     * @param until when it is over, by {@link System#nanoTime}, unless it is renewed
     */
    Reservation(Questions questions, Question.Reserve wish, WorkerEntry worker, long until) {
        this.questions = questions;
        this.wish = wish;
        this.worker = worker;
        this.until = until;
        Thread.ofVirtual().name("reservation").start(this::renew);
    }

    /** When what was granted now may be relied on until: the room counts from when it was asked, at the earliest. */
    static long until(long askedAt, Duration ttl, FromServer.Reservation granted) {
        long byUs = askedAt + ttl.toNanos();
        long byTheRoom = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(granted.expiresInMs());
        return byUs - byTheRoom < 0 ? byUs : byTheRoom;
    }

    /** The worker as it was when it was granted. */
    public WorkerEntry worker() {
        return worker;
    }

    public PeerId peerId() {
        return worker.peerId();
    }

    /** Who knows it can renew and release the reservation; to be kept like a password. */
    public ReservationId id() {
        return wish.reservation();
    }

    /** How long the worker can be relied on, if nothing is renewed any more; zero once it is lost or given back. */
    public Duration rest() {
        return isHeld() ? Duration.ofNanos(Math.max(0, until - System.nanoTime())) : Duration.ZERO;
    }

    /** Whether the worker is this client's now. */
    public boolean isHeld() {
        return !lost && !ended.isDone() && until - System.nanoTime() > 0;
    }

    /** Completes when the reservation is closed, detached or lost; {@link #isLost} tells. */
    public CompletableFuture<Reservation> ended() {
        return ended.copy();
    }

    /** Whether it ended against this client's will: the worker is gone, or could not be reached for too long. */
    public boolean isLost() {
        return lost;
    }

    /** Leaves the worker reserved until the time is over. Whoever has {@link #id} can renew or release it. */
    public void detach() {
        ended.complete(this);
    }

    /** Gives the worker back, if it is still held. Waits for at most a second. Safe to repeat. */
    @Override
    public void close() {
        if (!ended.complete(this)) return;
        try {
            questions.ask(new Question.Release(id(), peerId()), RELEASE_LIMIT).get(RELEASE_LIMIT.toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException unheard) {
            // It ends by itself.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A first grant is short; the next is as long as was asked for. */
    private Duration pause() {
        return Duration.ofNanos(Math.max(0, Math.min(wish.ttl().toNanos(), until - System.nanoTime()) / 3));
    }

    private void renew() {
        try {
            while (true) {
                long rest = until - System.nanoTime();
                if (rest <= 0) {
                    lose();
                    return;
                }
                try {
                    ended.get(Math.min(pause().toNanos(), rest), TimeUnit.NANOSECONDS);
                    return;
                } catch (TimeoutException due) {
                    if (!renewed(Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
                        lose();
                        return;
                    }
                }
            }
        } catch (InterruptedException | ExecutionException impossible) {
            throw new IllegalStateException("nobody interrupts this thread, or fails the future", impossible);
        }
    }

    /** @return false where the room says that the worker is not this client's any more */
    private boolean renewed(Duration limit) {
        long askedAt = System.nanoTime();
        FromServer answer = answer(limit);
        if (!(answer instanceof FromServer.Reservation reservation)) return true;
        if (reservation.outcome() == ReservationOutcome.GRANTED) until = until(askedAt, wish.ttl(), reservation);
        return reservation.outcome() != ReservationOutcome.TAKEN;
    }

    /** Null where none came: it is asked again while there is time. */
    private @Nullable FromServer answer(Duration limit) {
        try {
            return questions.ask(wish, limit).join();
        } catch (CompletionException unheard) {
            return null;
        }
    }

    private void lose() {
        if (ended.isDone()) return;
        lost = true;
        ended.complete(this);
    }
}
