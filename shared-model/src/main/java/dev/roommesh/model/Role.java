package dev.roommesh.model;

/** What a peer is in its room. */
public enum Role {
    /** Offers a GPU; counts towards the cap of the room. */
    WORKER,
    /** Looks for a worker. */
    CLIENT,
    /** An old peer that said nothing of itself; treated as a client. */
    PEER
}
