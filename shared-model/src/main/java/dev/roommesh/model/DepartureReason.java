package dev.roommesh.model;

/** Why the signaling server believes a peer gone: {@code left}, {@code closed} or {@code lease_expired}. */
public enum DepartureReason {
    /** It said so. */
    LEFT,
    /** Its socket ended. */
    CLOSED,
    /** Nothing came from it for the time of its lease. */
    LEASE_EXPIRED
}
