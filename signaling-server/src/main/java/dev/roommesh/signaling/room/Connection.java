package dev.roommesh.signaling.room;

import dev.roommesh.model.FromServer;

/**
 * The way to one peer, for as long as its socket lives. Equal only to itself. No method blocks, fails or calls back, so
 * all may be called under a room's lock; what is sent arrives in the order of the calls, or the socket ends.
 */
public interface Connection {
    void send(FromServer message);

    /** Whether much waits to be read by the peer: what need not be told now is better told later, in one. */
    default boolean isBehind() {
        return false;
    }

    /** Says why, then ends the socket. */
    void endWith(FromServer.Refused last);

    /** @param reason at most 120 ASCII characters, for the closing frame */
    void end(String reason);
}
