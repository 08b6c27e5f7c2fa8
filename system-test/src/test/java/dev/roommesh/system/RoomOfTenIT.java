package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.ClientFailure;
import dev.roommesh.client.Reservation;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** One room of ten, which loses one admin after the other; every test begins with the whole room of those that are left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RoomOfTenIT {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration ADMIN_LIMIT = Duration.ofSeconds(10);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(15);
    private static final Duration WHOLE_LIMIT = Duration.ofSeconds(30);
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);
    /** A server that has just started keeps places for 30 s, but for those who hold their tickets. */
    private static final Duration BACK_LIMIT = Duration.ofSeconds(40);
    private static final Duration RACE_LIMIT = Duration.ofSeconds(20);
    private static final Duration RESERVED_FOR = Duration.ofSeconds(60);
    private static final int CHANGES_PER_SECOND = 50;

    private final Cluster cluster = Cluster.up(10);
    private final Set<Worker> killed = new HashSet<>();
    private List<Worker> running = cluster.workers();

    @BeforeEach
    void theRoomIsWhole() {
        running = cluster.workers().stream().filter(worker -> !killed.contains(worker)).toList();
        await("the best has the office").atMost(WHOLE_LIMIT).ignoreExceptions().until(() -> Agreement.rooms(running)
                .stream().allMatch(room -> admin().peerId().equals(room.adminPeerId())));
        Agreement.awaitWhole(WHOLE_LIMIT, running);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    @Order(1)
    void workersFormAWholeMeshFollowTheBestAndAnswerThroughItAndAnEleventhIsRefused() {
        Formation.assertComplete(cluster);
        Shell.Outcome eleventh = cluster.shell().roommesh("worker", "--name", "eleventh", "--gpu-memory-mb", "1");
        assertThat(eleventh.exitCode()).as(eleventh.output()).isEqualTo(3);
        assertThat(eleventh.output()).contains("The room has its 10 workers").doesNotContain("Exception", "\tat ");
        assertThat(cluster.ask(WorkerQuery.ALL).totalCount()).isEqualTo(10);
        // On a slow machine one of ten may answer too late for it.
        await().atMost(WHOLE_LIMIT).untilAsserted(() -> {
            Shell.Outcome doctor = cluster.shell().roommesh("doctor");
            assertThat(doctor.exitCode()).as(doctor.output()).isZero();
            assertThat(doctor.output()).contains("45 links are open, none is missing",
                    "10 workers, 10 of them available").doesNotContain("FAILED");
        });
    }

    /** Of a hundred who want ten workers, each worker goes to one, and ninety are told so; nobody's time runs out. */
    @Test
    @Order(2)
    void ofAHundredClientsTenGetAWorkerEach() {
        List<RoomClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++)
                clients.add(RoomClient.connect(cluster.facts()));
            List<CompletableFuture<Reservation>> wishes = clients.stream()
                    .map(client -> client.reserve(WorkerQuery.ALL, RESERVED_FOR, RACE_LIMIT)).toList();
            List<Reservation> granted = new ArrayList<>();
            for (CompletableFuture<Reservation> wish : wishes) {
                try {
                    granted.add(wish.join());
                } catch (CompletionException failed) {
                    assertThat(failed.getCause()).isInstanceOfSatisfying(RoomClientException.class,
                            refused -> assertThat(refused.failure())
                                    .isEqualTo(new ClientFailure.NotReserved(ReservationOutcome.NONE_FREE)));
                }
            }
            assertThat(granted).extracting(Reservation::peerId).doesNotHaveDuplicates();
            cluster.awaitAnswer(SETTLE_LIMIT, answer -> countOf(answer, WorkerStatus.RESERVED) == granted.size());
            // Where the admin is too slow for the server another member helps, and a worker may be granted twice to one
            // client, which does not confirm the second: it is free again after the time of a first grant.
            while (granted.size() < 10)
                await().atMost(WHOLE_LIMIT).ignoreExceptions().until(() -> granted
                        .add(clients.getFirst().reserve(WorkerQuery.ALL, RESERVED_FOR, RACE_LIMIT).join()));
            assertThat(granted).extracting(Reservation::peerId)
                    .containsExactlyInAnyOrderElementsOf(running.stream().map(Worker::peerId).toList());
            assertThat(granted).allMatch(Reservation::isHeld);
        } finally {
            clients.forEach(RoomClient::close);
        }
        cluster.awaitAnswer(SETTLE_LIMIT, answer -> countOf(answer, WorkerStatus.AVAILABLE) == 10);
    }

    private static long countOf(WorkerAnswer answer, WorkerStatus status) {
        return answer.workers().stream().filter(worker -> worker.metadata().status() == status).count();
    }

    @Test
    @Order(3)
    void allNameOneNewAdminWhenServerAndAdminAreKilledTogetherAndRegisterWhenTheServerIsBack() {
        List<String> command = Cluster.commandOf(cluster.serverPid());
        long term = running.getFirst().room().orElseThrow().adminTerm();
        Signals.send(cluster.serverPid(), "KILL");
        killAdmin();
        await("one acting admin").atMost(ADMIN_LIMIT).ignoreExceptions().untilAsserted(() -> {
            List<Worker.Room> rooms = Agreement.rooms(survivors());
            assertThat(rooms).extracting(Worker.Room::adminPeerId).containsOnly(next());
            assertThat(rooms).filteredOn(Worker.Room::actingAdmin).extracting(Worker.Room::peerId)
                    .containsExactly(next());
        });
        Agreement.awaitWhole(ADMIN_LIMIT, survivors());
        cluster.restartServer(command);
        for (Worker worker : survivors()) {
            await(worker.name() + " is registered").atMost(BACK_LIMIT)
                    .until(() -> worker.get("/actuator/health/room").orElse(""),
                            health -> health.contains("\"signaling\":\"registered\""));
        }
        WorkerAnswer answer = cluster.awaitAnswer(BACK_LIMIT,
                it -> it.source() == Source.ADMIN && it.totalCount() == survivors().size());
        assertThat(answer.adminPeerId()).isEqualTo(next());
        assertThat(answer.adminTerm()).isGreaterThan(term);
        Agreement.awaitWhole(ADMIN_LIMIT, survivors());
    }

    @Test
    @Order(4)
    void theNextAdminAnswersWhenTheAdminsProcessIsKilled() {
        killAdmin();
        WorkerAnswer answer = cluster.awaitAnswer(ANSWER_LIMIT, it -> it.source() == Source.ADMIN
                && it.totalCount() == running.size() - 1 && next().equals(it.adminPeerId()));
        assertThat(answer.mode()).isEqualTo(Mode.NORMAL);
        assertThat(answer.workers()).noneMatch(worker -> worker.peerId().equals(admin().peerId()));
    }

    @Test
    @Order(5)
    void nothingThatSurvivorsWroteIsLostWhenTheAdminIsKilledInTheMiddleOfItsBroadcasts() throws InterruptedException {
        try (Writers writers = new Writers(CHANGES_PER_SECOND)) {
            for (Worker writer : List.of(running.get(2), running.get(6), admin()))
                writers.start(writer);
            writers.awaitWritten(admin(), CHANGES_PER_SECOND, WRITE_LIMIT);
            killAdmin();
            int before = writers.written();
            cluster.awaitRoom(SETTLE_LIMIT, survivors(), room -> next().equals(room.adminPeerId()));
            assertThat(writers.written()).as("the survivors wrote on").isGreaterThan(before);
            Map<PeerId, WorkerStatus> last = writers.stop(survivors(), WRITE_LIMIT);
            assertThat(last).hasSize(2);
            Agreement.awaitWhole(SETTLE_LIMIT, survivors(), last);
        }
    }

    /** The best of those that ran when the test began. */
    private Worker admin() {
        return running.getLast();
    }

    private void killAdmin() {
        killed.add(admin());
        admin().signal("KILL");
    }

    private List<Worker> survivors() {
        return running.subList(0, running.size() - 1);
    }

    private PeerId next() {
        return survivors().getLast().peerId();
    }
}
