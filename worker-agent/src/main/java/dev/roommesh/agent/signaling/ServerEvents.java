package dev.roommesh.agent.signaling;

import dev.roommesh.model.FromServer;

/** Learns what the connection to the server brings, in the order in which it came. Called on the connection's threads. */
public interface ServerEvents {
    /** The server took the registration. */
    void registered(FromServer.Registered registered);

    /** Anything else that the server says. */
    void received(FromServer message);

    /** The connection is gone; another attempt follows by itself. Said once for each registration. */
    void lost();

    /** The server does not want this worker; nothing follows. */
    void refused(String sentence);
}
