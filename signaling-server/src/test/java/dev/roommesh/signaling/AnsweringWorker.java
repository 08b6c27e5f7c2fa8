package dev.roommesh.signaling;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.Features;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Role;
import dev.roommesh.model.Source;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One worker of a room, light enough for a thousand of them: it answers as an admin while its room keeps a registry. */
final class AnsweringWorker implements WebSocket.Listener {
    private static final SignalCodec CODEC = new SignalCodec();

    private final RawPeer.Room room;
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<WebSocket> registered = new CompletableFuture<>();
    private volatile boolean registry;

    AnsweringWorker(RawPeer.Room room) {
        this.room = room;
    }

    /** Done when it is registered. */
    CompletableFuture<WebSocket> join(HttpClient http, URI server) {
        return http.newWebSocketBuilder().buildAsync(server, this).thenCompose(_ -> registered);
    }

    RawPeer.Room room() {
        return room;
    }

    /** What it was told last. */
    boolean registry() {
        return registry;
    }

    @Override
    public void onOpen(WebSocket socket) {
        socket.request(1);
        say(socket, RawPeer.register("w", room, Role.WORKER, 1));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        partial.append(part);
        if (last) {
            if (CODEC.decodeFromServer(partial.toString()) instanceof Decoded.Accepted<FromServer>(FromServer said))
                heard(socket, said);
            partial.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        registered.completeExceptionally(new AssertionError(code + " " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable cause) {
        registered.completeExceptionally(cause);
    }

    private void heard(WebSocket socket, FromServer said) {
        switch (said) {
            case FromServer.Registered welcome -> {
                registry = welcome.features().registry();
                registered.complete(socket);
            }
            case FromServer.FeaturesChanged(Features features) -> registry = features.registry();
            case FromServer.QueryWorkers question when registry ->
                say(socket, new FromPeer.WorkerList(question.requestId(), ServerScenario.answer(Source.ADMIN)));
            case FromServer.Refused refused ->
                registered.completeExceptionally(new AssertionError(refused.message()));
            default -> {
                // Nothing else concerns it.
            }
        }
    }

    private static void say(WebSocket socket, FromPeer message) {
        var _ = socket.sendText(CODEC.encode(message), true);
    }
}
