package dev.roommesh.client;

import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A client in a room. It asks for workers over one WebSocket to the signaling server, which passes the question on to
 * the room's admin; where no WebSocket is let through, such as by a proxy, each question is a request of its own over
 * HTTP. Safe for use by many threads; {@link #close} frees its threads.
 */
public final class RoomClient implements AutoCloseable {
    /** How long connecting and registering may take together, unless the caller says otherwise. */
    public static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    /** How long an answer may take, unless the caller says otherwise. */
    public static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    /** Questions that wait for their answers at a time. */
    public static final int PENDING_MAX = 64;

    private final Questions questions;

    private RoomClient(Questions questions) {
        this.questions = questions;
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
        long begin = System.nanoTime();
        try {
            return new RoomClient(SocketQuestions.open(facts, limit));
        } catch (RoomClientException failed) {
            Duration rest = limit.minusNanos(System.nanoTime() - begin);
            if (!isOfTheWay(failed.failure()) || !rest.isPositive()) throw failed;
            return new RoomClient(HttpQuestions.open(facts, rest, failed));
        }
    }

    /** Whether something between here and the server may let through HTTP alone; where nothing listens, nothing does. */
    private static boolean isOfTheWay(ClientFailure failure) {
        return failure instanceof ClientFailure.NoWebSocket || failure.equals(SocketQuestions.BROKEN_OFF);
    }

    /** The id under which this client is registered; empty where it asks over HTTP, which needs no registration. */
    public Optional<PeerId> peerId() {
        return switch (questions) {
            case SocketQuestions socket -> Optional.of(socket.peerId());
            case HttpQuestions _ -> Optional.empty();
        };
    }

    /** Asks the room, with {@link #ANSWER_LIMIT}. The future fails with {@link RoomClientException} alone. */
    public CompletableFuture<WorkerAnswer> discover(WorkerQuery query) {
        return discover(query, ANSWER_LIMIT);
    }

    /** Asks the room. The future fails with {@link RoomClientException} alone. */
    public CompletableFuture<WorkerAnswer> discover(WorkerQuery query, Duration limit) {
        return questions.ask(query, limit);
    }

    /** Leaves the room; what still waits for an answer fails. Safe to repeat. */
    @Override
    public void close() {
        questions.close();
    }
}
