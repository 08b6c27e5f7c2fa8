package dev.roommesh.model;

/** What a worker says to a client that wants a data channel to it. */
public enum ChannelOutcome {
    /** The answer to the offer is there. */
    ACCEPTED,
    /** The worker is not reserved under the id that was shown, for this client. */
    NOT_RESERVED,
    /** The worker runs no jobs: its configuration says so, or its machine lacks what is needed. */
    NO_JOBS,
    /** WebRTC could not take the offer, or make an answer. */
    FAILED,
    /** The worker is not within reach now, or too many ask; worth another try soon. */
    NOT_NOW
}
