package dev.roommesh.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.LocalRooms;
import dev.roommesh.signaling.room.RoomFixture;
import dev.roommesh.signaling.room.RoomLimits;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.TokenFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;

/** What operators see is tested at the whole server. */
final class RoomsControllerTest {
    private final Rooms rooms = new LocalRooms(
            new RoomLimits(2_000, Duration.ofSeconds(45), Duration.ofHours(1), Duration.ZERO), RoomFixture.NOW);
    private final TokenFixture tokens = new TokenFixture();
    private final RoomsController controller = new RoomsController(rooms, tokens.revocations);

    @Test
    void anAnswerHasSoManyRoomsAndSaysWhetherThereAreMore() {
        for (int i = 0; i < RoomsController.ROOMS_LISTED_MAX; i++)
            rooms.create(new RoomId("r" + (1_000 + i)), RoomFixture.NOW);
        assertThat(text(controller.list())).endsWith("\"truncated\":false}").contains("\"r1000\"", "\"r1999\"");
        rooms.create(new RoomId("a"), RoomFixture.NOW);
        assertThat(text(controller.list())).endsWith("\"truncated\":true}").startsWith("{\"rooms\":[{\"room_id\":\"a\"")
                .contains("\"r1998\"").doesNotContain("\"r1999\"");
    }

    @Test
    void aRoomWhoseEndCannotBeKeptGoesOn() {
        rooms.create(RoomFixture.ROOM, RoomFixture.NOW);
        tokens.keeps = false;
        ResponseEntity<?> refused = controller.end("room");
        assertThat(refused.getStatusCode().value()).isEqualTo(503);
        assertThat(refused.getBody()).isInstanceOfSatisfying(Problem.class,
                problem -> assertThat(problem.detail()).contains("it goes on"));
        assertThat(controller.show("room").getStatusCode().value()).isEqualTo(200);
        tokens.keeps = true;
        assertThat(controller.end("room").getStatusCode().value()).isEqualTo(200);
        assertThat(controller.show("room").getStatusCode().value()).isEqualTo(404);
    }

    private static String text(ResponseEntity<?> answer) {
        return String.valueOf(answer.getBody());
    }
}
