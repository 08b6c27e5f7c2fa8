package dev.roommesh.signaling.features;

import dev.roommesh.model.RoomId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * In which rooms workers keep the registry themselves.
 *
 * @param enabled false for in none
 * @param percentage of rooms, 0 to 100; a room that is in at one percentage is in at each higher one
 */
public record RegistrySetting(boolean enabled, int percentage) {
    public static final RegistrySetting EVERYWHERE = new RegistrySetting(true, 100);

    private static final int PERCENT = 100;
    private static final int PARTS = 2;

    public RegistrySetting {
        if (percentage < 0 || percentage > PERCENT)
            throw new IllegalArgumentException("percentage is 0 to " + PERCENT);
    }

    public boolean includes(RoomId room) {
        return enabled && share(room) < percentage;
    }

    /** Where a room stands among all, 0 to less than 100: the same on every server, and alike for all. */
    private static double share(RoomId room) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(room.value().getBytes(StandardCharsets.UTF_8));
            return Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt()) * (double) PERCENT / (1L << Integer.SIZE);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** As it is kept. */
    public String text() {
        return enabled + " " + percentage;
    }

    /** Empty where the text is none. */
    public static Optional<RegistrySetting> of(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != PARTS || !parts[0].matches("true|false") || !parts[1].matches("\\d{1,3}"))
            return Optional.empty();
        int percentage = Integer.parseInt(parts[1]);
        return percentage > PERCENT
                ? Optional.empty()
                : Optional.of(new RegistrySetting(Boolean.parseBoolean(parts[0]), percentage));
    }
}
