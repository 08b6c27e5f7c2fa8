package dev.roommesh.signaling.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.roommesh.signaling.operation.Exposure;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.websocket.SignalingHandler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Counts as the old server showed them, of this server; only where none but this machine can ask. */
@RestController
final class CountsController {
    static final String PATH = "/metrics";

    private final Rooms rooms;
    private final SignalingHandler sockets;
    private final MeterRegistry registry;
    private final InstantSource time;
    private final boolean shown;

    CountsController(Rooms rooms, SignalingHandler sockets, MeterRegistry registry, InstantSource time,
            Exposure exposure) {
        this.rooms = rooms;
        this.sockets = sockets;
        this.registry = registry;
        this.time = time;
        this.shown = exposure.whollyLocal();
    }

    /**
     * What there is now, and what there has been since the start.
     *
     * @param timestamp ISO 8601 in UTC
     * @param totalMessages that were passed on between peers
     */
    record Counts(Instant timestamp, @JsonProperty("active_rooms") int activeRooms,
            @JsonProperty("active_connections") int activeConnections,
            @JsonProperty("peers_by_role") Map<String, Integer> peersByRole,
            @JsonProperty("total_connections") long totalConnections,
            @JsonProperty("total_messages") long totalMessages, @JsonProperty("rooms_created") long roomsCreated) {}

    @GetMapping(PATH)
    ResponseEntity<?> counts() {
        if (!shown)
            return ResponseEntity.status(HttpStatus.NOT_FOUND).body(new Problem(
                    "Counts are shown to this machine alone: use /actuator/prometheus, where an operator shows it."));
        Rooms.Census census = rooms.census();
        return ResponseEntity.ok(new Counts(time.instant(), census.rooms(), sockets.socketCount(),
                Map.of("worker", census.workers(), "client", census.clients()), total("roommesh.sockets.opened"),
                total("roommesh.relays"), total(RoomController.OPENED)));
    }

    private long total(String counter) {
        return (long) registry.find(counter).counters().stream().mapToDouble(Counter::count).sum();
    }
}
