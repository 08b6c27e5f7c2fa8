package dev.roommesh.signaling.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.operation.Exposure;
import dev.roommesh.signaling.operation.SignalingProperties;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.RoomTokens;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.WebUtils;

/** Creates rooms. */
@RestController
final class RoomController {
    private static final int ROOM_ID_BYTES = 4;

    private final Rooms rooms;
    private final RoomTokens tokens;
    private final SignalingProperties settings;
    private final Exposure exposure;
    private final InstantSource time;
    private final SecureRandom random = new SecureRandom();

    RoomController(Rooms rooms, RoomTokens tokens, SignalingProperties settings, Exposure exposure,
            InstantSource time) {
        this.rooms = rooms;
        this.tokens = tokens;
        this.settings = settings;
        this.exposure = exposure;
        this.time = time;
    }

    record Created(@JsonProperty("room_id") String roomId, String token) {}

    @PostMapping("/create-room")
    ResponseEntity<?> create(HttpServletRequest request,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        if (!WebUtils.isSameOrigin(new ServletServerHttpRequest(request))) {
            return problem(HttpStatus.FORBIDDEN, "Rooms are not created from pages of another origin.");
        }
        if (!exposure.localOnly() && !isCreator(authorization)) {
            return problem(HttpStatus.UNAUTHORIZED,
                    "To create a room here, send the key that roommesh.creation-key has: Authorization: Bearer KEY.");
        }
        byte[] id = new byte[ROOM_ID_BYTES];
        random.nextBytes(id);
        var room = new RoomId(HexFormat.of().formatHex(id));
        Instant now = time.instant();
        return rooms.create(room, now)
                ? ResponseEntity.ok(new Created(room.value(), tokens.token(room, now)))
                : problem(HttpStatus.SERVICE_UNAVAILABLE,
                        "This server has all the rooms that it can have: try again later.");
    }

    /** In a time that does not depend on how much of the key is right. */
    private boolean isCreator(@Nullable String authorization) {
        String key = settings.creationKey();
        return key != null && !key.isBlank() && authorization != null && MessageDigest.isEqual(
                ("Bearer " + key).getBytes(StandardCharsets.UTF_8), authorization.getBytes(StandardCharsets.UTF_8));
    }

    private static ResponseEntity<Problem> problem(HttpStatus status, String sentence) {
        return ResponseEntity.status(status).body(new Problem(sentence));
    }
}
