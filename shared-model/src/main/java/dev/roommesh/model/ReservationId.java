package dev.roommesh.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names a reservation. Who knows it may renew and release it, so it is drawn at random by whoever reserves, and told to
 * the worker and those on the way alone; everybody else sees its {@link #fingerprint()}.
 *
 * @param value 16 to 64 characters out of {@code A-Z a-z 0-9 . _ : -}
 */
public record ReservationId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{16,64}");
    private static final int FINGERPRINT_BYTES = 8;

    public ReservationId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a reservation id has 16 to 64 characters out of A-Z a-z 0-9 . _ : -");
        }
    }

    /** The first 16 hexadecimal digits of the id's SHA-256. */
    public String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /** Reservation ids never reach a log. */
    @Override
    public String toString() {
        return "reservation " + fingerprint();
    }
}
