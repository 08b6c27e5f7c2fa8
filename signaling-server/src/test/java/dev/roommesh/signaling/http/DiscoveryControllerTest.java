package dev.roommesh.signaling.http;

import static dev.roommesh.signaling.room.RoomFixture.NOW;
import static dev.roommesh.signaling.room.RoomFixture.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.signaling.operation.SignalingProperties;
import dev.roommesh.signaling.relay.OtherServers;
import dev.roommesh.signaling.relay.Queries;
import dev.roommesh.signaling.relay.QueryLimits;
import dev.roommesh.signaling.relay.RelayEvents;
import dev.roommesh.signaling.relay.Sender;
import dev.roommesh.signaling.room.Recorder;
import dev.roommesh.signaling.room.RoomFixture;
import dev.roommesh.signaling.token.TokenFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.util.LinkedMultiValueMap;

/** How many may wait for an answer at once; all else is tested at the whole server. */
final class DiscoveryControllerTest {
    private static final Jwt TOKEN = TokenFixture.jwt(ROOM);

    private final RoomFixture fixture = new RoomFixture();
    private final Queries queries = new Queries(fixture.rooms, (_, _) -> () -> {}, () -> NOW,
            new QueryLimits(Duration.ofMillis(50), Duration.ofSeconds(2), 10_000, 10_000), new Unheard(),
            OtherServers.NONE, _ -> true);
    private final DiscoveryController controller = new DiscoveryController(queries,
            new DiscoveryAnswers(new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate("roommesh",
                    SignalingProperties.class), new SimpleMeterRegistry()));

    private static final class Unheard implements RelayEvents {
        @Override
        public void relayed(Kind kind) {}

        @Override
        public void answered(Path path, Source source, Duration taken) {}

        @Override
        public void queryRefused() {}
    }

    @Test
    void soManyMayWaitAndOneMoreIsToldWhenToAskAgain() {
        Recorder worker = fixture.worker("silent", 1);
        List<CompletableFuture<ResponseEntity<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < DiscoveryController.PENDING_MAX; i++)
            waiting.add(ask());
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        ResponseEntity<String> refused = ask().join();
        assertThat(refused.getStatusCode().value()).isEqualTo(429);
        assertThat(refused.getHeaders().getFirst("Retry-After")).isEqualTo("1");
        assertThat(refused.getBody()).contains("ask again in a second");

        var question = (FromServer.QueryWorkers) worker.take().getFirst();
        queries.answer(new Sender(ROOM, new PeerId("silent"), worker), new FromPeer.WorkerList(question.requestId(),
                new WorkerAnswer(List.of(), 0, null, 0, NOW, false, Source.ADMIN, Mode.NORMAL)));
        assertThat(waiting.getFirst().join().getStatusCode().value()).isEqualTo(200);
        assertThat(ask()).as("a place is free again").isNotDone();
    }

    private CompletableFuture<ResponseEntity<String>> ask() {
        return controller.discover(TOKEN, new LinkedMultiValueMap<>());
    }
}
