package dev.roommesh.client;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A client in a room. It asks for workers over one WebSocket to the signaling server, which passes the question on to
 * the room's admin. Safe for use by many threads; {@link #close} frees its threads.
 */
public final class RoomClient implements AutoCloseable {
    /** How long connecting and registering may take together, unless the caller says otherwise. */
    public static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    /** How long an answer may take, unless the caller says otherwise. */
    public static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    /** Questions that wait for their answers at a time. */
    public static final int PENDING_MAX = 64;

    private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SignalCodec codec = new SignalCodec();
    private final HttpClient http;
    private final WebSocket socket;
    private final ServerListener listener;
    private final PeerId peerId;
    /** A WebSocket takes one text at a time, so each waits for the one before it. */
    private CompletableFuture<?> lastSent = CompletableFuture.completedFuture(null);

    private RoomClient(HttpClient http, WebSocket socket, ServerListener listener, PeerId peerId) {
        this.http = http;
        this.socket = socket;
        this.listener = listener;
        this.peerId = peerId;
    }

    /**
     * Enters the room, within {@link #CONNECT_LIMIT}.
     *
     * @throws RoomClientException when there is no server, or it refuses
     */
    public static RoomClient connect(ConnectionFacts facts) {
        return connect(facts, CONNECT_LIMIT);
    }

    /**
     * Enters the room within a limit.
     *
     * @throws RoomClientException when there is no server, or it refuses
     */
    public static RoomClient connect(ConnectionFacts facts, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        HttpClient http = HttpClient.newBuilder().connectTimeout(limit).build();
        try {
            var listener = new ServerListener(new PendingQueries(PENDING_MAX));
            WebSocket socket = await(http.newWebSocketBuilder().buildAsync(facts.webSocket(), listener), deadline,
                    new ClientFailure.TimedOut("connection to " + facts.server(), limit), facts);
            var client = new RoomClient(http, socket, listener, new PeerId("client-" + randomHex()));
            client.register(facts, deadline, limit);
            return client;
        } catch (RoomClientException failed) {
            http.shutdownNow();
            throw failed;
        }
    }

    /** The id under which this client is registered. */
    public PeerId peerId() {
        return peerId;
    }

    /** Asks the room, with {@link #ANSWER_LIMIT}. The future fails with {@link RoomClientException} alone. */
    public CompletableFuture<WorkerAnswer> discover(WorkerQuery query) {
        return discover(query, ANSWER_LIMIT);
    }

    /** Asks the room. The future fails with {@link RoomClientException} alone. */
    public CompletableFuture<WorkerAnswer> discover(WorkerQuery query, Duration limit) {
        var slot = listener.pending().open().orElse(null);
        if (slot == null) return failed(new ClientFailure.TooManyPending(PENDING_MAX));
        var _ = send(new FromPeer.QueryWorkers(slot.id(), query.filters(), query.limit()))
                .whenComplete((_, trouble) -> {
                    var unsent = new ClientFailure.Disconnected("the question could not be sent");
                    if (trouble != null) listener.pending().fail(slot.id(), listener.end().orElse(unsent));
                });
        // Asked for after the question has its place: an end before is seen here, an end after fails the place.
        listener.end().ifPresent(failure -> listener.pending().fail(slot.id(), failure));
        return slot.answer().orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS).handle((answer, trouble) -> {
            listener.pending().drop(slot.id());
            if (trouble == null) return answer;
            throw new RoomClientException(trouble instanceof RoomClientException known
                    ? known.failure()
                    : new ClientFailure.TimedOut("answer", limit));
        });
    }

    /** Leaves the room; what still waits for an answer fails. Safe to repeat. */
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
                new FromPeer.Register(peerId, facts.room(), facts.token(), Role.CLIENT, null, null, null, null, null));
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
            case null, default -> new ClientFailure.Unreachable(facts.server());
        };
    }

    private static <T> CompletableFuture<T> failed(ClientFailure failure) {
        return CompletableFuture.failedFuture(new RoomClientException(failure));
    }

    private static String randomHex() {
        byte[] four = new byte[4];
        RANDOM.nextBytes(four);
        return HexFormat.of().formatHex(four);
    }
}
