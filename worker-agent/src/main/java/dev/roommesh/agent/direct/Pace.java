package dev.roommesh.agent.direct;

import java.util.concurrent.TimeUnit;

/** How often something may happen: so often in a second, and as much as fits into a fifth of one at once. For one thread. */
final class Pace {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long AT_ONCE = SECOND / 5;

    private final long each;
    private long nextAt;

    /** @param now by {@link System#nanoTime} */
    Pace(int perSecond, long now) {
        each = SECOND / perSecond;
        nextAt = now - AT_ONCE;
    }

    /** Counts one. @return for how long it has to wait, in nanoseconds; not more than 0 where it need not */
    long next(long now) {
        nextAt = Math.max(nextAt, now - AT_ONCE) + each;
        return nextAt - now;
    }
}
