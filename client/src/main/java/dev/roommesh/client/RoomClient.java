package dev.roommesh.client;

import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.Filters;
import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
    /** Reservations at a time. */
    public static final int RESERVATIONS_MAX = 64;
    /** Whatever waits for an answer at a time: questions, and for each reservation a wish and its end. */
    static final int WAITING_MAX = PENDING_MAX + 2 * RESERVATIONS_MAX;
    /** Before a room that cannot say is asked again. */
    static final Duration NOT_NOW_PAUSE = Duration.ofMillis(250);

    private static final Executor LATER = CompletableFuture.delayedExecutor(NOT_NOW_PAUSE.toMillis(),
            TimeUnit.MILLISECONDS);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ClientFailure CLOSED = new ClientFailure.Disconnected("closed by this client");
    private static final ClientFailure NO_ANSWER = new ClientFailure.ProtocolViolation("an answer to something else");

    private final LastingQuestions relay;
    private final DirectWay direct;
    private final Ways questions;
    private final Reach reach;
    private final RoomReplica replica;
    private final Semaphore places = new Semaphore(WATCHES_MAX);
    private final Set<WorkerWatch> watches = ConcurrentHashMap.newKeySet();
    private final Semaphore reservationPlaces = new Semaphore(RESERVATIONS_MAX);
    private final Set<Reservation> reservations = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private RoomClient(LastingQuestions relay, Reach reach) {
        this.relay = relay;
        this.reach = reach;
        this.direct = new DirectWay(relay);
        this.questions = new Ways(relay, direct);
        this.replica = new RoomReplica(relay, direct);
        if (reach == Reach.DIRECT) direct.want();
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
        return connect(facts, limit, Reach.DIRECT_WHILE_WATCHING);
    }

    /**
     * Enters the room within a limit; a direct channel is made afterwards, where there is to be one.
     *
     * @throws RoomClientException when there is no server, or it refuses
     */
    public static RoomClient connect(ConnectionFacts facts, Duration limit, Reach reach) {
        PeerId self = SocketQuestions.newPeer();
        // Later it is made anew on the way that worked.
        return new RoomClient(new LastingQuestions(open(facts, self, limit),
                again -> SocketQuestions.open(facts, self, again),
                limit.compareTo(CONNECT_LIMIT) < 0 ? limit : CONNECT_LIMIT), reach);
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
        return relay.current() instanceof SocketQuestions socket
                ? Optional.of(socket.peerId())
                : Optional.empty();
    }

    /** The STUN and TURN servers that the server names; none where this client asks over HTTP. */
    public List<IceServer> iceServers() {
        return relay.current() instanceof SocketQuestions socket ? socket.iceServers() : List.of();
    }

    /** Which way a question goes first now; another one is taken where no answer comes soon. */
    public Way way() {
        return questions.way();
    }

    /**
     * Waits until there is a direct channel to the admin, which {@link Reach} must want.
     *
     * @return false where there is none by then
     */
    public boolean awaitDirect(Duration limit) throws InterruptedException {
        return direct.awaitChannel(limit);
    }

    /** Why this client has no direct channel to the admin, for people; empty where it has one. */
    public Optional<String> whyNotDirect() {
        return direct.current().isPresent() ? Optional.empty() : Optional.of(direct.why());
    }

    /** Asks the room, with {@link #ANSWER_LIMIT}. The future fails with {@link RoomClientException} alone. */
    public CompletableFuture<WorkerAnswer> discover(WorkerQuery query) {
        return discover(query, ANSWER_LIMIT);
    }

    /** Asks the room. The future fails with {@link RoomClientException} alone. */
    public CompletableFuture<WorkerAnswer> discover(WorkerQuery query, Duration limit) {
        return ask(query, limit).thenApply(Answer::workers);
    }

    /**
     * An answer, and how it came.
     *
     * @param workers whose {@code source} says who answered
     */
    public record Answer(WorkerAnswer workers, Way way) {}

    /** The same as {@link #discover}, saying which way the answer came. */
    public CompletableFuture<Answer> ask(WorkerQuery query, Duration limit) {
        return questions.askSaying(new Question.Discover(query), limit, /* counts= */ true).thenApply(answered -> {
            if (!(answered.answer() instanceof FromServer.WorkerList(_, WorkerAnswer workers)))
                throw new RoomClientException(NO_ANSWER);
            return new Answer(workers, answered.way());
        });
    }

    /** Reserves a worker, with {@link #ANSWER_LIMIT}. */
    public CompletableFuture<Reservation> reserve(WorkerQuery query, Duration ttl) {
        return reserve(query, ttl, ANSWER_LIMIT);
    }

    /**
     * Reserves a worker that the query's filters admit, the smallest that is free: nobody else gets it until it is given
     * back, or this client has been gone for as long as the reservation lasts.
     *
     * @param ttl after which the worker is free again where nobody renews the reservation;
     * {@link Limits#RESERVATION_TTL_MIN} to {@link Limits#RESERVATION_TTL_MAX}
     * @param limit for an answer. The future fails with {@link RoomClientException} alone, with
     * {@link ClientFailure.NotReserved} where the room has no worker for this client
     * @throws IllegalArgumentException for a time beyond these
     */
    public CompletableFuture<Reservation> reserve(WorkerQuery query, Duration ttl, Duration limit) {
        return reserve(new Question.Reserve(newReservation(), query.filters(), ttl, null), limit);
    }

    /**
     * Renews a reservation of which the id is known, or reserves the worker under it.
     *
     * @throws IllegalArgumentException for a time beyond {@link Limits#RESERVATION_TTL_MIN} to
     * {@link Limits#RESERVATION_TTL_MAX}
     */
    public CompletableFuture<Reservation> reserve(ReservationId id, PeerId worker, Duration ttl) {
        return reserve(new Question.Reserve(id, Filters.NONE, ttl, worker), ANSWER_LIMIT);
    }

    /** Gives a worker back. Where it is not reserved under this id nothing changes. */
    public CompletableFuture<Void> release(ReservationId id, PeerId worker) {
        return questions.ask(new Question.Release(id, worker), ANSWER_LIMIT, /* counts= */ true).thenAccept(answer -> {
            if (answer instanceof FromServer.Reservation(_, ReservationOutcome outcome, _, _)
                    && outcome != ReservationOutcome.RELEASED)
                throw new RoomClientException(new ClientFailure.NotReserved(outcome));
        });
    }

    /**
     * Takes a dead worker off the room's roster now, by its admin, instead of when it has been dead for two minutes. It may
     * come back all the same. Needs a token that is not for clients alone. The future fails with
     * {@link RoomClientException} alone, and has the answer within {@link #ANSWER_LIMIT}.
     */
    public CompletableFuture<ForgetOutcome> forget(PeerId worker) {
        return questions.ask(new Question.Forget(worker), ANSWER_LIMIT).thenApply(answer -> switch (answer) {
            case FromServer.WorkerForgotten(_, ForgetOutcome outcome) -> outcome;
            default -> throw new RoomClientException(NO_ANSWER);
        });
    }

    /** 128 bits that nobody can guess. */
    public static ReservationId newReservation() {
        byte[] drawn = new byte[16];
        RANDOM.nextBytes(drawn);
        return new ReservationId(HexFormat.of().formatHex(drawn));
    }

    private CompletableFuture<Reservation> reserve(Question.Reserve wish, Duration limit) {
        if (!reservationPlaces.tryAcquire())
            return Questions.failed(new ClientFailure.TooManyReservations(RESERVATIONS_MAX));
        var handedOut = new CompletableFuture<Reservation>();
        // On a thread of its own: whoever is told may wait there for the next answer of the same connection.
        var _ = wished(wish, null, System.nanoTime() + limit.toNanos(), limit).whenCompleteAsync(
                (reservation, trouble) -> {
                    if (trouble != null) {
                        reservationPlaces.release();
                        handedOut.completeExceptionally(
                                trouble instanceof CompletionException && trouble.getCause() != null
                                        ? trouble.getCause()
                                        : trouble);
                        return;
                    }
                    keep(reservation);
                    boolean isWaitedFor = !closed && handedOut.complete(reservation);
                    if (isWaitedFor) return;
                    handedOut.completeExceptionally(new RoomClientException(CLOSED));
                    reservation.close();
                }, Thread::startVirtualThread);
        return handedOut;
    }

    private void keep(Reservation reservation) {
        reservations.add(reservation);
        var _ = reservation.ended().whenComplete((_, _) -> {
            if (reservations.remove(reservation)) reservationPlaces.release();
        });
    }

    /**
     * A room that cannot say now may be able to in a moment, as when its admin has just died.
     *
     * @param granted the worker that was granted for a short while already; null before
     */
    private CompletableFuture<Reservation> wished(Question.Reserve wish, @Nullable PeerId granted, long deadline,
            Duration limit) {
        long askedAt = System.nanoTime();
        Duration rest = Duration.ofNanos(deadline - askedAt);
        if (!rest.isPositive()) return Questions.failed(new ClientFailure.TimedOut("answer", limit));
        return questions.ask(wish, rest).thenCompose(answer -> {
            if (!(answer instanceof FromServer.Reservation reservation)) return Questions.failed(NO_ANSWER);
            WorkerEntry worker = reservation.worker();
            if (worker != null) return granted(wish, worker, reservation, granted, askedAt, deadline, limit);
            boolean again = reservation.outcome() == ReservationOutcome.NOT_NOW
                    && deadline - System.nanoTime() > NOT_NOW_PAUSE.toNanos();
            if (!again) return Questions.failed(new ClientFailure.NotReserved(reservation.outcome()));
            return CompletableFuture.runAsync(() -> {}, LATER)
                    .thenCompose(_ -> wished(wish, granted, deadline, limit));
        });
    }

    /** A first grant is short, for it might never have come here; renewed it is as long as was asked for. */
    private CompletableFuture<Reservation> granted(Question.Reserve wish, WorkerEntry worker,
            FromServer.Reservation grant, @Nullable PeerId before, long askedAt, long deadline, Duration limit) {
        Question.Reserve own = wish.of(worker.peerId());
        boolean isShort = wish.ttl().compareTo(Limits.RESERVATION_FIRST_TTL) > 0
                && grant.expiresInMs() <= Limits.RESERVATION_FIRST_TTL.toMillis();
        if (!isShort || before != null)
            return CompletableFuture.completedFuture(
                    new Reservation(questions, own, worker, Reservation.until(askedAt, wish.ttl(), grant)));
        return wished(own, worker.peerId(), deadline, limit).exceptionallyCompose(lost -> {
            // It may have been granted for long, and nobody else can give it back.
            var _ = questions.ask(new Question.Release(wish.reservation(), worker.peerId()), ANSWER_LIMIT);
            return CompletableFuture.failedFuture(lost);
        });
    }

    /**
     * Runs a job on a worker that the query's filters admit, the smallest that is free; the worker is free again with the
     * job's end. Returns at once.
     */
    public RunningJob run(WorkerQuery query, Job job, JobListener listener) {
        return new RunningJob(job, listener, questions, this::iceServers,
                () -> reserve(query, RunningJob.LEASE, ANSWER_LIMIT), /* release= */ true);
    }

    /** Runs a job on a worker that is reserved already, and stays so after its end. Returns at once. */
    public RunningJob run(Reservation reservation, Job job, JobListener listener) {
        return new RunningJob(job, listener, questions, this::iceServers,
                () -> CompletableFuture.completedFuture(reservation), /* release= */ false);
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
        if (reach == Reach.DIRECT_WHILE_WATCHING) direct.want();
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
        if (reach == Reach.DIRECT_WHILE_WATCHING) direct.release();
    }

    /** Gives back what is reserved, and leaves the room; what still waits for an answer fails. Safe to repeat. */
    @Override
    public void close() {
        closed = true;
        replica.close();
        watches.forEach(WorkerWatch::close);
        Reservation.closeAll(List.copyOf(reservations));
        questions.close();
    }
}
