package dev.roommesh.signaling.token;

import dev.roommesh.model.RoomId;

/**
 * What a valid token says.
 *
 * @param id names the token where it is revoked; no secret
 * @param ending after which {@linkplain Revocation#ending ending} of its room it was given; 0 for a room that was never
 *         ended
 */
public record RoomToken(String id, RoomId room, TokenRole role, long ending) {
    static final int ID_CHARS_MAX = 64;

    public RoomToken {
        requireId(id);
    }

    /** @throws IllegalArgumentException where it can be no token's */
    static void requireId(String id) {
        if (!id.matches("[A-Za-z0-9_-]{1," + ID_CHARS_MAX + "}"))
            throw new IllegalArgumentException("a token's id has 1 to " + ID_CHARS_MAX + " of A-Z a-z 0-9 _ -");
    }
}
