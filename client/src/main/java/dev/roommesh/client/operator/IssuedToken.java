package dev.roommesh.client.operator;

import org.jspecify.annotations.Nullable;

/**
 * A token that a server has made.
 *
 * @param tokenId names it where it is revoked; no secret
 * @param role {@code any}, {@code worker} or {@code client}; null for that of a new room, which is any
 * @param expiresAt ISO 8601; null where the server does not say
 */
public record IssuedToken(String roomId, String token, String tokenId, @Nullable String role,
        @Nullable String expiresAt) {
    /** Tokens never reach a log. */
    @Override
    public String toString() {
        return "IssuedToken[" + tokenId + " of " + roomId + "]";
    }
}
