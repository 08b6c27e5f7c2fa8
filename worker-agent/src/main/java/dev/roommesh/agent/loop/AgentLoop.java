package dev.roommesh.agent.loop;

import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.PeerId;
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
import java.util.function.Supplier;

/** The one thread that owns the member and its document. Everybody else only ever leaves it a note. */
public final class AgentLoop {
    /** Notes that may wait: some seconds of a full room's traffic. */
    public static final int INPUTS_MAX = 4_096;
    /** Links whose loss may wait beside them; there are never so many. */
    static final int LOSSES_MAX = 1_024;

    private final BlockingQueue<Input> inbox = new ArrayBlockingQueue<>(INPUTS_MAX);
    private final Queue<Input> losses = new ConcurrentLinkedQueue<>();
    private final InstantSource clock;
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
        return inbox.offer(input);
    }

    /** Leaves the note that a link was closed on this side. Any thread; never refused, for without it nobody redials. */
    public void lost(PeerId peer, LinkAttempt attempt, String why) {
        if (losses.size() < LOSSES_MAX) losses.add(new Input.LinkClosed(peer, attempt, why));
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
            Input loss = losses.poll();
            if (loss != null) handle(member, loss, world);
            Input input = inbox.poll(Math.max(0, nextTick - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (input != null) handle(member, input, world);
            if (System.nanoTime() - nextTick >= 0) {
                handle(member, new Input.Tick(), world);
                nextTick = System.nanoTime() + tick;
            }
            if (input instanceof Input.Leave) left.countDown();
        }
    }

    private void handle(RoomMember member, Input input, World world) {
        member.handle(input, clock.instant()).forEach(world::perform);
    }
}
