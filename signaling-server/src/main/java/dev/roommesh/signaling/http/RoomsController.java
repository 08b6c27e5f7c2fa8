package dev.roommesh.signaling.http;

import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.RoomListing;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.Revocations;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows rooms and ends them, for operators; of several servers those of all. */
@RestController
final class RoomsController {
    static final String PATH = "/rooms";
    /** Rooms in one answer. */
    static final int ROOMS_LISTED_MAX = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger("dev.roommesh.signaling");

    private final Rooms rooms;
    private final Revocations revocations;
    private final DiscoveryJson json = new DiscoveryJson();

    RoomsController(Rooms rooms, Revocations revocations) {
        this.rooms = rooms;
        this.revocations = revocations;
    }

    @GetMapping(PATH)
    ResponseEntity<?> list() {
        Optional<RoomListing> listing = rooms.list(ROOMS_LISTED_MAX);
        return listing.isPresent() ? shown(ShownRooms.of(listing.get())) : unreachable();
    }

    @GetMapping(PATH + "/{room}")
    ResponseEntity<?> show(@PathVariable String room) {
        return of(room, id -> switch (rooms.look(id)) {
            case RoomListing.Look.Known known -> shown(ShownRooms.Detail.of(known));
            case RoomListing.Look.Unknown _ -> problem(HttpStatus.NOT_FOUND, "Nobody is in the room " + id
                    + ", and it was not made lately: check the id, or see which there are.");
            case RoomListing.Look.Unreachable _ -> unreachable();
        });
    }

    /** Also for a room that no server knows: its tokens would make it anew. */
    @DeleteMapping(PATH + "/{room}")
    ResponseEntity<?> end(@PathVariable String room) {
        return of(room, id -> {
            RoomListing.Look before = rooms.look(id);
            return switch (revocations.endRoom(id)) {
                case REVOKED -> {
                    // Whoever is in it is told by now; a room that cannot be forgotten now is when it has been idle.
                    rooms.forget(id);
                    LOG.info("room ended room={}", id);
                    yield shown(ShownRooms.Ended.of(id, before));
                }
                case TOO_MANY -> problem(HttpStatus.SERVICE_UNAVAILABLE, "There are " + Revocations.REVOCATIONS_MAX
                        + " revoked tokens and ended rooms, all that this server can have: change the secret, and all "
                        + "tokens are void.");
                case NOT_KEPT -> problem(HttpStatus.SERVICE_UNAVAILABLE, "The end of the room cannot be kept now, so "
                        + "it goes on: try again when the servers reach what they share, or the disk.");
            };
        });
    }

    private static ResponseEntity<?> of(String room, Function<RoomId, ResponseEntity<?>> answer) {
        try {
            return answer.apply(new RoomId(room));
        } catch (IllegalArgumentException noName) {
            return problem(HttpStatus.BAD_REQUEST, noName.getMessage() + ".");
        }
    }

    private ResponseEntity<?> shown(Object what) {
        return JsonResponse.status(HttpStatus.OK).body(json.encodeAny(what));
    }

    private static ResponseEntity<?> unreachable() {
        return problem(HttpStatus.SERVICE_UNAVAILABLE,
                "Rooms cannot be looked at now, for the server does not reach what the servers share: try again soon.");
    }

    private static ResponseEntity<Problem> problem(HttpStatus status, String sentence) {
        return ResponseEntity.status(status).body(new Problem(sentence));
    }
}
