package dev.roommesh.client;

import dev.roommesh.model.FromServer;
import dev.roommesh.model.ReservationOutcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a worker directly where there is a channel to one, and over the relay where there is none, or where it has not
 * answered soon, or can only tell what is out of date. Safe for many threads.
 */
final class Ways implements Questions {
    /** A worker that has not answered by then is not waited for alone. */
    static final Duration HEDGE_AFTER = Duration.ofMillis(50);
    /** For a wish: the admin may be asking one worker after another, and would take the second wish for somebody else's. */
    static final Duration WISH_HEDGE_AFTER = Duration.ofSeconds(1);
    /** An answer that is out of date is taken where the relay has none that is better by then. */
    static final Duration BETTER_WITHIN = Duration.ofMillis(200);

    private final LastingQuestions relay;
    private final DirectWay direct;

    /** An answer, and how it came. */
    record Answered(FromServer answer, Way way) {}

    Ways(LastingQuestions relay, DirectWay direct) {
        this.relay = relay;
        this.direct = direct;
    }

    @Override
    public CompletableFuture<FromServer> ask(Question question, Duration limit) {
        // Of reservations there is a limit already, and each asks one thing at a time.
        return ask(question, limit, question instanceof Question.Discover);
    }

    /** @param counts false for whoever has a place of another kind */
    CompletableFuture<FromServer> ask(Question question, Duration limit, boolean counts) {
        return askSaying(question, limit, counts).thenApply(Answered::answer);
    }

    /** The same, saying which way the answer came. */
    CompletableFuture<Answered> askSaying(Question question, Duration limit, boolean counts) {
        Optional<DirectQuestions> channel = isForRoom(question) ? direct.current() : Optional.empty();
        return channel.map(open -> new Hedged(question, limit, counts).ask(open))
                .orElseGet(() -> overRelay(question, limit, counts));
    }

    /** Where a question goes first now. */
    Way way() {
        return direct.current().<Way>map(DirectQuestions::way).orElseGet(this::relayWay);
    }

    private Way relayWay() {
        return relay.current() instanceof HttpQuestions ? new Way.Http() : new Way.Relay();
    }

    /** What a worker can answer; the rest is the server's. */
    private static boolean isForRoom(Question question) {
        return switch (question) {
            case Question.Discover _,Question.Reserve _,Question.Release _ -> true;
            case Question.OpenChannel _,Question.Forget _ -> false;
        };
    }

    private CompletableFuture<Answered> overRelay(Question question, Duration limit, boolean counts) {
        return relay.ask(question, limit, counts).thenApply(answer -> {
            learn(answer);
            return new Answered(answer, relayWay());
        });
    }

    private void learn(FromServer answer) {
        if (answer instanceof FromServer.WorkerList(_, var workers))
            direct.heardOf(workers.adminPeerId(), workers.adminTerm());
    }

    /** Whether nobody else could know better. */
    private static boolean isGood(FromServer answer) {
        return switch (answer) {
            case FromServer.WorkerList(_, var workers) -> !workers.stale();
            case FromServer.Reservation reservation -> reservation.outcome() != ReservationOutcome.NOT_NOW;
            default -> true;
        };
    }

    /** One question on both ways. */
    private final class Hedged {
        private final Question question;
        private final boolean counts;
        private final long deadline;
        private final CompletableFuture<Answered> result = new CompletableFuture<>();
        private boolean relayed;
        private boolean directFailed;
        /** What is better than nothing. */
        private @Nullable Answered poor;
        private @Nullable Throwable relayTrouble;

        Hedged(Question question, Duration limit, boolean counts) {
            this.question = question;
            this.counts = counts;
            this.deadline = System.nanoTime() + limit.toNanos();
        }

        private Duration rest() {
            return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
        }

        CompletableFuture<Answered> ask(DirectQuestions open) {
            // First: whatever the channel is at.
            after(question instanceof Question.Discover ? HEDGE_AFTER : WISH_HEDGE_AFTER, this::askRelay);
            var _ = open.ask(question, rest()).whenComplete((answer, trouble) -> {
                if (trouble == null) learn(answer);
                if (trouble == null && isGood(answer)) take(new Answered(answer, open.way()));
                else
                    noGood(trouble == null ? new Answered(answer, open.way()) : null);
            });
            return result;
        }

        private static void after(Duration time, Runnable step) {
            CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS).execute(step);
        }

        /** Of two grants under one id one is too many. */
        private void take(Answered answered) {
            if (result.complete(answered)) return;
            if (answered.answer() instanceof FromServer.Reservation late && late.worker() != null
                    && question instanceof Question.Reserve wish
                    && !(result.getNow(answered).answer() instanceof FromServer.Reservation first
                            && late.worker().equals(first.worker()))) {
                var _ = relay.ask(new Question.Release(wish.reservation(), late.worker().peerId()),
                        RoomClient.ANSWER_LIMIT);
            }
        }

        private void noGood(@Nullable Answered answered) {
            synchronized (this) {
                directFailed = true;
                if (answered != null) poor = answered;
                if (relayTrouble != null) fail(relayTrouble);
                else if (poor != null && relayed && answered == null) result.complete(poor);
            }
            askRelay();
            // The server may be away, and then nobody knows better.
            if (answered != null) after(BETTER_WITHIN, () -> result.complete(answered));
        }

        private void askRelay() {
            synchronized (this) {
                if (relayed || result.isDone()) return;
                relayed = true;
            }
            var _ = overRelay(question, rest(), counts).whenComplete((answered, trouble) -> {
                if (trouble == null) relayAnswered(answered);
                else
                    relayFailed(trouble);
            });
        }

        /** The first good answer counts; one that is not waits a little for the other way. */
        private void relayAnswered(Answered answered) {
            boolean isLast;
            synchronized (this) {
                isLast = directFailed;
                if (!isGood(answered.answer())) poor = answered;
            }
            if (isLast || isGood(answered.answer())) take(answered);
            else
                after(BETTER_WITHIN, () -> take(answered));
        }

        private synchronized void relayFailed(Throwable trouble) {
            relayTrouble = trouble;
            if (directFailed) fail(trouble);
        }

        private void fail(Throwable trouble) {
            if (poor != null) result.complete(poor);
            else
                result.completeExceptionally(
                        trouble instanceof CompletionException wrapped && wrapped.getCause() != null
                                ? wrapped.getCause()
                                : trouble);
        }
    }

    @Override
    public void close() {
        direct.close();
        relay.close();
        direct.awaitEnd();
    }
}
