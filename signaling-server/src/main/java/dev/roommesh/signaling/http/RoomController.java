package dev.roommesh.signaling.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.IssuedToken;
import dev.roommesh.signaling.token.RoomTokens;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Creates rooms, for operators. */
@RestController
final class RoomController {
    static final String PATH = "/create-room";
    private static final int ROOM_ID_BYTES = 4;

    private final Rooms rooms;
    private final RoomTokens tokens;
    private final InstantSource time;
    private final SecureRandom random = new SecureRandom();

    RoomController(Rooms rooms, RoomTokens tokens, InstantSource time) {
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
    ResponseEntity<?> create() {
        byte[] id = new byte[ROOM_ID_BYTES];
        random.nextBytes(id);
        var room = new RoomId(HexFormat.of().formatHex(id));
        if (!rooms.create(room, time.instant()))
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(new Problem(
                    "No room can be made now, for this server has all that it can have, or does not reach what the "
                            + "servers share: try again later."));
        IssuedToken issued = tokens.issue(room);
        return ResponseEntity.ok(new Created(room.value(), issued.text(), issued.token().id()));
    }
}
