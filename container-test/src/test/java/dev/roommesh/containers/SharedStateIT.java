package dev.roommesh.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Features;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import dev.roommesh.signaling.RawPeer;
import dev.roommesh.signaling.RawPeer.Room;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What two servers agree on besides rooms: revoked tokens, flags, and who became admin while the engine was away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedStateIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Stack stack = new Stack(Map.of("restart-grace", "3s"),
            Map.of("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "health,featureflags"));
    private final List<RawPeer> peers = new ArrayList<>();

    record Given(String token, String tokenId) {}

    @BeforeEach
    void everybodyIsReady() {
        await().atMost(LIMIT).until(() -> stack.isInFront());
    }

    @AfterEach
    void hangUp() {
        peers.forEach(RawPeer::close);
    }

    @AfterAll
    void end() {
        stack.close();
    }

    private RawPeer connect(int server) {
        RawPeer peer = stack.connect(server);
        peers.add(peer);
        return peer;
    }

    @Test
    void whatIsRevokedAtOneServerIsRevokedAtAllAndOutlivesTheEnginesMemory() throws Exception {
        Room room = stack.createRoom();
        Given lent = give(room);
        Room guest = new Room(room.id(), lent.token());
        RawPeer ends = connect(2);
        ends.joinAsWorker("ends", guest, 1);

        assertThat(operate(1, "DELETE", "/rooms/" + room.id() + "/tokens/" + lent.tokenId(), "").statusCode())
                .isEqualTo(204);
        assertThat(ends.await(FromServer.Refused.class).code()).isEqualTo(ErrorCode.TOKEN_REVOKED);
        assertThat(refusal(2, guest)).isEqualTo(ErrorCode.TOKEN_REVOKED);

        restartEngine();
        await().atMost(LIMIT).untilAsserted(
                () -> assertThat(stack.engine.execInContainer("redis-cli", "ZSCORE", "roommesh:revoked",
                        room.id() + " " + lent.tokenId()).getStdout().strip()).matches("\\d+"));
        assertThat(refusal(1, guest)).isEqualTo(ErrorCode.TOKEN_REVOKED);
        assertThat(refusal(2, guest)).isEqualTo(ErrorCode.TOKEN_REVOKED);
    }

    @Test
    void aRoomIsSeenAndEndedAtWhicheverServerAndStaysEndedOverTheEnginesLoss() {
        Room room = stack.createRoom();
        Room empty = stack.createRoom();
        RawPeer worker = connect(2);
        worker.joinAsWorker("far", room, 7);
        RawPeer client = connect(1);
        client.joinAsClient("near", room);
        worker.send(new FromPeer.AdminElected(new PeerId("far"), 9));
        client.await(FromServer.AdminChanged.class);
        for (int server = 1; server <= 2; server++) {
            assertThat(operate(server, "GET", "/rooms", "").body())
                    .contains("{\"room_id\":\"" + room.id() + "\",\"workers\":1,\"clients\":1,"
                            + "\"admin_peer_id\":\"far\",\"admin_term\":9,\"since\":\"20")
                    .contains("{\"room_id\":\"" + empty.id() + "\",\"workers\":0,\"clients\":0,\"admin_term\":0,")
                    .endsWith("\"truncated\":false}");
            assertThat(operate(server, "GET", "/rooms/" + room.id(), "").body())
                    .contains("\"peer_id\":\"far\"", "\"gpu_memory_mb\":7", "\"connected_at\":\"20",
                            "\"peer_id\":\"near\"");
        }

        assertThat(operate(1, "DELETE", "/rooms/" + room.id(), "").body())
                .isEqualTo("{\"room_id\":\"" + room.id() + "\",\"workers\":1,\"clients\":1}");
        for (RawPeer peer : List.of(worker, client)) {
            FromServer.Refused told = peer.await(FromServer.Refused.class);
            assertThat(told.code()).isEqualTo(ErrorCode.TOKEN_REVOKED);
            assertThat(told.message()).contains("The room was ended");
        }
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(operate(2, "GET", "/rooms/" + room.id(), "").statusCode()).isEqualTo(404);
            assertThat(operate(2, "GET", "/rooms", "").body()).doesNotContain(room.id().value());
        });
        assertThat(refusal(1, room)).isEqualTo(ErrorCode.TOKEN_REVOKED);
        assertThat(refusal(2, room)).isEqualTo(ErrorCode.TOKEN_REVOKED);

        restartEngine();
        assertThat(refusal(1, room)).isEqualTo(ErrorCode.TOKEN_REVOKED);
        assertThat(refusal(2, room)).isEqualTo(ErrorCode.TOKEN_REVOKED);
        Room anew = new Room(room.id(), give(room).token());
        await().atMost(LIMIT).untilAsserted(() -> {
            RawPeer back = connect(2);
            back.send(RawPeer.register("back", anew, Role.WORKER, 1));
            assertThat(back.awaitAnswer()).isInstanceOf(FromServer.Registered.class);
        });
    }

    @Test
    void aFlagIsChangedAtOneServerAndStandsOnAll() throws Exception {
        Room room = stack.createRoom();
        RawPeer worker = connect(2);
        assertThat(worker.joinAsWorker("w", room, 1).features()).isEqualTo(Features.of(true));
        try {
            set(1, "{\"enabled\":false}");
            assertThat(worker.next(FromServer.FeaturesChanged.class).features()).isEqualTo(Features.of(false));
            assertThat(operate(2, "GET", "/actuator/featureflags", "").body()).contains("false", "operator");
            restartEngine();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(
                    stack.engine.execInContainer("redis-cli", "HGET", "roommesh:state", "registry").getStdout().strip())
                    .isEqualTo("false 100"));
            assertThat(operate(1, "GET", "/actuator/featureflags", "").body()).contains("false", "operator");
        } finally {
            assertThat(operate(2, "DELETE", "/actuator/featureflags/registry", "").statusCode()).isEqualTo(200);
        }
        assertThat(worker.await(FromServer.FeaturesChanged.class).features()).isEqualTo(Features.of(true));
        await().atMost(LIMIT).untilAsserted(
                () -> assertThat(operate(1, "GET", "/actuator/featureflags", "").body()).contains("configuration"));
    }

    @Test
    void whileTheEngineIsAwayNothingIsRevokedAndAnAdminThatIsElectedIsKnownAfterwards() {
        Room room = stack.createRoom();
        RawPeer ana = connect(1);
        ana.joinAsWorker("ana", room, 1);
        RawPeer ben = connect(1);
        ben.joinAsWorker("ben", room, 2);
        stopEngine();
        ben.send(new FromPeer.AdminElected(new PeerId("ben"), 7));
        assertThat(ana.await(FromServer.AdminChanged.class).adminPeerId()).isEqualTo(new PeerId("ben"));
        HttpResponse<String> refused = operate(1, "DELETE", "/rooms/" + room.id() + "/tokens/some", "");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("still valid");
        assertThat(operate(1, "POST", "/actuator/featureflags/registry", "{\"enabled\":false}").statusCode())
                .isEqualTo(503);
        assertThat(operate(1, "GET", "/rooms", "").statusCode()).isEqualTo(503);
        assertThat(operate(1, "GET", "/rooms/" + room.id(), "").statusCode()).isEqualTo(503);
        assertThat(operate(1, "DELETE", "/rooms/" + room.id(), "").statusCode()).isEqualTo(503);
        assertThat(ben.hasEnded()).isFalse();
        startEngine();
        await().atMost(LIMIT).untilAsserted(() -> {
            RawPeer client = connect(2);
            client.send(RawPeer.register("client", room, Role.CLIENT, 0));
            assertThat(client.awaitAnswer()).isInstanceOfSatisfying(FromServer.Registered.class, registered -> {
                assertThat(registered.adminPeerId()).isEqualTo(new PeerId("ben"));
                assertThat(registered.adminTerm()).isEqualTo(7);
            });
        });
    }

    private ErrorCode refusal(int server, Room room) {
        RawPeer peer = connect(server);
        peer.send(RawPeer.register("x", room, Role.WORKER, 1));
        return peer.next(FromServer.Refused.class).code();
    }

    private Given give(Room room) {
        HttpResponse<String> response = operate(1, "POST", "/rooms/" + room.id() + "/tokens", "{}");
        return switch (new DiscoveryJson().decode(response.body(), Given.class)) {
            case Decoded.Accepted<Given>(Given given) -> given;
            case Decoded.Rejected<Given>(_, String why) -> throw new AssertionError(why + response.body());
        };
    }

    private void set(int server, String body) {
        HttpResponse<String> response = operate(server, "POST", "/actuator/featureflags/registry", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private HttpResponse<String> operate(int server, String method, String path, String body) {
        return stack.send(HttpRequest.newBuilder(stack.at(server).resolve(path))
                .header("Authorization", "Bearer " + Stack.CREATION_KEY).header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    private void restartEngine() {
        stopEngine();
        startEngine();
    }

    private void stopEngine() {
        stack.engine.getDockerClient().stopContainerCmd(stack.engine.getContainerId()).withTimeout(0).exec();
        await().atMost(LIMIT).until(() -> stack.get(1, "/actuator/health/readiness").statusCode() == 503
                && stack.get(2, "/actuator/health/readiness").statusCode() == 503);
    }

    private void startEngine() {
        stack.engine.getDockerClient().startContainerCmd(stack.engine.getContainerId()).exec();
        await().atMost(LIMIT).until(() -> stack.get(1, "/actuator/health/readiness").statusCode() == 200
                && stack.get(2, "/actuator/health/readiness").statusCode() == 200);
    }
}
