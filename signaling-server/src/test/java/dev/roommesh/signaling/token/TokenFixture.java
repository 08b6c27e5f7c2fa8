package dev.roommesh.signaling.token;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.RoomFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.security.oauth2.jwt.Jwt;

/** Tokens at a time that a test sets. */
public final class TokenFixture {
    static final byte[] SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    public Instant now = RoomFixture.NOW;
    public boolean keeps = true;
    public final List<Revocation> kept = new ArrayList<>();
    public final Revocations revocations = new Revocations((revocation, _) -> keeps && kept.add(revocation),
            () -> now);
    public final RoomTokens tokens = tokens(SECRET);

    RoomTokens tokens(byte[] secret) {
        return new RoomTokens(Bytes.copyOf(secret), Duration.ofHours(1), Duration.ofHours(2), revocations, () -> now);
    }

    /** A valid token of a room, as the filter before a controller hands it on. */
    public static Jwt jwt(RoomId room) {
        RoomTokens tokens = new TokenFixture().tokens;
        return tokens.decoder().decode(tokens.issue(room).text());
    }
}
