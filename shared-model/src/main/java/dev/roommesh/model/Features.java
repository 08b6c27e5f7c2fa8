package dev.roommesh.model;

/**
 * What the server has decided for a room.
 *
 * @param registry whether discovery is answered by the room itself
 * @param direct whether a client may ask the room's workers directly: they know all workers of the room
 */
public record Features(boolean registry, boolean direct) {
    /** Of a room whose workers are all in its registry. */
    public static Features of(boolean registry) {
        return new Features(registry, registry);
    }
}
