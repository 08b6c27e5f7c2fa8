package dev.roommesh.client;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Over one WebSocket to the signaling server, which passes each question on to the room's admin. */
final class SocketQuestions implements Questions, Watchable {
    /** On a watch something should come each half second. */
    static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Somebody listened, and ended the connection before it was a WebSocket. */
    static final ClientFailure BROKEN_OFF = new ClientFailure.Disconnected("it broke off before it was a WebSocket");

    private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SignalCodec codec = new SignalCodec();
    private final HttpClient http;
    private final WebSocket socket;
    private final ServerListener listener;
    private final PeerId peerId;
    /** A WebSocket takes one text at a time, so each waits for the one before it. */
    private CompletableFuture<?> lastSent = CompletableFuture.completedFuture(null);

    private SocketQuestions(HttpClient http, WebSocket socket, ServerListener listener, PeerId peerId) {
        this.http = http;
        this.socket = socket;
        this.listener = listener;
        this.peerId = peerId;
    }

    /** @throws RoomClientException when there is no server, or it refuses */
    static SocketQuestions open(ConnectionFacts facts, PeerId self, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        HttpClient http = HttpClient.newBuilder().connectTimeout(limit).build();
        try {
            var listener = new ServerListener();
            WebSocket socket = await(http.newWebSocketBuilder().buildAsync(facts.webSocket(), listener), deadline,
                    new ClientFailure.TimedOut("connection to " + facts.server(), limit), facts);
            var opened = new SocketQuestions(http, socket, listener, self);
            opened.register(facts, deadline, limit);
            return opened;
        } catch (RoomClientException failed) {
            http.shutdownNow();
            throw failed;
        }
    }

    List<IceServer> iceServers() {
        return listener.registration().join().iceServers();
    }

    PeerId peerId() {
        return peerId;
    }

    @Override
    public CompletableFuture<FromServer> ask(Question question, Duration limit) {
        if (listener.isForsaken()) giveUp();
        return listener.answers().ask(question, limit, this::send);
    }

    @Override
    public Watching watch(WatchFeed feed) {
        return listener.answers().watch(feed, this::send);
    }

    /** Whom the server named last as admin. */
    ServerListener.NamedAdmin admin() {
        return listener.admin();
    }

    /** Whether nobody seems to be at the other end any more. */
    boolean isForsaken() {
        return listener.isForsaken();
    }

    /** Whether the server has said that the room's workers may be asked directly. */
    boolean mayAskDirectly() {
        return listener.features().mayAskDirectly();
    }

    @Override
    public Duration silence() {
        return listener.silence();
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    @Override
    public Way way() {
        return new Way.Relay();
    }

    @Override
    public boolean hasEnded() {
        return listener.end().isPresent();
    }

    @Override
    public void giveUp() {
        listener.finish(new ClientFailure.Disconnected("nothing came from the server for too long"));
        socket.abort();
    }

    /** Leaves the room. */
    @Override
    public void close() {
        listener.finish(new ClientFailure.Disconnected("closed by this client"));
        try {
            send(new FromPeer.Leave()).thenCompose(_ -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""))
                    .get(CLOSE_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException gone) {
            socket.abort();
        } catch (InterruptedException interrupted) {
            socket.abort();
            Thread.currentThread().interrupt();
        }
        http.shutdownNow();
    }

    private void register(ConnectionFacts facts, long deadline, Duration limit) {
        // A text that cannot be sent ends the connection, which fails the registration with the better reason.
        var _ = send(
                new FromPeer.Register(peerId, facts.room(), facts.token(), Role.CLIENT, null, null, null, null, null,
                        null));
        await(listener.registration(), deadline, new ClientFailure.TimedOut("answer to the registration", limit),
                facts);
    }

    private synchronized CompletableFuture<?> send(FromPeer message) {
        String text = codec.encode(message);
        lastSent = lastSent.handle((_, _) -> true).thenCompose(_ -> socket.sendText(text, true));
        return lastSent;
    }

    private static <T> T await(CompletableFuture<T> future, long deadline, ClientFailure late, ConnectionFacts facts) {
        try {
            return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException timedOut) {
            throw new RoomClientException(late);
        } catch (ExecutionException failed) {
            throw new RoomClientException(failureOf(failed.getCause(), facts));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RoomClientException(new ClientFailure.Disconnected("interrupted"));
        }
    }

    private static ClientFailure failureOf(@Nullable Throwable thrown, ConnectionFacts facts) {
        return switch (thrown) {
            case RoomClientException known -> known.failure();
            case WebSocketHandshakeException refused ->
                new ClientFailure.NoWebSocket(facts.server(), refused.getResponse().statusCode());
            case CompletionException wrapped when wrapped.getCause() != null -> failureOf(wrapped.getCause(), facts);
            case ConnectException _,HttpConnectTimeoutException _ -> new ClientFailure.Unreachable(facts.server());
            case IOException _ -> BROKEN_OFF;
            case null, default -> new ClientFailure.Unreachable(facts.server());
        };
    }

    /** A name for a client that nobody has named. */
    static PeerId newPeer() {
        byte[] four = new byte[4];
        RANDOM.nextBytes(four);
        return new PeerId("client-" + HexFormat.of().formatHex(four));
    }
}
