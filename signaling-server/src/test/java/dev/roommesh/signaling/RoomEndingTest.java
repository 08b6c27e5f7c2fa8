package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.RawPeer.Room;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms as operators see and end them, at the whole server. */
class RoomEndingTest extends ServerScenario {
    @Test
    void roomsAreListedWithWhoIsInThemAndWithoutTokens() throws Exception {
        Room full = createRoom();
        Room empty = createRoom();
        RawPeer ana = connect();
        ana.joinAsWorker("ana", full, 7);
        connect().joinAsClient("cleo", full);
        ana.send(new FromPeer.AdminElected(new PeerId("ana"), 5));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(get("/rooms"))
                .contains("{\"room_id\":\"" + full.id() + "\",\"workers\":1,\"clients\":1,"
                        + "\"admin_peer_id\":\"ana\",\"admin_term\":5,\"since\":\"2")
                .contains("{\"room_id\":\"" + empty.id() + "\",\"workers\":0,\"clients\":0,\"admin_term\":0,"));
        assertThat(get("/rooms")).endsWith("\"truncated\":false}").doesNotContain(full.token(), empty.token());

        assertThat(get("/rooms/" + full.id()))
                .contains("\"peers\":[{\"peer_id\":\"ana\",\"role\":\"worker\",\"metadata\":{\"tags\":[\"test\"],"
                        + "\"properties\":{\"gpu_memory_mb\":7}},\"connected_at\":\"2",
                        "\"is_admin\":true,\"registry\":true}",
                        "\"peer_id\":\"cleo\",\"role\":\"client\"", "\"is_admin\":false,\"registry\":false}")
                .doesNotContain(full.token());
        assertThat(get("/rooms/" + empty.id())).contains("\"peers\":[]");
    }

    @Test
    void whoeverIsInARoomThatIsEndedIsToldAndComesInNoMore() throws Exception {
        Room room = createRoom();
        Room other = createRoom();
        RawPeer worker = connect();
        FromServer.Registered before = worker.joinAsWorker("w", room, 1);
        RawPeer client = connect();
        client.joinAsClient("c", room);
        RawPeer stays = connect();
        stays.joinAsWorker("stays", other, 1);

        HttpResponse<String> ended = delete("/rooms/" + room.id());
        assertThat(ended.statusCode()).isEqualTo(200);
        assertThat(ended.body())
                .isEqualTo("{\"room_id\":\"" + room.id() + "\",\"workers\":1,\"clients\":1}");

        for (RawPeer peer : new RawPeer[]{worker, client}) {
            FromServer.Refused told = peer.await(FromServer.Refused.class);
            assertThat(told.code()).isEqualTo(ErrorCode.TOKEN_REVOKED);
            assertThat(told.message()).contains("The room was ended by an operator");
            assertThat(peer.awaitClosing()).isEqualTo(new RawPeer.Closing(1008, "TOKEN_REVOKED"));
        }
        RawPeer again = connect();
        again.send(new FromPeer.Register(new PeerId("w"), room.id(), room.token(), Role.WORKER, null, 2L,
                before.ticket(), null, null, null));
        assertThat(again.next(FromServer.Refused.class).message()).contains("The room was ended");
        assertThat(discover(room)).isEqualTo(401);
        await().atMost(LIMIT).untilAsserted(
                () -> assertThat(send("/rooms/" + room.id(), "GET").statusCode()).isEqualTo(404));
        assertThat(get("/rooms")).doesNotContain(room.id().value());
        assertThat(stays.hasEnded()).isFalse();
        assertThat(discover(other)).isEqualTo(200);
    }

    @Test
    void aTokenThatIsGivenAfterwardsIsGoodUntilTheRoomIsEndedAgain() throws Exception {
        Room room = createRoom();
        delete("/rooms/" + room.id());
        Room anew = new Room(room.id(), give(room.id()));
        assertThat(discover(anew)).isEqualTo(200);
        assertThat(discover(room)).isEqualTo(401);
        assertThat(delete("/rooms/" + room.id()).body()).contains("\"workers\":0,\"clients\":0");
        assertThat(discover(anew)).isEqualTo(401);
        assertThat(discover(new Room(room.id(), give(room.id())))).isEqualTo(200);
    }

    @Test
    void aRoomThatNobodyKnowsIsNotShownButEnded() throws Exception {
        var id = new RoomId("forgotten");
        Room room = new Room(id, give(id));
        HttpResponse<String> unknown = send("/rooms/" + id, "GET");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).startsWith("{\"detail\":\"Nobody is in the room forgotten,");
        assertThat(delete("/rooms/" + id).statusCode()).isEqualTo(200);
        assertThat(discover(room)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no%20room", "%C3%A4",
            "12345678901234567890123456789012345678901234567890123456789012345"})
    void anIdThatIsNoneIsOneSentence(String id) throws Exception {
        for (String method : new String[]{"GET", "DELETE"}) {
            HttpResponse<String> response = send("/rooms/" + id, method);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).startsWith("{\"detail\":\"").contains("a room id has");
        }
        assertThat(send("/rooms", "DELETE").statusCode()).isEqualTo(405);
    }

    private String give(RoomId room) throws IOException, InterruptedException {
        return send("/rooms/" + room + "/tokens", "POST").body().replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
    }

    private int discover(Room room) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address("/discover-workers"))
                .header("Authorization", "Bearer " + room.token()).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(path, "DELETE");
    }

    private HttpResponse<String> send(String path, String method) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address(path)).method(method, BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
