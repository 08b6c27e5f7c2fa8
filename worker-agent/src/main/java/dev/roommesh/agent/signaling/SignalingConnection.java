package dev.roommesh.agent.signaling;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one registration at the signaling server. A thread of its own connects, registers, waits for the end, and begins
 * anew, with growing waits; the room does not need it meanwhile.
 */
public final class SignalingConnection implements AutoCloseable {
    /** Messages that may wait to be sent; a server that takes none for so long is cut off. */
    static final int UNSENT_MAX = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(SignalingConnection.class);
    /** Enough for a far server and a first packet that was lost; after a longer one the next attempt is sooner there. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final Duration REGISTER_LIMIT = Duration.ofSeconds(5);
    /**
     * How often the server is asked for a sign of life. The JDK's client (25.0.3) does not tell of an end that comes
     * right behind a message, so silence must.
     */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(5);
    /** Intervals without a sign of life after which the way to the server is taken for broken. */
    private static final int SILENT_INTERVALS_MAX = 3;
    /** How long a server that is doubted has for its sign of life. */
    static final Duration LIFE_LIMIT = Duration.ofSeconds(2);
    /** A server that is slow, and not away, is not given up again and again. */
    static final Duration DOUBT_PAUSE = Duration.ofSeconds(10);
    private static final Duration LATE_MAX = Duration.ofMillis(500);
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(300);

    private final ConnectionFacts facts;
    private final Function<@Nullable String, FromPeer.Register> registration;
    private final ServerEvents events;
    private final SignalCodec codec = new SignalCodec();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    private final RandomGenerator chance;
    private final Duration pingInterval;
    private final AtomicReference<@Nullable Line> line = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean doubted = new AtomicBoolean();
    private final Thread thread = Thread.ofPlatform().name("signaling").daemon().unstarted(this::keepUp);
    private volatile @Nullable String ticket;
    private boolean everRegistered;
    private volatile FromPeer.@Nullable Register said;
    private final AtomicBoolean registering = new AtomicBoolean();
    private Duration askedToWait = Duration.ZERO;

    /** The sending half of a socket: one text at a time, in order, and not without end. */
    private static final class Line {
        final WebSocket socket;
        final SignalingSocket receiving;
        final Semaphore room = new Semaphore(UNSENT_MAX);
        private CompletableFuture<?> lastSent = CompletableFuture.completedFuture(null);

        Line(WebSocket socket, SignalingSocket receiving) {
            this.socket = socket;
            this.receiving = receiving;
        }

        synchronized void send(String text) {
            if (!room.tryAcquire()) {
                receiving.ended().complete("the server takes nothing");
                socket.abort();
                return;
            }
            lastSent = lastSent.handle((_, _) -> null).thenCompose(_ -> socket.sendText(text, true))
                    .whenComplete((_, _) -> room.release());
        }

        synchronized CompletableFuture<?> flushed() {
            return lastSent;
        }
    }

    /**
     * A connection that is not begun yet.
     *
     * @param registration what to register with, given the ticket of the last registration
     */
    public SignalingConnection(ConnectionFacts facts, Function<@Nullable String, FromPeer.Register> registration,
            ServerEvents events, RandomGenerator chance) {
        this(facts, registration, events, chance, PING_INTERVAL);
    }

    SignalingConnection(ConnectionFacts facts, Function<@Nullable String, FromPeer.Register> registration,
            ServerEvents events, RandomGenerator chance, Duration pingInterval) {
        this.pingInterval = pingInterval;
        this.facts = facts;
        this.registration = registration;
        this.events = events;
        this.chance = chance;
    }

    public void start() {
        thread.start();
    }

    /** Says something to the server, or nothing where it is away. Any thread; returns at once. */
    public void send(FromPeer message) {
        Line open = line.get();
        if (open == null) return;
        String text = codec.encode(message);
        if (text.getBytes(StandardCharsets.UTF_8).length > Limits.SIGNAL_FRAME_BYTES_MAX) {
            // The server would end the registration for it.
            LOG.warn("A message of {} bytes is over the limit and is not sent.", text.length());
            return;
        }
        open.send(text);
    }

    /**
     * Registers once more, for something has changed that a registration says; where the server has no time for it, again
     * after a while. Any thread; returns at once.
     */
    public void registerAgain() {
        Line open = line.get();
        // Where there is none, the next registration says it.
        if (open == null) return;
        registering.set(true);
        FromPeer.Register now = registration.apply(ticket);
        said = now;
        open.send(codec.encode(now));
    }

    private void refusedAgain(FromServer.Refused refused) {
        boolean later = refused.code() == ErrorCode.RETRY_LATER || refused.code() == ErrorCode.RATE_LIMITED;
        if (!later || refused.requestId() != null || !registering.compareAndSet(true, false)) return;
        Duration wait = Reconnecting.USUAL.waitAfter(2, chance)
                .plusMillis(refused.retryAfterMs() == null ? 0 : Math.clamp(refused.retryAfterMs(), 0, 60_000));
        after(wait, this::registerAgain);
    }

    /**
     * Has the server show that it is still there, for the network may be cut: TCP would try the same connection again only
     * after twice the time that it was. Where nothing comes, a new connection is made. Not again within
     * {@link #DOUBT_PAUSE}. Any thread; returns at once.
     */
    public void doubt() {
        Line open = line.get();
        if (open == null || !doubted.compareAndSet(false, true)) return;
        long since = System.nanoTime();
        var _ = open.socket.sendPing(ByteBuffer.allocate(0));
        after(LIFE_LIMIT, () -> {
            Duration waited = Duration.ofNanos(System.nanoTime() - since);
            // Whoever slept meanwhile has not read what came.
            if (!open.receiving.hasHeardSince(since) && waited.compareTo(LIFE_LIMIT.plus(LATE_MAX)) < 0)
                open.receiving.ended().complete("no sign of life for " + LIFE_LIMIT);
        });
        after(DOUBT_PAUSE, () -> doubted.set(false));
    }

