package dev.roommesh.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Bytes;
import dev.roommesh.signaling.operation.Exposure;
import dev.roommesh.signaling.operation.SignalingProperties;
import dev.roommesh.signaling.room.LocalRooms;
import dev.roommesh.signaling.room.RoomLimits;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.RoomTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;

final class RoomControllerTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final RoomTokens tokens = new RoomTokens(Bytes.copyOf(new byte[32]), Duration.ofHours(1),
            Duration.ofHours(1));
    private final Rooms rooms = new LocalRooms(
            new RoomLimits(1, Duration.ofSeconds(45), Duration.ofHours(1), Duration.ZERO), NOW);

    @Test
    void whereOthersCanConnectOnlyTheKeyCreatesRooms() {
        var open = controller(false, "key");
        assertThat(create(open, null).getStatusCode().value()).isEqualTo(401);
        assertThat(create(open, null).getBody()).asString().contains("roommesh.creation-key");
        assertThat(create(open, "Bearer wrong").getStatusCode().value()).isEqualTo(401);
        assertThat(create(open, "Bearer key").getStatusCode().value()).isEqualTo(200);
    }

    @Test
    void withoutAKeyNobodyElseCreatesRooms() {
        assertThat(create(controller(false, ""), "Bearer ").getStatusCode().value()).isEqualTo(401);
    }

    @Test
    void whenThereAreAllRoomsThatThereCanBeItSaysSo() {
        assertThat(create(controller(true, ""), null).getStatusCode().value()).isEqualTo(200);
        assertThat(create(controller(true, ""), null).getStatusCode().value()).isEqualTo(503);
    }

    private RoomController controller(boolean localOnly, String key) {
        var source = new MapConfigurationPropertySource(Map.of("roommesh.creation-key", key));
        SignalingProperties settings = new Binder(source).bindOrCreate("roommesh", SignalingProperties.class);
        return new RoomController(rooms, tokens, settings, new Exposure(localOnly), () -> NOW);
    }

    private static ResponseEntity<?> create(RoomController controller, @Nullable String authorization) {
        return controller.create(new MockHttpServletRequest("POST", "/create-room"), authorization);
    }
}
