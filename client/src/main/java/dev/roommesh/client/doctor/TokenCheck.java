package dev.roommesh.client.doctor;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ConnectionFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a room token says of itself. Whether its signature holds, the server alone can tell. */
final class TokenCheck {
    static final Duration SOON = Duration.ofDays(1);

    /** Of a time that anybody means; in the year 5138. */
    private static final double SECONDS_MAX = 1e11;
    private static final String TOKEN = "token";
    private static final String ANOTHER = "Ask an operator for another one: ./roommesh rooms token ROOM.";

    private TokenCheck() {}

    private record Claims(@Nullable String room, @Nullable String role, @Nullable Double exp) {}

    static Finding of(ConnectionFacts facts, Instant now) {
        Claims claims = claims(facts.token());
        if (claims == null || claims.exp() == null || claims.exp() < 0 || claims.exp() > SECONDS_MAX)
            return Finding.warning(TOKEN, "The token is none that a server of this version makes.",
                    "Copy the whole token; it has three parts with dots between them.");
        if (!facts.room().value().equals(claims.room()))
            return Finding.failure(TOKEN, "The token is for the room " + claims.room() + ", not for " + facts.room()
                    + ".", "Check --room and --token.");
        Duration rest = Duration.between(now, Instant.ofEpochSecond(claims.exp().longValue()));
        String what = "The token, for the role " + claims.role() + ", ";
        if (!rest.isPositive())
            return Finding.failure(TOKEN, what + "expired " + words(rest.negated()) + " ago.", ANOTHER);
        String sentence = what + "is valid for " + words(rest) + ".";
        if (rest.compareTo(SOON) < 0) return Finding.warning(TOKEN, sentence, ANOTHER);
        if ("worker".equals(claims.role()))
            return Finding.warning(TOKEN, sentence, "It lets in workers alone: clients need one of their own.");
        return Finding.ok(TOKEN, sentence);
    }

    private static @Nullable Claims claims(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) return null;
        try {
            String text = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            return new DiscoveryJson().decode(text, Claims.class) instanceof Decoded.Accepted<Claims>(Claims claims)
                    ? claims
                    : null;
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
    }

    private static String words(Duration time) {
        if (time.toDays() > 1) return time.toDays() + " days";
        return time.toHours() > 1 ? time.toHours() + " hours" : time.toMinutes() + " minutes";
    }
}
