package dev.roommesh.model;

/**
 * A peer of the room as the signaling server introduces it.
 *
 * @param metadata what it registered
 * @param isAdmin whether the server takes it for the admin
 * @param joinSeq grows with each first registration in the room; it only informs
 */
public record ListedPeer(PeerId peerId, Role role, Profile metadata, boolean isAdmin, long joinSeq) {}
