package dev.roommesh.signaling;

import static dev.roommesh.signaling.OldDoors.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.OldDoors.Identity;
import dev.roommesh.signaling.OldDoors.Room;
import dev.roommesh.signaling.token.RoomTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** What old peers ask over HTTP, and on which ports. */
@ExtendWith(OutputCaptureExtension.class)
final class OldDoorsTest {
    @TempDir
    private Path folder;

    @Test
    void whereOthersCanConnectOldPeersOpenRoomsOnlyWhereTheyMay() throws Exception {
        try (var server = open()) {
            OldDoors doors = doors(server);
            Identity ana = doors.signIn();
            HttpResponse<String> refused = doors.ask("/create-room", "", ana.idToken());
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(OldTrace.word(OldTrace.object(refused.body()), "detail"))
                    .contains("roommesh.old-peers.create-rooms").contains("ask an operator");
        }
        try (var server = open("--roommesh.old-peers.create-rooms=true")) {
            OldDoors doors = doors(server);
            Identity ana = doors.signIn();
            Room room = doors.createRoom(ana);
            assertThat(room.id()).matches("[0-9a-f]{8}");
            assertThat(doors.ask("/create-room", "", null).statusCode()).isEqualTo(401);
            assertThat(doors.ask("/create-room", "", room.token()).statusCode()).as("a room's token").isEqualTo(401);
            assertThat(doors.ask("/rooms/x/tokens", "", ana.idToken()).statusCode()).as("an operator's").isEqualTo(401);
            List<Integer> statuses = Stream.generate(() -> doors.ask("/create-room", "", doors.signIn().idToken()))
                    .limit(5).map(HttpResponse::statusCode).toList();
            assertThat(statuses).containsExactly(200, 200, 200, 200, 429);
        }
    }

    @Test
    void whoSignsInGetsANameOfItsOwnThatOpensNoRoom() {
        try (var server = run()) {
            OldDoors doors = doors(server);
            Identity ana = doors.signIn();
            assertThat(ana.name()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
                    .isNotEqualTo(doors.signIn().name());
            RoomTokens tokens = server.getBean(RoomTokens.class);
            assertThat(tokens.signedIn(ana.idToken())).contains(new PeerId(ana.name()));
            assertThat(tokens.signedIn(tokens.ticket(new RoomId("r"), new PeerId("p")))).isEmpty();
            assertThat(tokens.isTicket(ana.idToken(), new RoomId("r"), new PeerId(ana.name()))).isFalse();
            assertThat(doors.ask("/discover-workers", "", ana.idToken()).statusCode()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/delete-peer", "/delete-peers-and-room"})
    void whoAsksForADeletionIsAnsweredWithYesAndGetsItWithProofAlone(String path) {
        try (var server = run()) {
            OldDoors doors = doors(server);
            Identity ana = doors.signIn();
            Identity eve = doors.signIn();
            Room room = doors.createRoom(ana);
            Map<String, Object> whom = Map.of("peer_id", ana.name());
            try (var worker = new OldPeer(URI.create("ws" + doors.server().toString().substring(4) + "/"))) {
                worker.say(register(ana, room, "worker", true, 1));
                worker.next("registered_auth");
                for (String body : List.of("", "x", "{}", "[]", "{\"peer_id\":5}",
                        "{\"room_id\":\"" + room.id() + "\"}",
                        OldTrace.text(whom)))
                    assertThat(doors.ask(path, body, null).statusCode()).as(body).isEqualTo(200);
                for (String shown : List.of(eve.idToken(), room.token(), "x"))
                    assertThat(doors.post(path, whom, shown)).as("not its own")
                            .doesNotContainValue("peer deleted successfully");
                worker.say("{\"type\":\"discover_peers\"}");
                worker.next("peer_list");
                assertThat(doors.post(path, whom, ana.idToken())).containsEntry("status", "peer deleted successfully");
                assertThat(worker.awaitClosing()).isEqualTo(1000);
                assertThat(doors.post(path, whom, ana.idToken())).as("it is gone")
                        .doesNotContainValue("peer deleted successfully");
            }
        }
    }

    @Test
    void countsAndHealthHaveTheirOldShapes() throws Exception {
        try (var server = run()) {
            OldDoors doors = doors(server);
            Room room = doors.createRoom(doors.signIn());
            try (var worker = new OldPeer(URI.create("ws" + doors.server().toString().substring(4) + "/any/path"))) {
                worker.say(register(doors.signIn(), room, "worker", true, 1));
                worker.next("registered_auth");
                Map<String, Object> counts = OldTrace.object(doors.get("/metrics").body());
                assertThat(Instant.parse(OldTrace.word(counts, "timestamp")))
                        .isAfter(Instant.parse("2026-01-01T00:00:00Z"));
                assertThat(counts).containsEntry("active_rooms", 1).containsEntry("active_connections", 1)
                        .containsEntry("peers_by_role", Map.of("worker", 1, "client", 0))
                        .containsEntry("total_connections", 1).containsEntry("total_messages", 0)
                        .containsEntry("rooms_created", 1).hasSize(7);
                assertThat(OldTrace.object(doors.get("/health").body())).containsEntry("status", "healthy")
                        .containsKeys("timestamp", "version").hasSize(3);
            }
        }
        try (var server = open()) {
            assertThat(doors(server).get("/metrics").statusCode()).isEqualTo(404);
            assertThat(doors(server).get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void everythingIsServedOnThePortsThatOldPeersKnowToo(CapturedOutput output) throws Exception {
        int one = freePort();
        int two = freePort();
        try (var server = run("--roommesh.old-peers.ports=" + one + "," + two)) {
            var other = new OldDoors(URI.create("http://127.0.0.1:" + two));
            Identity ana = other.signIn();
            Room room = other.createRoom(ana);
            try (var worker = new OldPeer(URI.create("ws://127.0.0.1:" + one + "/"))) {
                worker.say(register(ana, room, "worker", true, 1));
                worker.next("registered_auth");
            }
            assertThat(doors(server).get("/health").statusCode()).isEqualTo(200);
        }
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> run("--roommesh.old-peers.ports=" + taken.getLocalPort()).close()).isNotNull();
            assertThat(output.getErr().lines()).singleElement().asString()
                    .contains("Port " + taken.getLocalPort() + " is taken").contains("roommesh.old-peers.ports");
        }
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static OldDoors doors(ConfigurableApplicationContext server) {
        return new OldDoors(URI.create(
                "http://127.0.0.1:" + server.getEnvironment().getRequiredProperty("local.server.port")));
    }

    /** A server that other machines can reach. */
    private ConfigurableApplicationContext open(String... arguments) throws IOException {
        Files.write(folder.resolve("secret"), new byte[32]);
        return run(Stream.concat(Stream.of("--server.address=0.0.0.0"), Arrays.stream(arguments))
                .toArray(String[]::new));
    }

    private ConfigurableApplicationContext run(String... arguments) {
        return SpringApplication.run(SignalingServer.class,
                Stream.concat(Stream.of("--server.port=0", "--roommesh.secret-file=" + folder.resolve("secret"),
                        "--roommesh.state-folder=" + folder.resolve("state")), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }
}
