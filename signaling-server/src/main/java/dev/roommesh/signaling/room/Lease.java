package dev.roommesh.signaling.room;

import java.time.Instant;

/** How long a registration stands without a sign of life. Many threads read and extend it. */
final class Lease {
    private volatile Instant until;

    Lease(Instant until) {
        this.until = until;
    }

    void extendTo(Instant later) {
        until = later;
    }

    boolean hasRunOut(Instant now) {
        return !now.isBefore(until);
    }
}