    private static void after(Duration wait, Runnable what) {
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS).execute(what);
    }

    private void keepUp() {
        int failures = 0;
        try {
            while (!closed.get()) {
                askedToWait = Duration.ZERO;
                String trouble = once();
                if (closed.get()) return;
                if (trouble == null) return;
                failures = line.getAndSet(null) == null ? failures + 1 : 1;
                Duration wait = Reconnecting.USUAL.waitAfter(failures, chance).plus(askedToWait);
                LOG.warn("The signaling server at {} is away ({}); trying again in {} ms.", facts.server(), trouble,
                        wait.toMillis());
                Thread.sleep(wait);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection, from its beginning to its end; null when no other may follow. */
    private @Nullable String once() throws InterruptedException {
        var registered = new CompletableFuture<FromServer>();
        var receiving = new SignalingSocket(codec, message -> received(message, registered));
        var opening = http.newWebSocketBuilder().connectTimeout(CONNECT_LIMIT).buildAsync(facts.webSocket(), receiving);
        WebSocket socket;
        try {
            socket = opening.get(CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException away) {
            var _ = opening.thenAccept(WebSocket::abort);
            return "it does not answer";
        }
        var opened = new Line(socket, receiving);
        // On the socket's own thread, so that what comes right behind the welcome is told behind it.
        var answered = registered.thenApply(answer -> {
            if (answer instanceof FromServer.Registered welcome) welcomed(welcome, opened);
            return answer;
        });
        var _ = registered.orTimeout(REGISTER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        var _ = receiving.ended().thenAccept(why -> registered.completeExceptionally(new IllegalStateException(why)));
        FromPeer.Register first = registration.apply(ticket);
        said = first;
        opened.send(codec.encode(first));
        try {
            if (answered.get() instanceof FromServer.Refused refused) {
                socket.abort();
                return refused(refused);
            }
        } catch (ExecutionException noWelcome) {
            socket.abort();
            return "it did not take the registration";
        }
        String why = await(opened);
        socket.abort();
        events.lost();
        return why;
    }

    private void welcomed(FromServer.Registered welcome, Line opened) {
        ticket = welcome.ticket();
        everRegistered = true;
        line.set(opened);
        events.registered(welcome);
        if (hasMoreToSay()) registerAgain();
    }

    /** Whether something has changed while a registration was on its way, which could not be sent then. */
    private boolean hasMoreToSay() {
        FromPeer.Register now = registration.apply(ticket);
        FromPeer.Register before = said;
        return before != null && !(Objects.equals(now.registry(), before.registry())
                && Objects.equals(now.metadata(), before.metadata())
                && Objects.equals(now.incarnation(), before.incarnation()));
    }

    private String await(Line open) throws InterruptedException {
        Duration silenceMax = pingInterval.multipliedBy(SILENT_INTERVALS_MAX);
        while (true) {
            try {
                return open.receiving.ended().get(pingInterval.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillOpen) {
                if (open.receiving.silence().compareTo(silenceMax) > 0) return "nothing came from it for " + silenceMax;
                var _ = open.socket.sendPing(ByteBuffer.allocate(0));
            } catch (ExecutionException impossible) {
                throw new IllegalStateException("an end is told, not thrown", impossible);
            }
        }
    }

    private void received(FromServer message, CompletableFuture<FromServer> registered) {
        if (registered.isCompletedExceptionally()) return;
        if (registered.isDone()) {
            if (message instanceof FromServer.Refused revoked && revoked.code() == ErrorCode.TOKEN_REVOKED) {
                stop(revoked.message());
            } else if (message instanceof FromServer.Refused refused && refused.code() == ErrorCode.REPLACED) {
                stop("Another process has registered as this worker: give each worker a --name of its own.");
            } else {
                if (message instanceof FromServer.Registered again) {
                    ticket = again.ticket();
                    registering.set(false);
                }
                if (message instanceof FromServer.Refused refused) refusedAgain(refused);
                events.received(message);
            }
        } else if (message instanceof FromServer.Registered || message instanceof FromServer.Refused) {
            registered.complete(message);
        }
    }

    /** A first refusal is final, for a person can mend it; later ones may be the server's trouble, and the room lives. */
    private @Nullable String refused(FromServer.Refused refused) {
        boolean later = refused.code() == ErrorCode.RETRY_LATER || refused.code() == ErrorCode.RATE_LIMITED
                || refused.code() == ErrorCode.INTERNAL;
        if (refused.retryAfterMs() != null) {
            askedToWait = Duration.ofMillis(Math.clamp(refused.retryAfterMs(), 0, 60_000));
        }
        boolean revoked = refused.code() == ErrorCode.TOKEN_REVOKED;
        if (later || (everRegistered && !revoked)) return refused.message();
        stop(refused.message());
        return null;
    }

    private void stop(String sentence) {
        closed.set(true);
        events.refused(sentence);
        Line open = line.getAndSet(null);
        if (open != null) open.receiving.ended().complete(sentence);
    }

    /** Whether it ended for good within this time. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return thread.join(limit);
    }

    /** Sends what waits, for a short while, and closes. */
    @Override
    public void close() {
        close(CLOSE_LIMIT);
    }

    void close(Duration limit) {
        closed.set(true);
        Line open = line.getAndSet(null);
        if (open != null) {
            try {
                open.flushed().thenCompose(_ -> open.socket.sendClose(WebSocket.NORMAL_CLOSURE, ""))
                        .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException gone) {
                open.socket.abort();
            }
        }
        thread.interrupt();
        http.shutdownNow();
    }
}
