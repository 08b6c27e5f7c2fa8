package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.signaling.RawPeer.Room;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What Prometheus is told of questions and of rooms. */
class MetricsTest extends ServerScenario {
    @Test
    void aQuestionIsTimedByTheWayThatItCameAndByWhoAnswered() throws Exception {
        Room room = createRoom();
        RawPeer client = connect();
        client.joinAsClient("client", room);
        double relayed = timed("relay");
        double byHttp = timed("http");
        double old = timed("old");

        client.send(new FromPeer.QueryWorkers(new RequestId("1"), null, null));
        client.await(FromServer.WorkerList.class);
        assertThat(timed("relay")).isEqualTo(relayed + 1);
        http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/discover-workers"))
                .header("Authorization", "Bearer " + room.token()).build(), HttpResponse.BodyHandlers.discarding());
        assertThat(timed("http")).isEqualTo(byHttp + 1);
        client.send(new FromPeer.DiscoverPeers(null));
        client.await(FromServer.PeerList.class);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(timed("old")).isEqualTo(old + 1));
        assertThat(timed("relay")).as("each by its own way").isEqualTo(relayed + 1);
    }

    @Test
    void aRoomWithoutAnAdminIsCountedUntilOneIsReported() throws Exception {
        double before = value("roommesh_rooms_without_admin");
        Room room = createRoom();
        RawPeer worker = connect();
        worker.joinAsWorker("worker", room, 1);
        assertThat(value("roommesh_rooms_without_admin")).isEqualTo(before + 1);
        worker.send(new FromPeer.AdminElected(new PeerId("worker"), 3));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(value("roommesh_rooms_without_admin")).isEqualTo(before));
        assertThat(value("roommesh_engine_reached")).as("a server alone needs none").isEqualTo(1);
    }

    /** All of them, those that were slower than the last bucket included. */
    private double timed(String path) throws Exception {
        return value("roommesh_queries_seconds_bucket{path=\"" + path + "\",source=\"registrations\",le=\"+Inf\"}");
    }

    private double value(String sample) throws Exception {
        Matcher line = Pattern.compile("^" + Pattern.quote(sample) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(get("/actuator/prometheus"));
        assertThat(line.find()).as(sample).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
