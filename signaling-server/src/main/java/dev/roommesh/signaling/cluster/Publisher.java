package dev.roommesh.signaling.cluster;

/** The way to other servers. */
interface Publisher {
    /** Never blocks and never fails: what cannot be said now is lost, as it is when the server at the other end is. */
    void publish(String server, ServerMessage message);
}
