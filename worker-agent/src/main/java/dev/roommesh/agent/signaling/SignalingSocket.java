package dev.roommesh.agent.signaling;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.codec.TextAssembly;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One WebSocket's receiving half: texts in, messages out, and its end told once. */
final class SignalingSocket implements WebSocket.Listener {
    private final SignalCodec codec;
    private final TextAssembly assembly = new TextAssembly(Limits.SIGNAL_FRAME_BYTES_MAX);
    private final Consumer<FromServer> messages;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private volatile long lastHeardNanos = System.nanoTime();

    SignalingSocket(SignalCodec codec, Consumer<FromServer> messages) {
        this.codec = codec;
        this.messages = messages;
    }

    /** Completes with the reason when the socket is no more. */
    CompletableFuture<String> ended() {
        return ended;
    }

    /** How long nothing has come. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastHeardNanos);
    }

    /** @param nanos by {@link System#nanoTime} */
    boolean hasHeardSince(long nanos) {
        return lastHeardNanos - nanos > 0;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        lastHeardNanos = System.nanoTime();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        lastHeardNanos = System.nanoTime();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        lastHeardNanos = System.nanoTime();
        switch (assembly.add(part, last)) {
            case TextAssembly.Step.Incomplete _ -> {
                // The rest follows.
            }
            case TextAssembly.Step.Complete complete -> read(complete.text());
            case TextAssembly.Step.TooLarge _ -> {
                ended.complete("the server sent a message over the limit");
                socket.abort();
            }
        }
        socket.request(1);
        return null;
    }

    private void read(String text) {
        // What a newer server says beyond this version is passed over.
        if (codec.decodeFromServer(text) instanceof Decoded.Accepted<FromServer>(FromServer message)) {
            messages.accept(message);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        ended.complete("closed with status " + status + (reason.isBlank() ? "" : ": " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        ended.complete("broken: " + error.getClass().getSimpleName());
    }
}
