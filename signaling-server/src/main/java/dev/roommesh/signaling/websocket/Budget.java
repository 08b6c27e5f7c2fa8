package dev.roommesh.signaling.websocket;

import java.time.Duration;
import java.time.Instant;

/** A token bucket: so much at once, and so much per second from then on. For one thread at a time. */
final class Budget {
    private final double capacity;
    private final double perSecond;
    private double left;
    private Instant filledAt;

    Budget(double capacity, double perSecond, Instant now) {
        this.capacity = capacity;
        this.perSecond = perSecond;
        this.left = capacity;
        this.filledAt = now;
    }

    /** False when less than the amount is left; then nothing is taken. */
    boolean take(double amount, Instant now) {
        double seconds = Math.max(0, Duration.between(filledAt, now).toNanos() / 1e9);
        left = Math.min(capacity, left + seconds * perSecond);
        filledAt = now;
        if (left < amount) return false;
        left -= amount;
        return true;
    }
}
