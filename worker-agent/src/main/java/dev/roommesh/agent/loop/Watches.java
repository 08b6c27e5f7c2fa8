package dev.roommesh.agent.loop;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.query.QueryAnswer;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Tells of the room whoever asks for it, for as long as it does: a signaling server, which has one watch here however many
 * clients it serves, or a client itself. While there is a watch, a thread follows the published view. Safe for use by many threads.
 */
public final class Watches {
    /** Watches at a time: more servers than share a room. */
    static final int WATCHES_MAX = 64;
    /** Between two tellings: a room that changes all the time is told of so often. */
    static final Duration PAUSE = Duration.ofMillis(20);

    private final WatchedView view;
    private final InstantSource clock;
    private final Duration lease;
    private final Consumer<FromPeer> reply;
    private final Map<RequestId, Watch> watches = new HashMap<>();
    private boolean followed;

    private final class Watch {
        private final WatchWriter writer = new WatchWriter();
        private long askedAt = System.nanoTime();
        private long toldAt = System.nanoTime();

        boolean hasLapsed() {
            return System.nanoTime() - askedAt > lease.toNanos();
        }

        /** Until it must be told, be it that nothing has changed. */
        long untilDue() {
            return toldAt + Limits.WATCH_REPEAT_AFTER.toNanos() - System.nanoTime();
        }

        List<WatchUpdate> updates(RoomPicture now) {
            List<WatchUpdate> updates = untilDue() <= 0 ? writer.update(now) : writer.changes(now);
            if (!updates.isEmpty()) toldAt = System.nanoTime();
            return updates;
        }
    }

    /**
     * @param lease after this a watch ends that was not asked for again
     * @param reply says something to whoever asked; must not block
     */
    public Watches(WatchedView view, InstantSource clock, Duration lease, Consumer<FromPeer> reply) {
        this.view = view;
        this.clock = clock;
        this.lease = lease;
        this.reply = reply;
    }

    /** Begins a watch, whose snapshot is told at once, or keeps it going. More than {@link #WATCHES_MAX} are not. */
    public synchronized void watch(RequestId id) {
        Watch known = watches.get(id);
        if (known != null) {
            known.askedAt = System.nanoTime();
            return;
        }
        if (watches.size() == WATCHES_MAX) return;
        var begun = new Watch();
        watches.put(id, begun);
        view.get().ifPresent(now -> tell(id, begun, QueryAnswer.picture(now, clock.instant())));
        if (followed) return;
        followed = true;
        Thread.ofPlatform().daemon().name("watches").start(this::follow);
    }

    public synchronized void end(RequestId id) {
        watches.remove(id);
    }

    /** Whoever asked is away. */
    synchronized void endAll() {
        watches.clear();
    }

    synchronized int size() {
        return watches.size();
    }

    private void follow() {
        RoomView known = null;
        try {
            while (goesOn()) {
                known = view.next(known, Duration.ofNanos(untilDue())).orElse(null);
                // A change that comes after a rest is told at once.
                if (tellAll()) LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean goesOn() {
        watches.values().removeIf(Watch::hasLapsed);
        followed = !watches.isEmpty();
        return followed;
    }

    private synchronized long untilDue() {
        return Math.max(0, watches.values().stream().mapToLong(Watch::untilDue).min().orElse(0));
    }

    /**
     * The view is taken under the lock: nobody is told an older one than a watch that has just begun.
     *
     * @return whether to rest: something was told, or there is nothing to tell yet
     */
    private synchronized boolean tellAll() {
        RoomView latest = view.get().orElse(null);
        if (latest == null) return true;
        RoomPicture now = QueryAnswer.picture(latest, clock.instant());
        boolean told = false;
        for (Map.Entry<RequestId, Watch> watch : watches.entrySet())
            told |= tell(watch.getKey(), watch.getValue(), now);
        return told;
    }

    private boolean tell(RequestId id, Watch watch, RoomPicture now) {
        List<WatchUpdate> updates = watch.updates(now);
        updates.forEach(update -> reply.accept(new FromPeer.WatchUpdated(id, update)));
        return !updates.isEmpty();
    }
}
