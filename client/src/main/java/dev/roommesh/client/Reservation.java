package dev.roommesh.client;

import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.WorkerEntry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
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
    /** Between two tries to renew it. */
    static final Duration PAUSE_MIN = Duration.ofMillis(200);

    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(1);

    private final Questions questions;
    private final Question.Reserve wish;
    private final WorkerEntry worker;
    private final CompletableFuture<Reservation> ended = new CompletableFuture<>();
    private volatile long until;
    private volatile boolean lost;
    private boolean over;
    private boolean isSettled;
    private CompletableFuture<?> renewal = CompletableFuture.completedFuture(null);

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

    /** Gives the worker back, if it is still held. Waits for at most a second. Safe to repeat. */
    @Override
    public void close() {
        closeAll(List.of(this));
    }

    /** The same for several, at the same time. */
    static void closeAll(List<Reservation> all) {
        CompletableFuture<?>[] releases = all.stream().map(Reservation::giveBack).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(releases).get(RELEASE_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException unheard) {
            // They end by themselves.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        all.forEach(each -> each.ended.complete(each));
    }

    /**
     * Nothing is asked any more under an id that is given back, so a renewal that is on its way comes first; but not for
     * so long that there is no time left. What others are told of is told without the lock.
     */
    private CompletableFuture<?> giveBack() {
        CompletableFuture<?> before;
        synchronized (this) {
            if (over) return ended;
            over = true;
            notifyAll();
            before = renewal;
        }
        return before.copy().handle((_, _) -> true)
                .completeOnTimeout(true, RELEASE_LIMIT.toNanos() / 2, TimeUnit.NANOSECONDS)
                .thenCompose(_ -> release());
    }

    private CompletableFuture<?> release() {
        return questions.ask(new Question.Release(id(), peerId()), RELEASE_LIMIT).whenComplete(
                (_, _) -> ended.complete(this));
    }

    /** Leaves the worker reserved until the time is over. Whoever has {@link #id} can renew or release it. */
    public void detach() {
        synchronized (this) {
            if (over) return;
            over = true;
            notifyAll();
        }
        ended.complete(this);
    }

    /** The worker is known to be kept for so long from now on, by another way. */
    synchronized void heard(Duration rest) {
        long known = System.nanoTime() + rest.toNanos();
        if (!over && known - until > 0) until = known;
    }

    /** Nothing is renewed any more; what is on its way has come, or will not, before this returns. Still to be ended. */
    void settle() {
        CompletableFuture<?> before;
        synchronized (this) {
            isSettled = true;
            notifyAll();
            before = renewal;
        }
        var _ = before.copy().handle((_, _) -> true)
                .completeOnTimeout(true, RELEASE_LIMIT.toNanos(), TimeUnit.NANOSECONDS).join();
    }

    /** Of what is left a third, so that there are several tries, but not ever more of them towards the end. */
    private long pause() {
        long rest = Math.max(0, until - System.nanoTime());
        return Math.min(rest, Math.max(PAUSE_MIN.toNanos(), rest / 3));
    }

    private void renew() {
        try {
            while (true) {
                var asked = new CompletableFuture<FromServer>();
                if (!awaitTurn(asked)) return;
                long askedAt = System.nanoTime();
                if (until - askedAt <= 0) {
                    asked.cancel(false);
                    lose();
                    return;
                }
                var _ = questions.ask(wish, limit(askedAt)).whenComplete((answer, trouble) -> {
                    if (trouble == null) asked.complete(answer);
                    else
                        asked.completeExceptionally(trouble);
                });
                if (!renewed(askedAt, asked)) {
                    lose();
                    return;
                }
            }
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("nobody interrupts this thread", impossible);
        }
    }

    /** @return false where nothing is to be renewed any more */
    private synchronized boolean awaitTurn(CompletableFuture<FromServer> next) throws InterruptedException {
        long due = System.nanoTime() + pause();
        for (long rest = due - System.nanoTime(); rest > 0 && !over && !isSettled; rest = due - System.nanoTime())
            TimeUnit.NANOSECONDS.timedWait(this, rest);
        renewal = over || isSettled ? CompletableFuture.completedFuture(null) : next;
        return !over && !isSettled;
    }

    /** A try on a connection that is dead must leave time for another. */
    private Duration limit(long now) {
        long rest = Math.max(1, until - now);
        return Duration.ofNanos(Math.min(rest, RoomClient.ANSWER_LIMIT.toNanos()));
    }

    /** @return false where the worker says that it is not this client's any more, or the time is over */
    private boolean renewed(long askedAt, CompletableFuture<FromServer> asked) {
        FromServer answer = answer(asked);
        if (answer instanceof FromServer.Reservation reservation) {
            if (reservation.outcome() == ReservationOutcome.TAKEN) return false;
            if (reservation.outcome() == ReservationOutcome.GRANTED) until = until(askedAt, wish.ttl(), reservation);
        }
        return until - System.nanoTime() > 0;
    }

    /** Null where none came: it is asked again while there is time. */
    private static @Nullable FromServer answer(CompletableFuture<FromServer> asked) {
        try {
            return asked.join();
        } catch (CompletionException | CancellationException unheard) {
            return null;
        }
    }

    /** The worker may have been renewed without this client's knowledge. */
    private void lose() {
        synchronized (this) {
            if (over) return;
            over = true;
            lost = true;
        }
        var _ = release();
        ended.complete(this);
    }
}
