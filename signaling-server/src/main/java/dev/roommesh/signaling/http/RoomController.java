package dev.roommesh.signaling.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.limits.Quotas;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.IssuedToken;
import dev.roommesh.signaling.token.RoomTokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Creates rooms, for operators; and for old peers where they may. */
@RestController
final class RoomController {
    static final String PATH = "/create-room";
    static final String OPENED = "roommesh.rooms.opened";
    private static final int ROOM_ID_BYTES = 4;

    private final Rooms rooms;
    private final RoomTokens tokens;
    private final InstantSource time;
    private final Quotas quotas;
    private final Counter opened;
    private final SecureRandom random = new SecureRandom();

    RoomController(Rooms rooms, RoomTokens tokens, InstantSource time, Quotas quotas, MeterRegistry registry) {
        this.quotas = quotas;
        this.opened = registry.counter(OPENED);
        this.rooms = rooms;
        this.tokens = tokens;
        this.time = time;
    }

    /** @param tokenId names the token where it is revoked */
    record Created(@JsonProperty("room_id") String roomId, String token, @JsonProperty("token_id") String tokenId) {
        /** Tokens never reach a log. */
        @Override
        public String toString() {
            return "Created[" + roomId + "]";
        }
    }

    @PostMapping(PATH)
    ResponseEntity<?> create(@AuthenticationPrincipal @Nullable OAuth2AuthenticatedPrincipal shown,
            HttpServletRequest request) {
        boolean oldPeer = shown != null && OperatorDoor.OLD_PEER.equals(shown.getName());
        if (oldPeer && !quotas.mayOpenRoom(request.getRemoteAddr()))
            return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS).header(HttpHeaders.RETRY_AFTER, "60")
                    .body(new Problem("Too many rooms are opened from one address: try again in a minute."));
        byte[] id = new byte[ROOM_ID_BYTES];
        random.nextBytes(id);
        var room = new RoomId(HexFormat.of().formatHex(id));
        if (!rooms.create(room, time.instant()))
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(new Problem(
                    "No room can be made now, for this server has all that it can have, or does not reach what the "
                            + "servers share: try again later."));
        opened.increment();
        IssuedToken issued = tokens.issue(room);
        return ResponseEntity.ok(new Created(room.value(), issued.text(), issued.token().id()));
    }
}
