package dev.roommesh.client;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.codec.TextAssembly;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.WatchUpdate;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Takes what the server says. The JDK calls it from one thread at a time; readers may be others. */
final class ServerListener implements WebSocket.Listener {
    private final SignalCodec codec = new SignalCodec();
    private final TextAssembly assembly = new TextAssembly(Limits.SIGNAL_FRAME_BYTES_MAX);
    private final PendingQueries pending;
    private final CompletableFuture<FromServer.Registered> registration = new CompletableFuture<>();
    private final AtomicReference<@Nullable ClientFailure> end = new AtomicReference<>();
    private final AtomicReference<@Nullable Watched> watched = new AtomicReference<>();
    private volatile long heardAt = System.nanoTime();

    private record Watched(RequestId id, WatchFeed feed) {}

    ServerListener(PendingQueries pending) {
        this.pending = pending;
    }

    PendingQueries pending() {
        return pending;
    }

    CompletableFuture<FromServer.Registered> registration() {
        return registration;
    }

    /** From now on what comes under this id is the feed's; the one before is over. */
    void watch(RequestId id, WatchFeed feed) {
        watched.set(new Watched(id, feed));
        // An end before is seen here, and an end after ends the feed.
        end().ifPresent(feed.over()::complete);
    }

    /** What comes under this id is nobody's any more. False where another is watched by now. */
    boolean unwatch(RequestId id) {
        Watched known = watched.get();
        return known != null && known.id().equals(id) && watched.compareAndSet(known, null);
    }

    /** For how long nothing has come, in nanoseconds. */
    long silence() {
        return System.nanoTime() - heardAt;
    }

    /** Why the connection ended; empty while it stands. */
    Optional<ClientFailure> end() {
        return Optional.ofNullable(end.get());
    }

    /**
     * Whether the server has been silent for a whole lease, in which it says three times that it lives: then there is
     * nobody at the other end, though nothing has told so.
     */
    boolean isForsaken() {
        FromServer.Registered welcome = registration.isDone() && !registration.isCompletedExceptionally()
                ? registration.join()
                : null;
        return welcome != null && System.nanoTime() - heardAt > TimeUnit.SECONDS.toNanos(welcome.leaseSeconds());
    }

    /** The first reason stands: a refusal is followed by the end of the socket, which says less. */
    void finish(ClientFailure failure) {
        end.compareAndSet(null, failure);
        ClientFailure first = end().orElse(failure);
        registration.completeExceptionally(new RoomClientException(first));
        pending.failAll(first);
        Watched feed = watched.get();
        if (feed != null) feed.feed().over().complete(first);
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        heardAt = System.nanoTime();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        heardAt = System.nanoTime();
        switch (assembly.add(part, last)) {
            case TextAssembly.Step.Incomplete() -> {
            }
            case TextAssembly.Step.Complete(String text) -> received(socket, text);
            case TextAssembly.Step.TooLarge() -> violated(socket, "a message of more than "
                    + Limits.SIGNAL_FRAME_BYTES_MAX + " characters");
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        violated(socket, "a binary message");
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        finish(new ClientFailure.Disconnected("status " + status + (reason.isBlank() ? "" : ": " + reason)));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        finish(new ClientFailure.Disconnected(error.getClass().getSimpleName()));
    }

    private void received(WebSocket socket, String text) {
        switch (codec.decodeFromServer(text)) {
            case Decoded.Accepted<FromServer>(FromServer message) -> handle(message);
            // A newer server may say more than this client knows.
            case Decoded.Rejected<FromServer>(Decoded.Cause cause, _) when cause == Decoded.Cause.UNKNOWN_TYPE -> {
            }
            case Decoded.Rejected<FromServer>(_, String why) -> violated(socket, why);
        }
    }

    private void handle(FromServer message) {
        switch (message) {
            case FromServer.Registered registered -> registration.complete(registered);
            case FromServer.WorkerList list -> pending.answer(list.requestId(), list);
            case FromServer.ChannelAnswer answer -> pending.answer(answer.requestId(), answer);
            case FromServer.Reservation answer -> pending.answer(answer.requestId(), answer);
            case FromServer.WorkerForgotten answer -> pending.answer(answer.requestId(), answer);
            case FromServer.WatchUpdated(RequestId id, WatchUpdate update) ->
                feed(id).ifPresent(feed -> feed.sink().accept(update));
            case FromServer.Refused refused -> refused(refused);
            case FromServer.PeerJoined _,FromServer.PeerLeft _,FromServer.AdminChanged _,FromServer.FeaturesChanged _ ->
                {
                }
            case FromServer.Ping _,FromServer.MetadataUpdated _,FromServer.QueryWorkers _,FromServer.PeerList _ -> {
            }
            // Telling of the room, and giving themselves away, is the workers' affair.
            case FromServer.WatchWorkers _,FromServer.UnwatchWorkers _,FromServer.ReserveWorker _,FromServer.ReleaseWorker _,FromServer.OpenChannel _,FromServer.ForgetWorker _ ->
                {
                }
            // Links are the workers' affair.
            case FromServer.MeshOffer _,FromServer.MeshAnswer _,FromServer.Candidate _,FromServer.DialMe _ -> {
            }
        }
    }

    private Optional<WatchFeed> feed(RequestId id) {
        return Optional.ofNullable(watched.get()).filter(known -> known.id().equals(id)).map(Watched::feed);
    }

    private void refused(FromServer.Refused refused) {
        var failure = new ClientFailure.Refused(refused.code(), refused.message());
        if (refused.requestId() != null) {
            pending.fail(refused.requestId(), failure);
            feed(refused.requestId()).ifPresent(feed -> feed.over().complete(failure));
        } else if (!registration.isDone()) {
            finish(failure);
        } else {
            // It names no question, so it may be any of them.
            pending.failAll(failure);
            Watched known = watched.get();
            if (known != null) known.feed().over().complete(failure);
        }
    }

    private void violated(WebSocket socket, String why) {
        finish(new ClientFailure.ProtocolViolation(why));
        socket.abort();
    }
}
