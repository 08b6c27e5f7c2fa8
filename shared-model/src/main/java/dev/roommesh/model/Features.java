package dev.roommesh.model;

import org.jspecify.annotations.Nullable;

/**
 * What the server has decided for a room.
 *
 * @param registry whether discovery is answered by the room itself
 * @param direct whether a client may ask the room's workers directly: they know all workers of the room; null where a
 * server does not say, which is a no
 */
public record Features(boolean registry, @Nullable Boolean direct) {
    /** Of a room whose workers are all in its registry. */
    public static Features of(boolean registry) {
        return new Features(registry, registry);
    }

    public boolean mayAskDirectly() {
        return direct != null && direct;
    }
}
