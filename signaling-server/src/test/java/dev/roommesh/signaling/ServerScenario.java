package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Sdp;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.signaling.RawPeer.Room;
import dev.roommesh.signaling.room.Presence;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.RoomTokens;
import dev.roommesh.signaling.websocket.SignalingHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A whole server on a port of its own, and raw peers that talk to it. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
        "roommesh.ice-servers[0].urls=stun:127.0.0.1:3478", "roommesh.query-hedge-after=100ms",
        "roommesh.query-answer-within=1s",
        // The server of one class is that of the next.
        "roommesh.restart-grace=10m"})
abstract class ServerScenario {
    static final Duration LIMIT = Duration.ofSeconds(RawPeer.WAIT_SECONDS);
    static final Sdp OFFER = new Sdp("offer", "v=0 offer");
    static final LinkAttempt ATTEMPT = new LinkAttempt(7, 3);

    @TempDir
    static Path folder;

    final List<RawPeer> peers = new ArrayList<>();
    final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Autowired
    RoomTokens tokens;

    @Autowired
    Presence presence;

    @Autowired
    SignalingHandler sockets;

    @Autowired
    Rooms rooms;

    @Autowired
    InstantSource time;

    @DynamicPropertySource
    static void secret(DynamicPropertyRegistry properties) {
        properties.add("roommesh.state-folder", () -> folder.resolve("state").toString());
        properties.add("roommesh.secret-file", () -> folder.resolve("made/secret").toString());
    }

    @AfterEach
    void hangUp() {
        peers.forEach(RawPeer::close);
    }

    RawPeer connect() {
        return connect("/ws");
    }

    RawPeer connect(String path) {
        var peer = new RawPeer(uri(path));
        peers.add(peer);
        return peer;
    }

    URI uri(String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    record Created(String roomId, String token) {}

    Room createRoom() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/create-room"))
                .POST(HttpRequest.BodyPublishers.noBody()).build();
        try {
            String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            var decoded = new DiscoveryJson().decode(body, Created.class);
            if (!(decoded instanceof Decoded.Accepted<Created>(Created created)))
                throw new AssertionError(body);
            assertThat(created.roomId()).matches("[0-9a-f]{8}");
            return new Room(new RoomId(created.roomId()), created.token());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    static Profile profile(long gpu) {
        return new Profile(List.of("test"), Map.of(Profile.GPU_MEMORY_MB, PropertyValue.of(gpu)));
    }

    static WorkerAnswer answer(Source source) {
        return new WorkerAnswer(List.of(WorkerEntry.of(new PeerId("x"), profile(1))), 1, new PeerId("admin"), 3,
                Instant.parse("2030-01-01T00:00:00Z"), false, source, Mode.NORMAL);
    }
}
