package dev.roommesh.client;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.codec.TextAssembly;
import dev.roommesh.model.Features;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes what the server says. The JDK calls it from one thread at a time; readers may be others. */
final class ServerListener implements WebSocket.Listener {
    private final SignalCodec codec = new SignalCodec();
    private final TextAssembly assembly = new TextAssembly(Limits.SIGNAL_FRAME_BYTES_MAX);
    private final Answers answers = new Answers();
    private final CompletableFuture<FromServer.Registered> registration = new CompletableFuture<>();
    private volatile Features features = Features.of(false);
    private volatile NamedAdmin admin = new NamedAdmin(null, 0);

    /** @param peer null where there is none */
    record NamedAdmin(@Nullable PeerId peer, long term) {}

    private volatile long heardAt = System.nanoTime();

    Answers answers() {
        return answers;
    }

    /** Whom the server named last. */
    NamedAdmin admin() {
        return admin;
    }

    /** What the server has decided for the room. */
    Features features() {
        return features;
    }

    CompletableFuture<FromServer.Registered> registration() {
        return registration;
    }

    /** For how long nothing has come. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    /** Why the connection ended; empty while it stands. */
    Optional<ClientFailure> end() {
        return answers.end();
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
        registration.completeExceptionally(new RoomClientException(answers.finish(failure)));
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
            case FromServer.Registered registered -> {
                features = registered.features();
                admin = new NamedAdmin(registered.adminPeerId(), registered.adminTerm());
                registration.complete(registered);
            }
            case FromServer.FeaturesChanged(Features decided) -> features = decided;
            case FromServer.AdminChanged changed -> admin = new NamedAdmin(changed.adminPeerId(), changed.adminTerm());
            case FromServer.Refused refused when refused.requestId() == null && !registration.isDone() ->
                finish(new ClientFailure.Refused(refused.code(), refused.message()));
            default -> answers.handle(message);
        }
    }

    private void violated(WebSocket socket, String why) {
        finish(new ClientFailure.ProtocolViolation(why));
        socket.abort();
    }
}
