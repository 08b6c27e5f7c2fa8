package dev.roommesh.signaling.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.operation.SignalingProperties;
import dev.roommesh.signaling.token.IssuedToken;
import dev.roommesh.signaling.token.Revocations;
import dev.roommesh.signaling.token.RoomTokens;
import dev.roommesh.signaling.token.TokenRole;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives out tokens of a room and revokes them, for operators. */
@RestController
final class TokenController {
    static final int BODY_BYTES_MAX = 4 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger("dev.roommesh.signaling");

    private final RoomTokens tokens;
    private final Revocations revocations;
    private final SignalingProperties settings;
    private final DiscoveryJson json = new DiscoveryJson();

    TokenController(RoomTokens tokens, Revocations revocations, SignalingProperties settings) {
        this.tokens = tokens;
        this.revocations = revocations;
        this.settings = settings;
    }

    /**
     * What is asked for.
     *
     * @param role {@code any} where null
     * @param expiresInSeconds as the configuration says where null
     */
    record Wanted(@Nullable String role, @Nullable Long expiresInSeconds) {}

    record Given(@JsonProperty("room_id") String roomId, String token, @JsonProperty("token_id") String tokenId,
            String role, @JsonProperty("expires_at") String expiresAt) {
        /** Tokens never reach a log. */
        @Override
        public String toString() {
            return "Given[" + tokenId + "]";
        }
    }

    @PostMapping("/rooms/{room}/tokens")
    ResponseEntity<?> give(@PathVariable String room, HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX)
            return problem(HttpStatus.CONTENT_TOO_LARGE, "A request for a token has at most " + BODY_BYTES_MAX
                    + " bytes: ask for less.");
        String text = body.length == 0 ? "{}" : new String(body, StandardCharsets.UTF_8);
        return switch (json.decode(text, Wanted.class)) {
            case Decoded.Accepted<Wanted>(Wanted wanted) -> give(room, wanted);
            case Decoded.Rejected<Wanted>(_, String why) -> problem(HttpStatus.BAD_REQUEST,
                    "The request cannot be read (" + why + "): it is {role, expires_in_seconds}.");
        };
    }

    private ResponseEntity<?> give(String room, Wanted wanted) {
        TokenRole role = wanted.role() == null ? TokenRole.ANY : TokenRole.ofWord(wanted.role()).orElse(null);
        if (role == null) return problem(HttpStatus.BAD_REQUEST, "role is any, worker or client.");
        long secondsMax = RoomTokens.LIFETIME_MAX.toSeconds();
        long seconds = wanted.expiresInSeconds() == null
                ? settings.tokenLifetime().toSeconds()
                : wanted.expiresInSeconds();
        if (seconds < 1 || seconds > secondsMax)
            return problem(HttpStatus.BAD_REQUEST, "expires_in_seconds is 1 to " + secondsMax + ".");
        try {
            IssuedToken issued = tokens.issue(new RoomId(room), role, Duration.ofSeconds(seconds));
            LOG.info("token given room={} id={} role={} until={}", room, issued.token().id(), role.word(),
                    issued.expiresAt());
            return ResponseEntity.status(HttpStatus.CREATED).body(new Given(room, issued.text(), issued.token().id(),
                    role.word(), issued.expiresAt().toString()));
        } catch (IllegalArgumentException noRoom) {
            return problem(HttpStatus.BAD_REQUEST, noRoom.getMessage() + ".");
        }
    }

    /** From now on nobody gets in with the token; whoever is in by it is told, and its socket ends. */
    @DeleteMapping("/rooms/{room}/tokens/{id}")
    ResponseEntity<?> revoke(@PathVariable String room, @PathVariable String id) {
        try {
            return switch (revocations.revoke(new RoomId(room), id)) {
                case REVOKED -> {
                    LOG.info("token revoked room={} id={}", room, id);
                    yield ResponseEntity.noContent().build();
                }
                case TOO_MANY -> problem(HttpStatus.SERVICE_UNAVAILABLE, "There are " + Revocations.REVOCATIONS_MAX
                        + " revoked tokens, all that this server can have: change the secret, and all are void.");
                case NOT_KEPT -> problem(HttpStatus.SERVICE_UNAVAILABLE, "The revocation cannot be kept now, so the "
                        + "token is still valid: try again when the servers reach what they share, or the disk.");
            };
        } catch (IllegalArgumentException noName) {
            return problem(HttpStatus.BAD_REQUEST, noName.getMessage() + ".");
        }
    }

    private static ResponseEntity<Problem> problem(HttpStatus status, String sentence) {
        return ResponseEntity.status(status).body(new Problem(sentence));
    }
}
