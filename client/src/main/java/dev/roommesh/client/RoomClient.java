package dev.roommesh.client;

import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A client in a room. It asks for workers over one WebSocket to the signaling server, which passes the question on to
 * the room's admin; where no WebSocket is let through, such as by a proxy, each question is a request of its own over
 * HTTP. A connection that ends is made anew, under the same id, and what waited for its answer is asked again. Safe for
 * use by many threads; {@link #close} frees its threads.
 */
public final class RoomClient implements AutoCloseable {
    /** How long connecting and registering may take together, unless the caller says otherwise. */
    public static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    /** How long an answer may take, unless the caller says otherwise. */
    public static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    /** Questions that wait for their answers at a time. */
    public static final int PENDING_MAX = 64;
    /** Watches at a time. */
    public static final int WATCHES_MAX = 64;

    private final LastingQuestions questions;
    private final RoomReplica replica;
    private final Semaphore places = new Semaphore(WATCHES_MAX);
    private final Set<WorkerWatch> watches = ConcurrentHashMap.newKeySet();

    private RoomClient(LastingQuestions questions) {
        this.questions = questions;
        this.replica = new RoomReplica(questions);
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
        PeerId self = SocketQuestions.newPeer();
        // Later it is made anew on the way that worked.
        return new RoomClient(new LastingQuestions(open(facts, self, limit),
                again -> SocketQuestions.open(facts, self, again),
                limit.compareTo(CONNECT_LIMIT) < 0 ? limit : CONNECT_LIMIT));
    }

    private static Questions open(ConnectionFacts facts, PeerId self, Duration limit) {
        long begin = System.nanoTime();
        try {
            return SocketQuestions.open(facts, self, limit);
        } catch (RoomClientException failed) {
            Duration rest = limit.minusNanos(System.nanoTime() - begin);
            if (!isOfTheWay(failed.failure()) || !rest.isPositive()) throw failed;
            return HttpQuestions.open(facts, rest, failed);
        }
    }

    /** Whether something between here and the server may let through HTTP alone; where nothing listens, nothing does. */
    private static boolean isOfTheWay(ClientFailure failure) {
        return failure instanceof ClientFailure.NoWebSocket || failure.equals(SocketQuestions.BROKEN_OFF);
    }

    /** The id under which this client is registered; empty where it asks over HTTP, which needs no registration. */
    public Optional<PeerId> peerId() {
        return questions.current() instanceof SocketQuestions socket
                ? Optional.of(socket.peerId())
                : Optional.empty();
    }

    /** Asks the room, with {@link #ANSWER_LIMIT}. The future fails with {@link RoomClientException} alone. */
    public CompletableFuture<WorkerAnswer> discover(WorkerQuery query) {
        return discover(query, ANSWER_LIMIT);
    }

    /** Asks the room. The future fails with {@link RoomClientException} alone. */
    public CompletableFuture<WorkerAnswer> discover(WorkerQuery query, Duration limit) {
        return questions.ask(query, limit);
    }

    /** Watches the room; the first look at it within {@link #ANSWER_LIMIT}. */
    public CompletableFuture<WorkerWatch> watch(WorkerQuery query, WatchListener listener) {
        return watch(query, listener, ANSWER_LIMIT);
    }

    /**
     * Watches the room: a replica of it is kept in this process, from which {@link WorkerWatch} answers, and the listener
     * is told what becomes different. It goes on over changes of admin, server and connection, until it is closed. Of all
     * that fits the query's filters the listener is told, whatever its limit.
     *
     * @param limit for the first look at the room. The future fails with {@link RoomClientException} alone
     */
    public CompletableFuture<WorkerWatch> watch(WorkerQuery query, WatchListener listener, Duration limit) {
        if (!places.tryAcquire()) return Questions.failed(new ClientFailure.TooManyWatches(WATCHES_MAX));
        var made = new WorkerWatch(replica, query, listener, this::ended);
        watches.add(made);
        return made.begin().orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS).handle((begun, trouble) -> {
            if (trouble == null) return begun;
            made.close();
            throw trouble instanceof RoomClientException known
                    ? known
                    : new RoomClientException(new ClientFailure.TimedOut("first look at the room", limit));
        });
    }

    private void ended(WorkerWatch watch) {
        if (!watches.remove(watch)) return;
        places.release();
        replica.leave();
    }

    /** Leaves the room; what still waits for an answer fails, and watches end. Safe to repeat. */
    @Override
    public void close() {
        replica.close();
        watches.forEach(WorkerWatch::close);
        questions.close();
    }
}
