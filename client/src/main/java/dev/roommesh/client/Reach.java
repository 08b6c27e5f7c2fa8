package dev.roommesh.client;

/**
 * When a client makes a data channel to the room's admin. Where it has one, questions and watches go over it, and go on
 * when the server dies; where none can be had they go over the server.
 */
public enum Reach {
    /** Never: everything goes over the server. */
    RELAY,
    /** While it watches: whoever asks once has the answer sooner than a channel. */
    DIRECT_WHILE_WATCHING,
    /** From the start. */
    DIRECT
}
