package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Features;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Role;
import dev.roommesh.model.Source;
import dev.roommesh.signaling.RawPeer.Room;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The flag, changed while peers are connected. */
class FeaturesTest extends ServerScenario {
    private static final String FLAG = "/actuator/featureflags/registry";

    @AfterEach
    void reset() throws IOException, InterruptedException {
        assertThat(send("DELETE", FLAG, "").statusCode()).isEqualTo(200);
    }

    @Test
    void whoMayAskWorkersDirectlyFollowsFromWhoIsThere() throws Exception {
        Room room = createRoom();
        RawPeer client = connect();
        assertThat(client.joinAsClient("c", room).features()).isEqualTo(new Features(true, true));
        RawPeer apart = connect();
        FromPeer.Register usual = RawPeer.register("apart", room, Role.WORKER, 1);
        apart.send(new FromPeer.Register(usual.peerId(), usual.roomId(), usual.token(), usual.role(), usual.metadata(),
                usual.incarnation(), null, null, null, false));
        assertThat(apart.next(FromServer.Registered.class).features()).isEqualTo(new Features(true, false));
        assertThat(client.next(FromServer.FeaturesChanged.class).features()).isEqualTo(new Features(true, false));
        assertThat(connect().joinAsClient("late", room).features()).isEqualTo(new Features(true, false));
        apart.send(new FromPeer.Leave());
        assertThat(client.next(FromServer.FeaturesChanged.class).features()).isEqualTo(new Features(true, true));
    }

    @Test
    void everyPeerIsToldOnceAndDiscoveryGoesOn() throws Exception {
        Room room = createRoom();
        RawPeer worker = connect();
        assertThat(worker.joinAsWorker("w", room, 1).features()).isEqualTo(Features.of(true));
        RawPeer client = connect();
        client.joinAsClient("c", room);

        set("{\"enabled\":false}");
        assertThat(worker.next(FromServer.FeaturesChanged.class).features()).isEqualTo(Features.of(false));
        assertThat(client.next(FromServer.FeaturesChanged.class).features()).isEqualTo(Features.of(false));
        assertThat(connect().joinAsWorker("late", room, 1).features()).isEqualTo(Features.of(false));
        worker.next(FromServer.PeerJoined.class);
        client.send(new FromPeer.QueryWorkers(new RequestId("q"), null, null));
        assertThat(client.next(FromServer.WorkerList.class).answer()).satisfies(answer -> {
            assertThat(answer.source()).isEqualTo(Source.REGISTRATIONS);
            assertThat(answer.stale()).isFalse();
            assertThat(answer.totalCount()).isEqualTo(2);
        });

        set("{\"percentage\":100}");
        assertThat(get("/actuator/featureflags"))
                .isEqualTo("{\"registry\":{\"enabled\":false,\"percentage\":100,\"setBy\":\"operator\"}}");
        set("{\"enabled\":true}");
        assertThat(worker.next(FromServer.FeaturesChanged.class).features()).as("told of changes alone")
                .isEqualTo(Features.of(true));
        client.next(FromServer.FeaturesChanged.class);
        client.send(new FromPeer.QueryWorkers(new RequestId("q"), null, null));
        worker.next(FromServer.QueryWorkers.class);
    }

    @Test
    void aWorkerThatTakesNoPartIsFoundAllTheSame() {
        Room room = createRoom();
        RawPeer admin = connect();
        admin.joinAsWorker("admin", room, 1);
        RawPeer apart = connect();
        apart.send(new FromPeer.Register(new PeerId("apart"), room.id(), room.token(), Role.WORKER, profile(2), 1L,
                null, null, null, false));
        assertThat(apart.next(FromServer.Registered.class).peers()).hasSize(1);
        RawPeer client = connect();
        client.joinAsClient("c", room);
        client.send(new FromPeer.QueryWorkers(new RequestId("q"), null, null));
        FromServer.QueryWorkers question = admin.next(FromServer.QueryWorkers.class);
        admin.send(new FromPeer.WorkerList(question.requestId(), answer(Source.ADMIN)));
        assertThat(client.next(FromServer.WorkerList.class).answer().workers())
                .extracting(entry -> entry.peerId().value()).containsExactly("apart", "x");
        assertThat(admin.hasHeardNothing()).as("a worker apart is none to link with").isTrue();
    }

    @Test
    void aWrongChangeIsOneSentenceAndChangesNothing() throws Exception {
        for (String body : new String[]{"{}", "{\"percentage\":101}", "{\"percentage\":-1}"}) {
            HttpResponse<String> response = send("POST", FLAG, body);
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(response.body()).startsWith("{\"detail\":").contains("0 to 100");
        }
        assertThat(send("POST", "/actuator/featureflags/other", "{\"enabled\":true}").statusCode()).isEqualTo(404);
        assertThat(send("POST", FLAG, "{\"enabled\":\"perhaps\"}").statusCode()).isEqualTo(400);
        assertThat(get("/actuator/featureflags"))
                .isEqualTo("{\"registry\":{\"enabled\":true,\"percentage\":100,\"setBy\":\"configuration\"}}");
    }

    private void set(String body) throws IOException, InterruptedException {
        HttpResponse<String> response = send("POST", FLAG, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
