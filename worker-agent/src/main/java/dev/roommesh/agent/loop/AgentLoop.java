package dev.roommesh.agent.loop;

import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomMember;
import dev.roommesh.protocol.Timing;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one thread that owns the member and its document. Everybody else only ever leaves it a note. */
public final class AgentLoop {
    /** Notes that may wait: some seconds of a full room's traffic. */
    public static final int INPUTS_MAX = 4_096;
    /** Notes that may wait beside a full inbox because they must not be missed; there are never so many. */
    static final int URGENT_MAX = 1_024;

    private final BlockingQueue<Input> inbox = new ArrayBlockingQueue<>(INPUTS_MAX);
    private final Queue<Input> urgent = new ConcurrentLinkedQueue<>();
    private final InstantSource clock;
    private final LongAdder received = new LongAdder();
    private final CountDownLatch left = new CountDownLatch(1);

    public AgentLoop(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Leaves a note. Any thread.
     *
     * @return false when the inbox is full: then the link that it came from must be closed, for no frame may be missed
     */
    public boolean offer(Input input) {
        boolean isTaken = inbox.offer(input);
        if (isTaken && input instanceof Input.Received) received.increment();
        return isTaken;
    }

    /** Messages of other workers that were taken in. Any thread. */
    public long messagesReceived() {
        return received.sum();
    }

    /**
     * Leaves a note that must not be missed: a link's end, for without it nobody redials, or that the server came or
     * went. Any thread; never refused. It is handled in its turn, for a goodbye comes before the end of its link; only
     * where the inbox is full it overtakes what waits there.
     */
    public void must(Input input) {
        if (!inbox.offer(input) && urgent.size() < URGENT_MAX) urgent.add(input);
    }

    /** Has the member say goodbye, and waits until it has. */
    public void leave(long timeout, TimeUnit unit) throws InterruptedException {
        if (inbox.offer(new Input.Leave(), timeout, unit)) left.await(timeout, unit);
    }

    /** Lives until it is interrupted or the member has left. What the member throws ends the loop: it is a bug. */
    public void run(Supplier<RoomMember> birth, World world) throws InterruptedException {
        RoomMember member = birth.get();
        long tick = Timing.TICK.toNanos();
        long nextTick = System.nanoTime();
        while (left.getCount() > 0) {
            Input input = next(Math.max(0, nextTick - System.nanoTime()));
            if (input != null) handle(member, input, !inbox.isEmpty(), world);
            if (System.nanoTime() - nextTick >= 0) {
                handle(member, new Input.Tick(), /* more= */ false, world);
                nextTick = System.nanoTime() + tick;
            }
            if (input instanceof Input.Leave) left.countDown();
        }
    }

    /** The note whose turn it is; null when none came in time. */
    @Nullable
    Input next(long nanosMax) throws InterruptedException {
        Input first = urgent.poll();
        return first != null ? first : inbox.poll(nanosMax, TimeUnit.NANOSECONDS);
    }

    private void handle(RoomMember member, Input input, boolean more, World world) {
        member.handle(input, more, clock.instant()).forEach(world::perform);
    }
}
