package dev.roommesh.client;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromServer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes on where a connection ends: makes another one, and asks again what had no answer, within the question's own limit.
 * A question may be asked twice: what it changes it changes once.
 */
final class LastingQuestions implements Questions {
    /** Before a try at a new connection, after the first end and at most; each is drawn below its bound. */
    static final Duration PAUSE_FIRST = Duration.ofMillis(50);
    static final Duration PAUSE_MAX = Duration.ofSeconds(1);
    /** After this nobody waits any more; the next question begins anew. */
    static final Duration REOPEN_LIMIT = Duration.ofSeconds(30);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ClientFailure CLOSED = new ClientFailure.Disconnected("closed by this client");

    private static final ClientFailure NONE = new ClientFailure.Disconnected("none could be made for a while");

    private final Function<Duration, Questions> opener;
    private final Duration tryLimit;
    private final Semaphore places = new Semaphore(RoomClient.PENDING_MAX);
    /** Connections that ended, or could not be made, since the last answer. */
    private final AtomicInteger endings = new AtomicInteger();
    private Questions current;
    private @Nullable CompletableFuture<Questions> reopening;
    private volatile boolean closed;

    /**
     * @param opener makes a connection within a limit, or throws {@link RoomClientException}; on a thread of its own
     * @param tryLimit of each
     */
    LastingQuestions(Questions first, Function<Duration, Questions> opener, Duration tryLimit) {
        this.current = first;
        this.opener = opener;
        this.tryLimit = tryLimit;
    }

    synchronized Questions current() {
        return current;
    }

    @Override
    public CompletableFuture<FromServer> ask(Question question, Duration limit) {
        // Of reservations there is a limit already, and each asks one thing at a time.
        return ask(question, limit, question instanceof Question.Discover);
    }

    /** @param counts false for whoever has a place of another kind */
    CompletableFuture<FromServer> ask(Question question, Duration limit, boolean counts) {
        if (counts && !places.tryAcquire())
            return Questions.failed(new ClientFailure.TooManyPending(RoomClient.PENDING_MAX));
        CompletableFuture<FromServer> answer = ask(question, limit, System.nanoTime() + limit.toNanos(),
                new ClientFailure.TimedOut("answer", limit));
        var _ = answer.whenComplete((_, _) -> {
            if (counts) places.release();
        });
        return answer.copy();
    }

    /** @param late what it fails with when the time is over */
    private CompletableFuture<FromServer> ask(Question question, Duration limit, long deadline, ClientFailure late) {
        Duration rest = Duration.ofNanos(deadline - System.nanoTime());
        if (!rest.isPositive()) return Questions.failed(late);
        Questions asked = current();
        return asked.ask(question, rest).whenComplete((_, trouble) -> {
            if (trouble == null) endings.set(0);
        }).exceptionallyCompose(trouble -> {
            ClientFailure failure = failureOf(trouble);
            if (failure instanceof ClientFailure.TimedOut) return Questions.failed(late);
            // Over HTTP each question has a connection of its own.
            boolean ended = failure instanceof ClientFailure.Disconnected && !(asked instanceof HttpQuestions);
            if (closed || !ended) return Questions.failed(failure);
            return reopened(asked, deadline, failure).thenCompose(_ -> ask(question, limit, deadline, failure));
        });
    }

    /**
     * Another connection than the one that ended, for whoever needs one though nothing is asked. Blocks for at most
     * {@link #REOPEN_LIMIT}.
     *
     * @throws RoomClientException when there is none
     */
    Questions instead(Questions ended) {
        try {
            return reopened(ended, System.nanoTime() + REOPEN_LIMIT.toNanos(), NONE).toCompletableFuture().join();
        } catch (CompletionException failed) {
            throw new RoomClientException(failureOf(failed));
        }
    }

    /** Another connection than the one that ended, soon; else the failure, when the time is over. */
    private CompletionStage<Questions> reopened(Questions ended, long deadline, ClientFailure failure) {
        CompletableFuture<Questions> next;
        synchronized (this) {
            if (closed) return Questions.failed(CLOSED);
            if (current != ended) return CompletableFuture.completedFuture(current);
            if (reopening == null) {
                reopening = new CompletableFuture<>();
                CompletableFuture<Questions> opened = reopening;
                Thread.startVirtualThread(() -> reopen(ended, opened));
            }
            next = reopening;
        }
        return next.copy().completeOnTimeout(ended, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                .thenCompose(fresh -> fresh == ended
                        ? Questions.failed(failure)
                        : CompletableFuture.completedFuture(fresh));
    }

    private void reopen(Questions ended, CompletableFuture<Questions> opened) {
        long end = System.nanoTime() + REOPEN_LIMIT.toNanos();
        while (true) {
            // Of all that lost the same server none comes at the same time, nor again and again without a pause.
            long most = Math.min(PAUSE_MAX.toNanos(), PAUSE_FIRST.toNanos() << Math.min(endings.getAndIncrement(), 10));
            LockSupport.parkNanos(RANDOM.nextLong(most));
            try {
                Questions fresh = opener.apply(tryLimit);
                if (take(fresh)) opened.complete(fresh);
                else
                    opened.completeExceptionally(new RoomClientException(CLOSED));
                ended.close();
                return;
            } catch (RoomClientException failed) {
                if (closed || !mayPass(failed.failure()) || System.nanoTime() > end) {
                    forget();
                    opened.completeExceptionally(failed);
                    return;
                }
            } catch (RuntimeException bug) {
                forget();
                opened.completeExceptionally(bug);
                return;
            }
        }
    }

    private synchronized boolean take(Questions fresh) {
        reopening = null;
        if (closed) {
            fresh.close();
            return false;
        }
        current = fresh;
        return true;
    }

    private synchronized void forget() {
        reopening = null;
    }

    /** Whether it is worth another try: a server that starts, or that keeps its places for a while. */
    static boolean mayPass(ClientFailure failure) {
        return switch (failure) {
            case ClientFailure.Disconnected _,ClientFailure.Unreachable _,ClientFailure.TimedOut _ -> true;
            case ClientFailure.NoWebSocket(_, int status) -> status >= 500;
            case ClientFailure.Refused(ErrorCode code, _) ->
                code == ErrorCode.RETRY_LATER || code == ErrorCode.RATE_LIMITED;
            case ClientFailure.ProtocolViolation _,ClientFailure.TooManyPending _,ClientFailure.TooManyWatches _,ClientFailure.NeedsWebSocket _,ClientFailure.TooManyReservations _,ClientFailure.NotReserved _,ClientFailure.JobRejected _,ClientFailure.JobLost _,ClientFailure.JobFiles _,ClientFailure.NoChannel _,ClientFailure.JobCancelled _ ->
                false;
        };
    }

    private static ClientFailure failureOf(Throwable trouble) {
        Throwable cause = trouble instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : trouble;
        if (cause instanceof RoomClientException known) return known.failure();
        throw new CompletionException(cause);
    }

    @Override
    public void close() {
        Questions last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        last.close();
    }
}
