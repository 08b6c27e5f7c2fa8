package dev.roommesh.signaling.token;

import java.time.Instant;

/**
 * A token for somebody.
 *
 * @param text what they show
 */
public record IssuedToken(RoomToken token, String text, Instant expiresAt) {
    /** Tokens never reach a log. */
    @Override
    public String toString() {
        return "IssuedToken[" + token + " until " + expiresAt + "]";
    }
}
