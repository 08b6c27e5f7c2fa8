package dev.roommesh.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.RoomClient;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.signaling.RawPeer;
import dev.roommesh.signaling.RawPeer.Room;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The cluster of docker-compose.yml, and what a real Prometheus sees of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WORKERS = 2;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Compose cluster = new Compose(Compose.Variant.SEVERAL_SERVERS);
    private final Prometheus prometheus = new Prometheus(cluster.prometheus(), http);

    @BeforeAll
    void start() {
        cluster.up(WORKERS);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(500));
    }

    @Test
    void everyServerAndEachWorkerOfSoManyIsScraped() throws Exception {
        soon().untilAsserted(() -> assertThat(prometheus.targets()).containsExactlyInAnyOrder("prometheus up",
                "signaling up", "signaling up", "worker up", "worker up"));
        soon().untilAsserted(() -> {
            assertThat(prometheus.values("sum(roommesh_room_acting_admin)")).containsExactly(1.0);
            assertThat(prometheus.values("sum(roommesh_room_links{state=\"open\"})")).containsExactly(2.0);
            assertThat(prometheus.values("sum(roommesh_workers)")).containsExactly(2.0);
        });
        assertThat(send("/actuator/prometheus").statusCode()).as("for nobody behind the load balancer").isEqualTo(404);
    }

    @Test
    void everyPanelOfTheDashboardHasData() throws Exception {
        Room room = cluster.room();
        var facts = ConnectionFacts.of(cluster.front().toString(), room.id().value(), room.token());
        try (var client = connected(facts); var old = new RawPeer(cluster.socket())) {
            old.joinAsClient("old", room);
            soon().untilAsserted(() -> {
                client.discover(WorkerQuery.ALL).join();
                assertThat(send("/discover-workers").statusCode()).isEqualTo(200);
                old.send(new FromPeer.DiscoverPeers(null));
                old.await(FromServer.PeerList.class);
                for (Dashboard.Query query : Dashboard.read().queries()) {
                    List<Double> values = prometheus.values(query.expression());
                    // A quantile of nothing is no number: in that hour nobody need have been elected.
                    Predicate<Double> data = query.expression().contains("[1h]")
                            ? _ -> true
                            : value -> !value.isNaN();
                    assertThat(values).as(query.panel() + ": " + query.expression()).anyMatch(data);
                }
            });
        }
    }

    /** For half a minute after their start servers keep the places of a room for those who held them. */
    private static RoomClient connected(ConnectionFacts facts) {
        return soon().ignoreExceptions().until(() -> RoomClient.connect(facts), _ -> true);
    }

    @Test
    void alertsFireWhileTheEngineOrAllServersAreAwayAndNoLonger() {
        soon().untilAsserted(() -> assertThat(prometheus.firing()).isEmpty());
        fires("RoommeshEngineLost", "engine");
        fires("RoommeshNoServer", "signaling-1", "signaling-2");
    }

    private void fires(String alert, String... services) {
        cluster.compose(command("stop", services));
        try {
            soon().untilAsserted(() -> assertThat(prometheus.firing()).contains(alert));
        } finally {
            cluster.compose(command("start", services));
        }
        soon().untilAsserted(() -> assertThat(prometheus.firing()).isEmpty());
    }

    private static String[] command(String first, String... services) {
        String[] command = new String[services.length + 1];
        command[0] = first;
        System.arraycopy(services, 0, command, 1, services.length);
        return command;
    }

    @Test
    void whoBreaksIntoAProcessIsNobodyAndFindsNothingToWriteTo() {
        for (String service : List.of("signaling-1", "worker")) {
            assertThat(cluster.compose("exec", "-T", service, "sh", "-c",
                    "id -u; touch /opt/roommesh/x || echo kept; grep CapEff /proc/1/status")).as(service)
                    .startsWith("10001").contains("Read-only file system", "kept", "CapEff:\t0000000000000000");
        }
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(cluster.front().resolve(path))
                .header("Authorization", "Bearer " + cluster.room().token()).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
