package dev.roommesh.client;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.codec.TextAssembly;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Takes what the server says. The JDK calls it from one thread at a time; readers may be others. */
final class ServerListener implements WebSocket.Listener {
    private final SignalCodec codec = new SignalCodec();
    private final TextAssembly assembly = new TextAssembly(Limits.SIGNAL_FRAME_BYTES_MAX);
    private final PendingQueries pending;
    private final CompletableFuture<FromServer.Registered> registration = new CompletableFuture<>();
    private final AtomicReference<@Nullable ClientFailure> end = new AtomicReference<>();

    ServerListener(PendingQueries pending) {
        this.pending = pending;
    }

    PendingQueries pending() {
        return pending;
    }

    CompletableFuture<FromServer.Registered> registration() {
        return registration;
    }

    /** Why the connection ended; empty while it stands. */
    Optional<ClientFailure> end() {
        return Optional.ofNullable(end.get());
    }

    /** The first reason stands: a refusal is followed by the end of the socket, which says less. */
    void finish(ClientFailure failure) {
        end.compareAndSet(null, failure);
        ClientFailure first = end().orElse(failure);
        registration.completeExceptionally(new RoomClientException(first));
        pending.failAll(first);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
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
            case FromServer.WorkerList list -> pending.answer(list.requestId(), list.answer());
            case FromServer.Refused refused -> refused(refused);
            case FromServer.PeerJoined _,FromServer.PeerLeft _,FromServer.AdminChanged _ -> {
            }
            case FromServer.Ping _,FromServer.MetadataUpdated _,FromServer.QueryWorkers _ -> {
            }
            // Links are the workers' affair.
            case FromServer.MeshOffer _,FromServer.MeshAnswer _,FromServer.Candidate _,FromServer.DialMe _ -> {
            }
        }
    }

    private void refused(FromServer.Refused refused) {
        var failure = new ClientFailure.Refused(refused.code(), refused.message());
        if (refused.requestId() != null) {
            pending.fail(refused.requestId(), failure);
        } else if (!registration.isDone()) {
            finish(failure);
        } else {
            // It names no question, so it may be any of them.
            pending.failAll(failure);
        }
    }

    private void violated(WebSocket socket, String why) {
        finish(new ClientFailure.ProtocolViolation(why));
        socket.abort();
    }
}
