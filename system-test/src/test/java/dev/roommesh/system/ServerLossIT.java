package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerLossIT {
    private static final PeerId NEXT = new PeerId("worker-9");
    private static final Duration ADMIN_LIMIT = Duration.ofSeconds(10);
    /** A server that has just started keeps places for 30 s, but for those who hold their tickets. */
    private static final Duration BACK_LIMIT = Duration.ofSeconds(40);

    @Test
    void nineNameOneNewAdminWhenServerAndAdminAreKilledTogetherAndRegisterWhenTheServerIsBack() {
        try (Cluster cluster = Cluster.up(10)) {
            List<String> command = Cluster.commandOf(cluster.serverPid());
            List<Worker> nine = cluster.workers().subList(0, 9);
            long term = cluster.worker(1).room().orElseThrow().adminTerm();
            Signals.send(cluster.serverPid(), "KILL");
            cluster.worker(10).signal("KILL");
            await("one acting admin").atMost(ADMIN_LIMIT).ignoreExceptions().untilAsserted(() -> {
                List<Worker.Room> rooms = Agreement.rooms(nine);
                assertThat(rooms).extracting(Worker.Room::adminPeerId).containsOnly(NEXT);
                assertThat(rooms).filteredOn(Worker.Room::actingAdmin).extracting(Worker.Room::peerId)
                        .containsExactly(NEXT);
            });
            Agreement.awaitWhole(ADMIN_LIMIT, nine);
            Process again = cluster.restartServer(command);
            try {
                for (Worker worker : nine) {
                    await(worker.name() + " is registered").atMost(BACK_LIMIT)
                            .until(() -> worker.get("/actuator/health/room").orElse(""),
                                    health -> health.contains("\"signaling\":\"registered\""));
                }
                WorkerAnswer answer = cluster.awaitAnswer(BACK_LIMIT,
                        it -> it.source() == Source.ADMIN && it.totalCount() == 9);
                assertThat(answer.adminPeerId()).isEqualTo(NEXT);
                assertThat(answer.adminTerm()).isGreaterThan(term);
                Agreement.awaitWhole(ADMIN_LIMIT, nine);
            } finally {
                again.destroy();
            }
        }
    }
}
