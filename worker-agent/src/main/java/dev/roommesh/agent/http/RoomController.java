package dev.roommesh.agent.http;

import dev.roommesh.agent.operation.OwnProfile;
import dev.roommesh.agent.operation.PublishedView;
import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.WorkerStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** The worker's local endpoints: the room as it sees it, and its own status. */
@RestController
public final class RoomController {
    static final int BODY_BYTES_MAX = 1_024;

    private final PublishedView view;
    private final OwnProfile profile;
    private final RoomId room;
    private final DiscoveryJson json = new DiscoveryJson();

    /** The status that is asked for; any word that is none is refused. */
    record StatusWish(WorkerStatus status) {}

    public RoomController(PublishedView view, OwnProfile profile, RoomId room) {
        this.view = view;
        this.profile = profile;
        this.room = room;
    }

    @GetMapping(path = "/room", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> room() {
        return view.get().map(seen -> ResponseEntity.ok(json.encodeAny(RoomReport.of(seen, room))))
                .orElseGet(() -> error(HttpStatus.SERVICE_UNAVAILABLE, "This worker is still starting; ask again."));
    }

    @GetMapping(path = "/status", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> status() {
        return ResponseEntity.ok(json.encodeAny(new StatusWish(profile.status())));
    }

    /** A person may set {@code available} and {@code maintenance}; the other two are what jobs and clients make. */
    @PutMapping(path = "/status", consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> setStatus(InputStream body) throws IOException {
        // Read here, for nothing else stops a body that has no end.
        Optional<WorkerStatus> wish = wish(body.readNBytes(BODY_BYTES_MAX + 1));
        if (wish.filter(status -> status == WorkerStatus.AVAILABLE || status == WorkerStatus.MAINTENANCE).isEmpty()) {
            return error(HttpStatus.BAD_REQUEST,
                    "Send {\"status\":\"available\"} or {\"status\":\"maintenance\"}.");
        }
        profile.setStatus(wish.get());
        return status();
    }

    private Optional<WorkerStatus> wish(byte[] body) {
        if (body.length > BODY_BYTES_MAX) return Optional.empty();
        String text = new String(body, StandardCharsets.UTF_8);
        return json.decode(text, StatusWish.class) instanceof Decoded.Accepted<StatusWish>(StatusWish wish)
                ? Optional.of(wish.status())
                : Optional.empty();
    }

    private ResponseEntity<String> error(HttpStatus status, String sentence) {
        return ResponseEntity.status(status).body(json.encodeAny(Map.of("message", sentence)));
    }
}
