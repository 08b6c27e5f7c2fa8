package dev.roommesh.signaling.http;

import dev.roommesh.model.FromServer;
import dev.roommesh.signaling.room.Connection;
import java.util.concurrent.CompletableFuture;

/** Whoever waits for one answer on an HTTP request: the way to it takes one message. */
final class HttpAsker implements Connection {
    private final CompletableFuture<FromServer> answer = new CompletableFuture<>();

    /** Comes within the time in which the registrations answer at last. */
    CompletableFuture<FromServer> answer() {
        return answer;
    }

    /** Not on the caller's thread, which must not wait for a socket. */
    @Override
    public void send(FromServer message) {
        answer.completeAsync(() -> message);
    }

    @Override
    public void endWith(FromServer.Refused last) {
        send(last);
    }

    @Override
    public void end(String reason) {
        throw new IllegalStateException("nobody ends who is registered nowhere: " + reason);
    }
}
