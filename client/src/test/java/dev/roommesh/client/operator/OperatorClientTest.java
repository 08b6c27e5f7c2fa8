package dev.roommesh.client.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorClientTest {
    private static final RoomId ROOM = new RoomId("lab");

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private volatile int status = 201;
    private volatile String body = "{\"room_id\":\"lab\",\"token\":\"t\",\"token_id\":\"i\",\"role\":\"client\","
            + "\"expires_at\":\"2030-01-01T00:00:00Z\"}";

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            String said = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + said);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
            if (status != 204) exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private OperatorClient client(@Nullable String key) {
        return new OperatorClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), key);
    }

    @Test
    void aTokenIsAskedForWithRoleTimeAndKey() {
        try (var client = client("the-key")) {
            assertThat(client.issue(ROOM, "client", Duration.ofHours(2)))
                    .isEqualTo(new IssuedToken("lab", "t", "i", "client", "2030-01-01T00:00:00Z"));
        }
        assertThat(asked).containsExactly(
                "POST /rooms/lab/tokens Bearer the-key {\"role\":\"client\",\"expires_in_seconds\":7200}");
    }

    @Test
    void aRoomIsMadeAndATokenRevoked() {
        try (var client = client(null)) {
            body = "{\"room_id\":\"1a2b\",\"token\":\"t\",\"token_id\":\"i\"}";
            assertThat(client.createRoom().roomId()).isEqualTo("1a2b");
            status = 204;
            client.revoke(ROOM, "id-1");
        }
        assertThat(asked).containsExactly("POST /create-room null ", "DELETE /rooms/lab/tokens/id-1 null ");
    }

    @Test
    void roomsAreListedShownAndEnded() {
        try (var client = client("the-key")) {
            status = 200;
            body = "{\"rooms\":[{\"room_id\":\"lab\",\"workers\":2,\"clients\":1,\"admin_peer_id\":\"w\","
                    + "\"admin_term\":7,\"since\":\"2030-01-01T00:00:00Z\"},"
                    + "{\"room_id\":\"new\",\"workers\":0,\"clients\":0,\"admin_term\":0}],\"truncated\":true}";
            Instant since = Instant.parse("2030-01-01T00:00:00Z");
            assertThat(client.rooms()).isEqualTo(
                    new RoomList(List.of(new RoomSummary(ROOM, 2, 1, new PeerId("w"), 7, since),
                            new RoomSummary(new RoomId("new"), 0, 0, null, 0, null)), true));
            body = "{\"room_id\":\"lab\",\"workers\":1,\"clients\":0,\"admin_term\":0,\"peers\":[{\"peer_id\":\"w\","
                    + "\"role\":\"worker\",\"metadata\":{\"tags\":[],\"properties\":{}},\"is_admin\":false,"
                    + "\"registry\":true}]}";
            assertThat(client.room(ROOM).peers()).containsExactly(
                    new RoomDetail.Peer(new PeerId("w"), Role.WORKER, Profile.EMPTY, null, false, true));
            body = "{\"room_id\":\"lab\"}";
            assertThat(client.endRoom(ROOM)).isEqualTo(new EndedRoom(ROOM, null, null));
            status = 404;
            body = "{\"detail\":\"Nobody is in the room.\"}";
            assertThatThrownBy(() -> client.room(ROOM)).isInstanceOfSatisfying(OperatorException.class,
                    unknown -> assertThat(unknown.isNotFound()).isTrue());
        }
        assertThat(asked).startsWith("GET /rooms Bearer the-key ", "GET /rooms/lab Bearer the-key ",
                "DELETE /rooms/lab Bearer the-key ");
    }

    @Test
    void aRefusalIsTheServersSentenceAndOthersSaySo() {
        try (var client = client("wrong")) {
            status = 401;
            body = "{\"detail\":\"Operators alone may do this.\"}";
            assertThatThrownBy(client::createRoom).isInstanceOf(OperatorException.class)
                    .hasMessage("The server refused: Operators alone may do this.");
            body = "<html>";
            assertThatThrownBy(client::createRoom).hasMessageContaining("is no signaling server (HTTP status 401)");
            status = 200;
            assertThatThrownBy(client::createRoom).hasMessageContaining("makes no sense here");
            server.stop(0);
            assertThatThrownBy(client::createRoom).hasMessageContaining("No signaling server answers");
        }
    }

    @Test
    void whatCannotBeSentIsSaidAndTheKeyIsNotShown() {
        try (var client = client("line\nbreak")) {
            assertThatThrownBy(client::createRoom).isInstanceOf(OperatorException.class)
                    .hasMessageNotContaining("break");
        }
        try (var client = client(null)) {
            assertThatThrownBy(() -> client.revoke(ROOM, "../x")).hasMessageContaining("no token's id");
        }
        assertThat(asked).isEmpty();
    }
}
