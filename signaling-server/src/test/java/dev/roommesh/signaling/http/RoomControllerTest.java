package dev.roommesh.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.signaling.limits.QuotaLimits;
import dev.roommesh.signaling.limits.Quotas;
import dev.roommesh.signaling.room.LocalRooms;
import dev.roommesh.signaling.room.RoomFixture;
import dev.roommesh.signaling.room.RoomLimits;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.TokenFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** Who may create rooms is tested at the whole server. */
final class RoomControllerTest {
    private final Rooms rooms = new LocalRooms(
            new RoomLimits(1, Duration.ofSeconds(45), Duration.ofHours(1), Duration.ZERO), RoomFixture.NOW);
    private final RoomController controller = new RoomController(rooms, new TokenFixture().tokens,
            () -> RoomFixture.NOW, new Quotas(new QuotaLimits(1, 1, 1, 1, 1, 1, 1, 1), () -> RoomFixture.NOW),
            new SimpleMeterRegistry());

    @Test
    void whenThereAreAllRoomsThatThereCanBeItSaysSo() {
        assertThat(controller.create(null, new MockHttpServletRequest()).getStatusCode().value()).isEqualTo(200);
        assertThat(controller.create(null, new MockHttpServletRequest()).getStatusCode().value()).isEqualTo(503);
    }
}
