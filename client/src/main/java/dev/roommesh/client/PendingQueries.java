package dev.roommesh.client;

import dev.roommesh.model.FromServer;
import dev.roommesh.model.RequestId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Questions that wait for their answers, at most so many. Safe for use by many threads. */
final class PendingQueries {
    private final int max;
    private final Map<RequestId, CompletableFuture<FromServer>> waiting = new HashMap<>();
    private long asked;

    record Slot(RequestId id, CompletableFuture<FromServer> answer) {}

    PendingQueries(int max) {
        this.max = max;
    }

    /** A place for one more question; empty when all are taken. Whoever gets it gives it back with {@link #drop}. */
    synchronized Optional<Slot> open() {
        if (waiting.size() >= max) return Optional.empty();
        var slot = new Slot(new RequestId("q" + ++asked), new CompletableFuture<>());
        waiting.put(slot.id(), slot.answer());
        return Optional.of(slot);
    }

    synchronized void drop(RequestId id) {
        waiting.remove(id);
    }

    /** An answer that nobody waits for any more changes nothing. */
    void answer(RequestId id, FromServer answer) {
        find(id).ifPresent(waiter -> waiter.complete(answer));
    }

    void fail(RequestId id, ClientFailure failure) {
        find(id).ifPresent(waiter -> waiter.completeExceptionally(new RoomClientException(failure)));
    }

    void failAll(ClientFailure failure) {
        List<CompletableFuture<FromServer>> all;
        synchronized (this) {
            all = List.copyOf(waiting.values());
        }
        all.forEach(waiter -> waiter.completeExceptionally(new RoomClientException(failure)));
    }

    private synchronized Optional<CompletableFuture<FromServer>> find(RequestId id) {
        return Optional.ofNullable(waiting.get(id));
    }
}
