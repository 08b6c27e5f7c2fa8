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
import org.junit.jupiter.api.Test;

class FaultsIT {
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    @Test
    void theNextAdminAnswersWhenTheAdminsProcessIsKilled() {
        try (Cluster cluster = Cluster.up(10)) {
            cluster.worker(10).signal("KILL");
            WorkerAnswer answer = cluster.awaitAnswer(FIVE_SECONDS, it -> it.source() == Source.ADMIN
                    && it.totalCount() == 9 && new PeerId("worker-9").equals(it.adminPeerId()));
            assertThat(answer.mode()).isEqualTo(Mode.NORMAL);
            assertThat(answer.workers()).noneMatch(worker -> worker.peerId().value().equals("worker-10"));
        }
    }

    @Test
    void inARoomOfTwoTheOtherGoesOnWhenTheAdminsProcessIsKilled() {
        try (Cluster cluster = Cluster.up(2)) {
            cluster.worker(2).signal("KILL");
            WorkerAnswer answer = cluster.awaitAnswer(FIVE_SECONDS,
                    it -> it.source() == Source.ADMIN && new PeerId("worker-1").equals(it.adminPeerId()));
            assertThat(answer.mode()).isEqualTo(Mode.CARETAKER);
            assertThat(answer.totalCount()).isEqualTo(1);
        }
    }

    @Test
    void aFrozenAdminAnswersNothingInItsNameAndIsNotRemovedWhenItWakes() {
        try (Cluster cluster = Cluster.up(5)) {
            Worker admin = cluster.worker(5);
            PeerId frozen = new PeerId(admin.name());
            admin.signal("STOP");
            try (var client = RoomClient.connect(cluster.facts())) {
                await().atMost(FIVE_SECONDS).pollInterval(Duration.ofMillis(20)).until(() -> {
                    WorkerAnswer answer = client.discover(WorkerQuery.ALL).join();
                    assertThat(answer.source() == Source.ADMIN && frozen.equals(answer.adminPeerId()))
                            .as("an answer of the frozen admin").isFalse();
                    return answer.source() == Source.ADMIN;
                });
            } finally {
                admin.signal("CONT");
            }
            cluster.awaitRoom(Duration.ofSeconds(30), cluster.workers(),
                    room -> room.workers().size() == 5 && room.linksOpen() == 4 && frozen.equals(room.adminPeerId()));
        }
    }

    @Test
    void aStatusThatAWorkerIsGivenIsInTheNextAnswer() {
        try (Cluster cluster = Cluster.up(5)) {
            assertThat(cluster.worker(2).put("/status", "{\"status\":\"maintenance\"}")).isEqualTo(200);
            cluster.awaitAnswer(Duration.ofSeconds(1),
                    answer -> answer.workers().stream().anyMatch(worker -> worker.peerId().value().equals("worker-2")
                            && worker.metadata().status() == WorkerStatus.MAINTENANCE));
            assertThat(cluster.worker(2).put("/status", "{\"status\":\"asleep\"}")).isEqualTo(400);
            Shell.Outcome available = cluster.shell().roommesh("workers", "--status", "available", "--json");
            assertThat(available.output()).contains("\"total_count\":4").doesNotContain("worker-2\"");
        }
    }

    @Test
    void workersKeepTheMeshWithoutTheServerAndRegisterWhenItIsBack() {
        try (Cluster cluster = Cluster.up(5)) {
            List<String> command = Cluster.commandOf(cluster.serverPid());
            long term = cluster.worker(1).room().orElseThrow().adminTerm();
            Signals.send(cluster.serverPid(), "KILL");
            await().atMost(FIVE_SECONDS).until(() -> cluster.worker(1).get("/actuator/health/room").orElse(""),
                    health -> health.contains("\"signaling\":\"away\""));
            assertThat(cluster.shell().roommesh("workers").exitCode()).isNotZero();
            assertThat(cluster.worker(3).put("/status", "{\"status\":\"maintenance\"}")).isEqualTo(200);
            cluster.awaitRoom(FIVE_SECONDS, cluster.workers(),
                    room -> room.mode() == Mode.NORMAL && room.linksAliveBothWays() == 4 && room.workers().stream()
                            .anyMatch(worker -> worker.metadata().status() == WorkerStatus.MAINTENANCE));
            Process again = cluster.restartServer(command);
            try {
                WorkerAnswer answer = cluster.awaitAnswer(Duration.ofSeconds(40),
                        it -> it.source() == Source.ADMIN && it.totalCount() == 5);
                assertThat(answer.adminTerm()).as("nothing in the room has changed").isEqualTo(term);
                cluster.awaitRoom(Duration.ofSeconds(20), cluster.workers(), room -> room.linksAliveBothWays() == 4);
            } finally {
                again.destroy();
            }
        }
    }

    @Test
    void downEndsWhatUpStartedAndNothingElse() {
        Cluster cluster = Cluster.up(2);
        List<Worker> workers = cluster.workers();
        long bystander = ProcessHandle.current().pid();
        cluster.close();
        assertThat(workers)
                .noneMatch(worker -> ProcessHandle.of(worker.pid()).filter(ProcessHandle::isAlive).isPresent());
        assertThat(ProcessHandle.of(bystander)).isPresent();
    }
}
