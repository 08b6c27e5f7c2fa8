package dev.roommesh.model;

/**
 * What the server has decided for a room.
 *
 * @param registry whether discovery is answered by the room itself
 */
public record Features(boolean registry) {}
