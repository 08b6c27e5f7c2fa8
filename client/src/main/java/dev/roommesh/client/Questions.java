package dev.roommesh.client;

import dev.roommesh.model.FromServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The way on which questions reach the room. */
sealed interface Questions extends AutoCloseable
        permits SocketQuestions, HttpQuestions, DirectQuestions, LastingQuestions, Ways {
    /** The future fails with {@link RoomClientException} alone. */
    CompletableFuture<FromServer> ask(Question question, Duration limit);

    /** What still waits for an answer fails. Safe to repeat. */
    @Override
    void close();

    static <T> CompletableFuture<T> failed(ClientFailure failure) {
        return CompletableFuture.failedFuture(new RoomClientException(failure));
    }
}
