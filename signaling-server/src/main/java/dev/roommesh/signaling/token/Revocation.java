package dev.roommesh.signaling.token;

import dev.roommesh.model.RoomId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A token that is worth nothing any more.
 *
 * @param tokenId {@link RoomToken#id}
 * @param until when it can be forgotten: the token has expired by then
 */
public record Revocation(RoomId room, String tokenId, Instant until) {
    private static final int PARTS = 3;

    public Revocation {
        RoomToken.requireId(tokenId);
    }

    /** One line, as it is kept. */
    public String text() {
        return room + " " + tokenId + " " + until.getEpochSecond();
    }

    /** Empty where the line is none. */
    public static Optional<Revocation> of(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != PARTS) return Optional.empty();
        try {
            return Optional.of(
                    new Revocation(new RoomId(parts[0]), parts[1], Instant.ofEpochSecond(Long.parseLong(parts[2]))));
        } catch (IllegalArgumentException | DateTimeException damaged) {
            return Optional.empty();
        }
    }
}
