package dev.roommesh.signaling.token;

import dev.roommesh.model.RoomId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A token that is worth nothing any more, or all that a room had when it was ended.
 *
 * @param tokenId {@link RoomToken#id}, or {@link #ALL}
 * @param until when it can be forgotten: the token has expired by then
 */
public record Revocation(RoomId room, String tokenId, Instant until) {
    /** In the place of an id: the room was ended. No token's id is like it. */
    static final String ALL = "*";
    private static final int PARTS = 3;

    public Revocation {
        if (!tokenId.equals(ALL)) RoomToken.requireId(tokenId);
    }

    static Revocation ofRoom(RoomId room, long ending) {
        return new Revocation(room, ALL, Instant.ofEpochSecond(ending));
    }

    boolean endsRoom() {
        return tokenId.equals(ALL);
    }

    /** Names an ending among those of its room: the later one is greater. The second in which it can be forgotten. */
    long ending() {
        return until.getEpochSecond();
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
