package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.RoomClient;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** One room of five; every test begins with the whole room, all available, and leaves nobody dead. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RoomOfFiveIT {
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
    private static final Duration WHOLE_LIMIT = Duration.ofSeconds(30);
    private static final PeerId BEST = new PeerId("worker-5");

    private final Cluster cluster = Cluster.up(5);

    @BeforeEach
    void theRoomIsWholeAndAllAreAvailable() {
        cluster.workers().forEach(worker -> assertThat(set(worker, "available")).isEqualTo(200));
        await().atMost(WHOLE_LIMIT).ignoreExceptions().until(() -> Agreement.rooms(cluster.workers()).stream()
                .allMatch(room -> BEST.equals(room.adminPeerId())));
        Agreement.awaitWhole(WHOLE_LIMIT, cluster.workers(), cluster.workers().stream()
                .collect(Collectors.toMap(Worker::peerId, _ -> WorkerStatus.AVAILABLE)));
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void workersFormAWholeMeshFollowTheBestAndAnswerThroughIt() {
        Formation.assertComplete(cluster);
    }

    @Test
    void aFrozenAdminAnswersNothingInItsNameAndIsNotRemovedWhenItWakes() {
        Worker admin = cluster.worker(5);
        admin.signal("STOP");
        try (var client = RoomClient.connect(cluster.facts())) {
            await().atMost(FIVE_SECONDS).pollInterval(Duration.ofMillis(20)).until(() -> {
                WorkerAnswer answer = client.discover(WorkerQuery.ALL).join();
                assertThat(answer.source() == Source.ADMIN && BEST.equals(answer.adminPeerId()))
                        .as("an answer of the frozen admin").isFalse();
                return answer.source() == Source.ADMIN;
            });
        } finally {
            admin.signal("CONT");
        }
        cluster.awaitRoom(WHOLE_LIMIT, cluster.workers(),
                room -> room.workers().size() == 5 && room.linksOpen() == 4 && BEST.equals(room.adminPeerId()));
    }

    @Test
    void aStatusThatAWorkerIsGivenIsInTheNextAnswer() {
        assertThat(set(cluster.worker(2), "maintenance")).isEqualTo(200);
        cluster.awaitAnswer(Duration.ofSeconds(1),
                answer -> answer.workers().stream().anyMatch(worker -> worker.peerId().value().equals("worker-2")
                        && worker.metadata().status() == WorkerStatus.MAINTENANCE));
        assertThat(set(cluster.worker(2), "asleep")).isEqualTo(400);
        Shell.Outcome available = cluster.shell().roommesh("workers", "--status", "available", "--json");
        assertThat(available.output()).contains("\"total_count\":4").doesNotContain("worker-2\"");
    }

    @Test
    void aClientBehindAProxyThatLetsNoWebSocketThroughIsAnsweredOverHttp() {
        try (var proxy = new PlainProxy(cluster.facts().http())) {
            Shell.Outcome json = cluster.shell().roommesh("workers", "--server", proxy.address(), "--room",
                    cluster.facts().room().value(), "--token", cluster.facts().token(), "--json");
            assertThat(json.exitCode()).as(json.output()).isZero();
            assertThat(json.output()).contains("\"total_count\":5", "\"admin_peer_id\":\"" + BEST + "\"",
                    "\"stale\":false");
            assertThat(proxy.refused()).containsExactly("/ws");
            assertThat(proxy.passed()).isNotEmpty().containsOnly("/discover-workers");
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void workersKeepTheMeshWithoutTheServerAndRegisterWhenItIsBack() {
        List<String> command = Cluster.commandOf(cluster.serverPid());
        long term = cluster.worker(1).room().orElseThrow().adminTerm();
        Signals.send(cluster.serverPid(), "KILL");
        await().atMost(FIVE_SECONDS).until(() -> cluster.worker(1).get("/actuator/health/room").orElse(""),
                health -> health.contains("\"signaling\":\"away\""));
        assertThat(cluster.shell().roommesh("workers").exitCode()).isNotZero();
        assertThat(set(cluster.worker(3), "maintenance")).isEqualTo(200);
        cluster.awaitRoom(FIVE_SECONDS, cluster.workers(),
                room -> room.mode() == Mode.NORMAL && room.linksAliveBothWays() == 4 && Agreement
                        .statusOf(cluster.worker(3).peerId(), room) == WorkerStatus.MAINTENANCE);
        cluster.restartServer(command);
        WorkerAnswer answer = cluster.awaitAnswer(Duration.ofSeconds(40),
                it -> it.source() == Source.ADMIN && it.totalCount() == 5);
        assertThat(answer.adminTerm()).as("nothing in the room has changed").isEqualTo(term);
        cluster.awaitRoom(Duration.ofSeconds(20), cluster.workers(), room -> room.linksAliveBothWays() == 4);
    }

    private static int set(Worker worker, String status) {
        return worker.put("/status", "{\"status\":\"" + status + "\"}");
    }
}
