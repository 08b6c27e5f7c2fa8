package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Role;
import dev.roommesh.signaling.RawPeer.Room;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of one room, at the whole server. */
class TokensTest extends ServerScenario {
    record Given(String roomId, String token, String tokenId, String role, String expiresAt) {}

    @Test
    void aTokenForOneRoleLetsNobodyElseIn() throws Exception {
        Room room = createRoom();
        Room client = new Room(room.id(), give(room, "{\"role\":\"client\",\"expires_in_seconds\":60}").token());
        Room worker = new Room(room.id(), give(room, "{\"role\":\"worker\"}").token());

        assertThat(connect().joinAsWorker("w", worker, 1).peers()).isEmpty();
        assertThat(connect().joinAsClient("c", client).peers()).hasSize(1);
        assertThat(refusal(client, Role.WORKER).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(refusal(worker, Role.CLIENT).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(discover(client).statusCode()).isEqualTo(200);
        HttpResponse<String> forbidden = discover(worker);
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(forbidden.body()).startsWith("{\"detail\":").contains("client or any");
        assertThat(forbidden.headers().firstValue("Deprecation")).isPresent();
    }

    @Test
    void aClientsTokenTakesNoWorkerOffTheRosterAndOthersAskTheAdmin() throws Exception {
        Room room = createRoom();
        RawPeer admin = connect();
        admin.joinAsWorker("admin", room, 1);
        admin.send(new FromPeer.AdminElected(new PeerId("admin"), 5));
        admin.await(FromServer.AdminChanged.class);
        var wish = new FromPeer.ForgetWorker(new RequestId("mine"), new PeerId("dead"));
        RawPeer guest = connect();
        guest.joinAsClient("guest", new Room(room.id(), give(room, "{\"role\":\"client\"}").token()));
        guest.send(wish);
        FromServer.Refused refused = guest.await(FromServer.Refused.class);
        assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(refused.requestId()).isEqualTo(new RequestId("mine"));
        RawPeer owner = connect();
        owner.joinAsClient("owner", room);
        owner.send(wish);
        FromServer.ForgetWorker asked = admin.await(FromServer.ForgetWorker.class);
        admin.send(new FromPeer.WorkerForgotten(asked.requestId(), ForgetOutcome.REMOVED));
        assertThat(owner.await(FromServer.WorkerForgotten.class))
                .isEqualTo(new FromServer.WorkerForgotten(new RequestId("mine"), ForgetOutcome.REMOVED));
        assertThat(guest.hasEnded()).isFalse();
    }

    @Test
    void aTokenThatIsRevokedEndsWhoeverIsInByItAndNobodyElse() throws Exception {
        Room room = createRoom();
        Given lent = give(room, "");
        Room guest = new Room(room.id(), lent.token());
        RawPeer stays = connect();
        stays.joinAsWorker("stays", room, 1);
        RawPeer ends = connect();
        FromServer.Registered before = ends.joinAsWorker("ends", guest, 1);
        double refusals = refusals();

        assertThat(delete("/rooms/" + room.id() + "/tokens/" + lent.tokenId()).statusCode()).isEqualTo(204);

        FromServer.Refused told = ends.await(FromServer.Refused.class);
        assertThat(told.code()).isEqualTo(ErrorCode.TOKEN_REVOKED);
        assertThat(told.reason()).isEqualTo("Token revoked");
        assertThat(ends.awaitClosing()).isEqualTo(new RawPeer.Closing(1008, "TOKEN_REVOKED"));
        stays.await(FromServer.PeerLeft.class);
        assertThat(refusal(guest, Role.WORKER).code()).isEqualTo(ErrorCode.TOKEN_REVOKED);
        assertThat(before.ticket()).as("it stands for no token").isNotBlank();
        assertThat(discover(guest).statusCode()).isEqualTo(401);
        assertThat(discover(room).statusCode()).isEqualTo(200);
        assertThat(stays.hasEnded()).isFalse();
        assertThat(refusals()).isEqualTo(refusals + 1);
    }

    private double refusals() throws IOException, InterruptedException {
        return get("/actuator/prometheus").lines()
                .filter(line -> line.startsWith("roommesh_messages_refused_total{code=\"TOKEN_REVOKED\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf('}') + 1))).sum();
    }

    @Test
    void aTokenThatHasExpiredLetsNobodyIn() throws Exception {
        Room room = createRoom();
        Room brief = new Room(room.id(), give(room, "{\"expires_in_seconds\":1}").token());
        await().atMost(LIMIT).untilAsserted(() -> assertThat(discover(brief).statusCode()).isEqualTo(401));
        assertThat(refusal(brief, Role.WORKER).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
    }

    /** A room must not fall apart because its token has expired: who is in registers again for the flag alone. */
    @Test
    void whoIsInMayRegisterAgainWithATokenThatHasExpired() throws Exception {
        Room room = createRoom();
        Room brief = new Room(room.id(), give(room, "{\"expires_in_seconds\":4}").token());
        RawPeer worker = connect();
        worker.joinAsWorker("w", brief, 1);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(discover(brief).statusCode()).isEqualTo(401));
        worker.send(RawPeer.register("w", brief, Role.WORKER, 2));
        assertThat(worker.await(FromServer.Registered.class).peerId().value()).isEqualTo("w");
        RawPeer other = connect();
        other.send(RawPeer.register("w", brief, Role.WORKER, 1));
        assertThat(other.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(worker.hasEnded()).isFalse();
    }

    /** Too many of them are refused, and end nothing. */
    @Test
    void whoRegistersAgainTooOftenKeepsItsPlace() {
        Room room = createRoom();
        RawPeer worker = connect();
        worker.joinAsWorker("w", room, 1);
        // The same token has other spellings, which are no way around the limit.
        Room spelt = new Room(room.id(), room.token() + "=");
        for (int i = 0; i < 200; i++)
            worker.send(RawPeer.register("w", i % 2 == 0 ? room : spelt, Role.WORKER, i));
        FromServer.Refused refused = worker.await(FromServer.Refused.class);
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refused.retryAfterMs()).isPositive();
        await().atMost(LIMIT).until(() -> worker.hasEnded()
                || worker.joinAsWorkerAgain("w", room, 7) instanceof FromServer.Registered);
        assertThat(worker.hasEnded()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"lab|{\"role\":\"king\"}|role is any, worker or client.",
            "lab|{\"expires_in_seconds\":0}|expires_in_seconds is 1 to 31622400.",
            "lab|{\"expires_in_seconds\":31622401}|expires_in_seconds is 1 to 31622400.", "lab|{|cannot be read",
            "no%20room|{}|a room id has"})
    void aWrongRequestIsOneSentence(String room, String body, String remedy) throws Exception {
        HttpResponse<String> response = post("/rooms/" + room + "/tokens", body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"detail\":").contains(remedy);
    }

    @Test
    void aBodyThatIsTooLongIsNotRead() throws Exception {
        assertThat(post("/rooms/lab/tokens", "{}" + " ".repeat(4 * 1024 - 2)).statusCode()).isEqualTo(201);
        assertThat(post("/rooms/lab/tokens", "{}" + " ".repeat(4 * 1024 - 1)).statusCode()).isEqualTo(413);
        assertThat(delete("/rooms/lab/tokens/" + "a".repeat(65)).statusCode()).isEqualTo(400);
    }

    private Given give(Room room, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = post("/rooms/" + room.id() + "/tokens", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return switch (new DiscoveryJson().decode(response.body(), Given.class)) {
            case Decoded.Accepted<Given>(Given given) -> given;
            case Decoded.Rejected<Given>(_, String why) -> throw new AssertionError(why);
        };
    }

    private FromServer.Refused refusal(Room room, Role role) {
        RawPeer peer = connect();
        peer.send(RawPeer.register("x", room, role, 1));
        return peer.next(FromServer.Refused.class);
    }

    private HttpResponse<String> discover(Room room) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address("/discover-workers"))
                .header("Authorization", "Bearer " + room.token()).build());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address(path)).POST(BodyPublishers.ofString(body)).build());
    }

    private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address(path)).DELETE().build());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
