package dev.roommesh.client;

import dev.roommesh.model.Limits;
import dev.roommesh.model.Mode;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchReader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A room as the server tells it, kept for all watches of a client. While there is a watch, a thread follows it, over
 * whatever connection there is. Safe for use by many threads.
 */
final class RoomReplica {
    /** Before the room is asked for again where this was refused, or went wrong, on a connection that stands. */
    static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);

    /** What is told directly may be stale for so long while somebody else can be asked. */
    static final Duration STALE_MAX = Duration.ofMillis(500);

    /** What another connection tells first may be older than what the one before has told, for so long at most. */
    static final Duration SETTLES = Duration.ofSeconds(2);

    /** How soon it is seen that nobody watches any more, that there is a better way, or none any more. */
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final ClientFailure CLOSED = new ClientFailure.Disconnected("closed by this client");
    private static final ClientFailure BROKEN = new ClientFailure.Disconnected("a part of what was told is missing");
    private static final ClientFailure SILENT = new ClientFailure.Disconnected("nothing is told of the room");

    private static final ClientFailure LEFT_ALONE = new ClientFailure.Disconnected("the worker knows of nobody else");
    private static final ClientFailure MOVES = new ClientFailure.Disconnected("there is another way to the room");

    private final LastingQuestions questions;
    private final DirectWay direct;
    private volatile Seen seen = unseen();
    private int watches;
    private boolean followed;
    private volatile boolean closed;
    private long freshAt;
    private @Nullable WatchReader listening;

    /** @param direct taken wherever there is a channel */
    RoomReplica(LastingQuestions questions, DirectWay direct) {
        this.questions = questions;
        this.direct = direct;
    }

    private static Seen unseen() {
        return new Seen(null, System.nanoTime(), null, null);
    }

    Seen seen() {
        return seen;
    }

    /** One more watch: has the thread follow the room. */
    synchronized void join() {
        watches++;
        if (seen.end() != null) seen = unseen();
        if (followed || closed) return;
        followed = true;
        Thread.ofVirtual().name("room-replica").start(this::follow);
    }

    /** One watch less. */
    synchronized void leave() {
        watches--;
        notifyAll();
    }

    /**
     * Waits until there is something else than this, or the limit has passed.
     *
     * @param over whether the caller wants no more; {@link #wake} has it looked at
     * @return the newest
     */
    synchronized Seen next(Seen known, long nanos, BooleanSupplier over) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (seen.equals(known) && !over.getAsBoolean()) {
            long rest = deadline - System.nanoTime();
            if (rest <= 0) break;
            TimeUnit.NANOSECONDS.timedWait(this, rest);
        }
        return seen;
    }

    synchronized void wake() {
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    boolean isClosed() {
        return closed;
    }

    private synchronized void put(Seen newer) {
        seen = newer;
        notifyAll();
    }

    /** Whether there is still a watch; if not, what is known gets old, and the next watch begins anew. */
    private synchronized boolean goesOn() {
        followed = watches > 0 && !closed && seen.end() == null;
        if (!followed && seen.end() == null) seen = unseen();
        return followed;
    }

    private void follow() {
        Questions relay = questions.current();
        while (goesOn()) {
            DirectQuestions channel = direct.current().orElse(null);
            if (channel != null) {
                ClientFailure why = listen(channel);
                // Whatever is wrong with it, the relay goes on.
                if (!why.equals(MOVES) && !why.equals(CLOSED)) channel.giveUp();
                continue;
            }
            if (!(relay instanceof SocketQuestions socket)) {
                end(new ClientFailure.NeedsWebSocket());
                continue;
            }
            ClientFailure why = listen(socket);
            if (why.equals(MOVES)) continue;
            if (!socket.hasEnded()) {
                if (!LastingQuestions.mayPass(why)) end(why);
                else
                    pause();
                continue;
            }
            try {
                relay = questions.instead(relay);
            } catch (RoomClientException failed) {
                if (!LastingQuestions.mayPass(failed.failure())) end(failed.failure());
            }
        }
    }

    private synchronized void pause() {
        long deadline = System.nanoTime() + ASK_AGAIN_AFTER.toNanos();
        for (long rest = ASK_AGAIN_AFTER.toNanos(); rest > 0 && watches > 0 && !closed; rest = deadline
                - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, rest);
            } catch (InterruptedException impossible) {
                throw new IllegalStateException("nobody interrupts this thread", impossible);
            }
        }
    }

    private synchronized boolean isWanted() {
        return watches > 0 && !closed;
    }

    private void end(ClientFailure why) {
        put(new Seen(seen.picture(), seen.heardAt(), why, seen.way()));
    }

    /** Until the connection ends, or the watch on it, or nobody watches any more, or there is another way. */
    private ClientFailure listen(Watchable connection) {
        var reader = new WatchReader(Limits.WATCHED_WORKERS_MAX);
        long settledAt = System.nanoTime() + SETTLES.toNanos();
        var over = new CompletableFuture<ClientFailure>();
        synchronized (this) {
            listening = reader;
        }
        try (var _ = connection.watch(
                new WatchFeed(update -> take(reader, update, settledAt, over, connection.way()), over))) {
            long begun = System.nanoTime();
            while (isWanted()) {
                try {
                    return over.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException goesOn) {
                    if (!isBestWay(connection)) return MOVES;
                    if (isLeftAlone(connection, begun)) return LEFT_ALONE;
                    long patience = connection.patience().toNanos();
                    if (System.nanoTime() - Math.max(seen.heardAt(), begun) < patience) continue;
                    // Where other things are heard, only the watch has come to nothing.
                    if (connection.silence().toNanos() < patience) return SILENT;
                    connection.giveUp();
                } catch (ExecutionException | InterruptedException impossible) {
                    throw new IllegalStateException("nobody fails it, or interrupts this thread", impossible);
                }
            }
            return CLOSED;
        }
    }

    /** A worker that is cut off from its room tells nothing that is of use while the server is there to ask others. */
    private boolean isLeftAlone(Watchable connection, long begun) {
        RoomPicture picture = seen.picture();
        boolean poor = picture == null || picture.stale() || picture.mode() == Mode.FORMING;
        if (!poor) freshAt = System.nanoTime();
        boolean others = questions.current() instanceof SocketQuestions socket && !socket.hasEnded();
        return connection instanceof DirectQuestions && others
                && System.nanoTime() - Math.max(freshAt, begun) > STALE_MAX.toNanos();
    }

    private boolean isBestWay(Watchable connection) {
        return direct.current().map(channel -> connection == channel)
                .orElse(!(connection instanceof DirectQuestions));
    }

    private void take(WatchReader reader, WatchUpdate update, long settledAt, CompletableFuture<ClientFailure> over,
            Way way) {
        switch (reader.take(update)) {
            case WatchReader.Step.Incomplete _ -> {
            }
            case WatchReader.Step.Complete(RoomPicture picture) -> {
                long now = System.nanoTime();
                synchronized (this) {
                    // What the way before brings in its last moment is older.
                    if (reader != listening) return;
                    RoomPicture before = seen.picture();
                    put(new Seen(before == null || now > settledAt ? picture : picture.notBefore(before), now, null,
                            way));
                }
                direct.heardOf(picture.adminPeerId(), picture.adminTerm());
            }
            case WatchReader.Step.Broken _ -> over.complete(BROKEN);
        }
    }
}
