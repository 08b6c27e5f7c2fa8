package dev.roommesh.model;

/**
 * A peer as {@code peer_list} shows it to old clients.
 *
 * @param connectedAt when it registered, in seconds since 1970
 */
public record FoundPeer(PeerId peerId, Role role, Profile metadata, double connectedAt) {}
