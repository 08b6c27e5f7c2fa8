package dev.roommesh.agent.loop;

import dev.roommesh.model.FromPeer;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomMember;
import dev.roommesh.protocol.Timing;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
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
    /** Signals that are kept for a member which does not know yet who is there; of more, the oldest are lost. */
    static final int EARLY_MAX = 64;

    /** An offer that is older has been given up by whoever made it. */
    private static final long EARLY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BlockingQueue<Input> inbox = new ArrayBlockingQueue<>(INPUTS_MAX);
    private final Queue<Input> urgent = new ConcurrentLinkedQueue<>();
    private final InstantSource clock;
    private final LongAdder received = new LongAdder();
    private final CountDownLatch left = new CountDownLatch(1);
    private final Deque<Early> early = new ArrayDeque<>();
    /** Passed over while there was no member, though it came for the one that was about to enter. */
    private Input.@Nullable Registered missed;
    private volatile boolean in = true;

    /** @param at when it came, by {@link System#nanoTime} */
    private record Early(Input.Signaled signal, long at) {}

    /**
     * A member, and what it holds.
     *
     * @param end frees that
     */
    public record Life(RoomMember member, Runnable end) {}

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

    /**
     * Has the member withdraw from the room, or a new one enter it. Any thread; returns at once. While there is none,
     * notes are passed over; the server has to be asked anew who is there, once there is one.
     */
    public void stay(boolean wanted) {
        in = wanted;
        must(new Input.Tick());
    }

    /** Whether there is a member, or is going to be one. Any thread. */
    public boolean isIn() {
        return in;
    }

    /** Has the member say goodbye, and waits until it has. */
    public void leave(long timeout, TimeUnit unit) throws InterruptedException {
        if (inbox.offer(new Input.Leave(), timeout, unit)) left.await(timeout, unit);
    }

    /**
     * Lives until it is interrupted or the member has left. What the member throws ends the loop: it is a bug.
     *
     * @param birth makes a fresh member, whenever one is to enter the room
     */
    public void run(Supplier<Life> birth, World world) throws InterruptedException {
        while (left.getCount() > 0) {
            if (!in) {
                rest(world);
                continue;
            }
            Life life = birth.get();
            try {
                live(life.member(), world);
            } finally {
                life.end().run();
            }
        }
    }

    private void live(RoomMember member, World world) throws InterruptedException {
        long tick = Timing.TICK.toNanos();
        long nextTick = System.nanoTime();
        Input.Registered known = missed;
        missed = null;
        boolean registered = known != null;
        if (known != null) introduce(member, known, world);
        while (left.getCount() > 0) {
            if (!in) {
                withdraw(member, world);
                return;
            }
            Input input = next(Math.max(0, nextTick - System.nanoTime()));
            registered |= input instanceof Input.Registered;
            if (input instanceof Input.Registered welcome) introduce(member, welcome, world);
            else if (!registered && input instanceof Input.Signaled signaled) keep(signaled);
            else if (input != null) handle(member, input, !inbox.isEmpty(), world);
            if (System.nanoTime() - nextTick >= 0) {
                handle(member, new Input.Tick(), /* more= */ false, world);
                nextTick = System.nanoTime() + tick;
            }
            if (input instanceof Input.Leave) left.countDown();
        }
    }

    /** The member learns who is there, and then what those have said to it already. */
    private void introduce(RoomMember member, Input.Registered welcome, World world) {
        handle(member, welcome, !early.isEmpty() || !inbox.isEmpty(), world);
        while (!early.isEmpty()) {
            Early kept = early.remove();
            if (System.nanoTime() - kept.at() < EARLY_NANOS)
                handle(member, kept.signal(), !early.isEmpty() || !inbox.isEmpty(), world);
        }
    }

    /**
     * What was noted before comes first. The others are told; the server is not, for this worker stays registered.
     */
    private void withdraw(RoomMember member, World world) throws InterruptedException {
        early.clear();
        missed = null;
        for (int waiting = inbox.size(); waiting > 0; waiting--) {
            Input input = next(0);
            if (input != null) handle(member, input, /* more= */ true, world);
            if (input instanceof Input.Registered registered) missed = registered;
            if (input instanceof Input.Leave) left.countDown();
        }
        if (left.getCount() == 0) return;
        for (Effect effect : member.handle(new Input.Leave(), clock.instant()))
            if (!(effect instanceof Effect.ToServer(FromPeer.Leave _))) world.perform(effect);
    }

    private void rest(World world) throws InterruptedException {
        Input input = next(REST_NANOS);
        if (input instanceof Input.Signaled signaled) keep(signaled);
        if (input instanceof Input.Registered registered) missed = registered;
        if (!(input instanceof Input.Leave)) return;
        world.perform(new Effect.ToServer(new FromPeer.Leave()));
        left.countDown();
    }

    /** Others may have been told earlier that the room is on, and dial already. */
    private void keep(Input.Signaled signaled) {
        if (early.size() == EARLY_MAX) early.remove();
        early.add(new Early(signaled, System.nanoTime()));
    }

    /** Whether notes wait. Any thread. */
    boolean hasNotes() {
        return !inbox.isEmpty() || !urgent.isEmpty();
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
