package dev.roommesh.client;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.RequestId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who waits for what on one connection: questions for their answers, and a watch for what it is told. For many threads. */
final class Answers {
    private final PendingQueries pending = new PendingQueries(RoomClient.WAITING_MAX);
    private final AtomicLong watches = new AtomicLong();
    private final AtomicReference<@Nullable ClientFailure> end = new AtomicReference<>();
    private final AtomicReference<@Nullable Watched> watched = new AtomicReference<>();

    private record Watched(RequestId id, WatchFeed feed) {}

    /** Says something to the other end; what it returns fails where that cannot be sent. */
    interface Sender extends Function<FromPeer, CompletionStage<?>> {}

    CompletableFuture<FromServer> ask(Question question, Duration limit, Sender sender) {
        var slot = pending.open().orElse(null);
        if (slot == null) return Questions.failed(new ClientFailure.TooManyPending(RoomClient.WAITING_MAX));
        var _ = sender.apply(question.message(slot.id())).whenComplete((_, trouble) -> {
            var unsent = new ClientFailure.Disconnected("the question could not be sent");
            if (trouble != null) pending.fail(slot.id(), end().orElse(unsent));
        });
        // Asked for after the question has its place: an end before is seen here, an end after fails the place.
        end().ifPresent(failure -> pending.fail(slot.id(), failure));
        // Before what the caller gets, which may be cancelled, so that the place is given back whatever becomes of it.
        return slot.answer().orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((_, _) -> pending.drop(slot.id())).handle((answer, trouble) -> {
                    if (trouble == null) return answer;
                    Throwable cause = trouble instanceof CompletionException wrapped ? wrapped.getCause() : trouble;
                    throw new RoomClientException(cause instanceof RoomClientException known
                            ? known.failure()
                            : new ClientFailure.TimedOut("answer", limit));
                });
    }

    /** Has the other end tell of the room, in place of the watch before. */
    Watchable.Watching watch(WatchFeed feed, Sender sender) {
        var id = new RequestId("w" + watches.incrementAndGet());
        var begun = new Watched(id, feed);
        watched.set(begun);
        // An end before is seen here, and an end after ends the feed.
        end().ifPresent(feed.over()::complete);
        var _ = sender.apply(new FromPeer.WatchWorkers(id));
        return () -> {
            if (watched.compareAndSet(begun, null) && end().isEmpty()) {
                var _ = sender.apply(new FromPeer.UnwatchWorkers(id));
            }
        };
    }

    /** Why the connection ended; empty while it stands. */
    Optional<ClientFailure> end() {
        return Optional.ofNullable(end.get());
    }

    /** The first reason stands: a refusal is followed by the end of the connection, which says less. */
    ClientFailure finish(ClientFailure failure) {
        end.compareAndSet(null, failure);
        ClientFailure first = end().orElse(failure);
        pending.failAll(first);
        Watched feed = watched.get();
        if (feed != null) feed.feed().over().complete(first);
        return first;
    }

    /** What is no answer is nobody's here. */
    void handle(FromServer message) {
        switch (message) {
            case FromServer.WorkerList list -> pending.answer(list.requestId(), list);
            case FromServer.ChannelAnswer answer -> pending.answer(answer.requestId(), answer);
            case FromServer.Reservation answer -> pending.answer(answer.requestId(), answer);
            case FromServer.WorkerForgotten answer -> pending.answer(answer.requestId(), answer);
            case FromServer.WatchUpdated update -> feed(update.requestId())
                    .ifPresent(feed -> feed.sink().accept(update.update()));
            case FromServer.Refused refused -> refused(refused);
            default -> {
                // The other end may tell more than this client wants to know.
            }
        }
    }

    private Optional<WatchFeed> feed(RequestId id) {
        return Optional.ofNullable(watched.get()).filter(known -> known.id().equals(id)).map(Watched::feed);
    }

    private void refused(FromServer.Refused refused) {
        var failure = new ClientFailure.Refused(refused.code(), refused.message());
        RequestId id = refused.requestId();
        if (id != null) {
            pending.fail(id, failure);
            feed(id).ifPresent(feed -> feed.over().complete(failure));
        } else {
            // It names no question, so it may be any of them.
            pending.failAll(failure);
            Watched known = watched.get();
            if (known != null) known.feed().over().complete(failure);
        }
    }
}
