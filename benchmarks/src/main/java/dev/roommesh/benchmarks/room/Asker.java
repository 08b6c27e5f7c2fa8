package dev.roommesh.benchmarks.room;

import dev.roommesh.client.ClientFailure;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client that asks the room through the server at a fixed rate, and does not wait for one answer to ask again. */
public final class Asker implements AutoCloseable {
    static final Duration BETWEEN = Duration.ofMillis(20);

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);

    private final ConnectionFacts facts;
    private final Observer observer;
    private final Thread thread;
    private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGap = new AtomicLong();
    private volatile boolean isBroken = true;
    private volatile boolean isClosed;

    Asker(ConnectionFacts facts, Observer observer) {
        this.facts = facts;
        this.observer = observer;
        this.thread = Thread.ofPlatform().daemon().name("asker").start(this::ask);
    }

    /** The longest time without any answer since it began to ask. */
    public Duration longestGap() {
        return Duration.ofNanos(Math.max(longestGap.get(), System.nanoTime() - lastAnswer.get()));
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
    }

    private void ask() {
        @Nullable
        RoomClient client = null;
        while (!isClosed) {
            long begin = System.nanoTime();
            if (isBroken && client != null) {
                client.close();
                client = null;
            }
            if (client == null) client = connect();
            if (client != null) ask(client);
            long rest = BETWEEN.toNanos() - (System.nanoTime() - begin);
            if (rest > 0) LockSupport.parkNanos(this, rest);
        }
        // The JDK's client closes nothing for an interrupted thread.
        boolean _ = Thread.interrupted();
        if (client != null) client.close();
    }

    private @Nullable RoomClient connect() {
        try {
            RoomClient client = RoomClient.connect(facts, CONNECT_LIMIT);
            isBroken = false;
            return client;
        } catch (RoomClientException away) {
            return null;
        }
    }

    private void ask(RoomClient client) {
        var _ = client.discover(WorkerQuery.ALL, ANSWER_LIMIT).whenComplete((answer, trouble) -> {
            if (trouble == null) {
                answered(answer);
            } else if (isBreak(trouble)) {
                isBroken = true;
            }
        });
    }

    private void answered(WorkerAnswer answer) {
        long now = System.nanoTime();
        longestGap.accumulateAndGet(now - lastAnswer.getAndSet(now), Math::max);
        observer.answered(
                new Picture.Answer(answer.source(), answer.adminPeerId(), answer.mode(), answer.stale()));
    }

    private static boolean isBreak(Throwable trouble) {
        Throwable cause = trouble.getCause() == null ? trouble : trouble.getCause();
        return cause instanceof RoomClientException known
                && (known.failure() instanceof ClientFailure.Disconnected
                        || known.failure() instanceof ClientFailure.ProtocolViolation);
    }
}
