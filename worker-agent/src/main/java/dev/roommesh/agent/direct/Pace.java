package dev.roommesh.agent.direct;

import java.util.concurrent.TimeUnit;

/** How often something may happen: so often in a second, and some of it at once. For one thread. */
public final class Pace {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long each;
    private final long atOnce;
    private long nextAt;

    /**
     * A pace from now on.
     *
     * @param atOnce how many may come without a pause
     * @param now by {@link System#nanoTime}
     */
    public Pace(int perSecond, int atOnce, long now) {
        each = SECOND / perSecond;
        this.atOnce = each * atOnce;
        nextAt = now - this.atOnce;
    }

    /** Counts one. @return for how long it has to wait, in nanoseconds; not more than 0 where it need not */
    public long next(long now) {
        nextAt = Math.max(nextAt, now - atOnce) + each;
        return nextAt - now;
    }

    /** Counts one, unless it would have to wait. */
    boolean takes(long now) {
        boolean due = Math.max(nextAt, now - atOnce) + each - now <= 0;
        if (due) next(now);
        return due;
    }
}
