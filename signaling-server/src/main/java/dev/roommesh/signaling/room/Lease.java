package dev.roommesh.signaling.room;

import java.time.Instant;

/** How long a registration stands without a sign of life. Many threads read and extend it. */
public final class Lease {
    /** Of somebody else's keeping. */
    public static final Lease ENDLESS = new Lease(Instant.MAX);

    private volatile Instant until;

    public Lease(Instant until) {
        this.until = until;
    }

    public void extendTo(Instant later) {
        until = later;
    }

    public boolean hasRunOut(Instant now) {
        return !now.isBefore(until);
    }
}
