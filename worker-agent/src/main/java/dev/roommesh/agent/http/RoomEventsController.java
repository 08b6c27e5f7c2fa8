package dev.roommesh.agent.http;

import dev.roommesh.agent.operation.PublishedView;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.RoomId;
import dev.roommesh.protocol.RoomView;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells who listens each change of the room as this worker sees it, as server-sent events: the same that {@code /room}
 * answers. Whoever listens slowly misses what lies between, never the latest.
 */
@RestController
public final class RoomEventsController {
    /** Who may listen at a time. */
    static final int LISTENERS_MAX = 8;
    /** What has not changed is told again after this, so that a listener knows that the worker lives. */
    static final Duration REPEAT_AFTER = Duration.ofSeconds(1);

    private static final long NEVER = 0;

    private final PublishedView view;
    private final RoomId room;
    private final DiscoveryJson json = new DiscoveryJson();
    private final Semaphore places = new Semaphore(LISTENERS_MAX);

    public RoomEventsController(PublishedView view, RoomId room) {
        this.view = view;
        this.room = room;
    }

    @GetMapping(path = "/room/events")
    ResponseEntity<?> events() {
        if (!places.tryAcquire()) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).contentType(MediaType.APPLICATION_JSON)
                    .body(json.encodeAny(Map.of("message", LISTENERS_MAX + " listen already; end one of them.")));
        }
        var emitter = new SseEmitter(NEVER);
        Thread.ofVirtual().name("room-events").start(() -> {
            try {
                tell(emitter);
            } finally {
                places.release();
            }
        });
        return ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).body(emitter);
    }

    private void tell(SseEmitter listener) {
        try {
            RoomView known = null;
            RoomReport told = null;
            long toldAt = System.nanoTime();
            while (true) {
                Duration rest = REPEAT_AFTER.minusNanos(System.nanoTime() - toldAt);
                Optional<RoomView> next = view.next(known, rest.isNegative() ? Duration.ZERO : rest);
                known = next.orElse(null);
                @Nullable
                RoomReport report = next.map(seen -> RoomReport.of(seen, room)).orElse(null);
                // Most views differ in times alone, which the report does not show.
                boolean isNews = report != null && !report.equals(told);
                if (!isNews && System.nanoTime() - toldAt < REPEAT_AFTER.toNanos()) continue;
                if (report != null) listener.send(SseEmitter.event().data(json.encodeAny(report)));
                told = report;
                toldAt = System.nanoTime();
            }
        } catch (IOException | IllegalStateException gone) {
            listener.complete();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
