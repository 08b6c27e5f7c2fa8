package dev.roommesh.agent.loop;

import dev.roommesh.agent.automerge.AutomergeRoomDocument;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RoomId;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.RoomMember;
import dev.roommesh.protocol.Self;
import dev.roommesh.protocol.Timing;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A loop on a thread of its own, with a real member and its document, whose effects are kept. */
final class DrivenLoop {
    static final PeerId BEN = new PeerId("ben");
    private static final int WAIT_SECONDS = 20;

    final AgentLoop loop = new AgentLoop(new SteadyClock());
    final AtomicInteger entered = new AtomicInteger();
    final AtomicInteger freed = new AtomicInteger();
    private final CompletableFuture<Thread> thread = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final BlockingQueue<Effect> effects = new LinkedBlockingQueue<>();

    /** Starts with a world that also does this. */
    void start(World world) {
        thread.complete(Thread.ofPlatform().start(() -> live(effect -> {
            effects.add(effect);
            world.perform(effect);
        })));
    }

    private void live(World world) {
        try {
            loop.run(this::enter, world);
            ended.complete(null);
        } catch (InterruptedException | RuntimeException end) {
            ended.completeExceptionally(end);
        }
    }

    /** Each time as another incarnation. */
    private AgentLoop.Life enter() {
        var room = new RoomId("lab");
        var document = new AutomergeRoomDocument(room, BEN,
                () -> Bytes.copyOf(new byte[AutomergeRoomDocument.PROCESS_BYTES]));
        return new AgentLoop.Life(new RoomMember(new Self(room, BEN, entered.incrementAndGet()), Profile.EMPTY,
                Timing.of(Duration.ofMillis(100)), document, new SteadyClock().instant()), () -> {
                    document.close();
                    freed.incrementAndGet();
                });
    }

    /** Completes when the loop is over, with what it threw. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** The next effect of a kind; those before it are passed over. */
    <T> T await(Class<T> kind, Predicate<T> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (true) {
            Effect effect = effects.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (effect == null) throw new AssertionError("no such " + kind.getSimpleName() + " came");
            if (kind.isInstance(effect) && wanted.test(kind.cast(effect))) return kind.cast(effect);
        }
    }

    <T> T await(Class<T> kind) throws InterruptedException {
        return await(kind, _ -> true);
    }

    void close() throws InterruptedException {
        if (!thread.isDone()) return;
        thread.join().interrupt();
        thread.join().join();
    }
}
