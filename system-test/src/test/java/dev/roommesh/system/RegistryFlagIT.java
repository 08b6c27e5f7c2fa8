package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.client.Reservation;
import dev.roommesh.client.RoomClient;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A room's own registry is switched off and on while clients ask, and one worker stays out. Nobody is restarted. */
class RegistryFlagIT {
    private static final int SIZE = 4;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** The promise of a room that is switched on again. */
    private static final Duration MESH_BACK = Duration.ofSeconds(5);

    private final AtomicInteger answers = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void offAndOnAgainAndOneThatStaysOut() throws Exception {
        try (Cluster cluster = Cluster.up(SIZE); var client = RoomClient.connect(cluster.facts())) {
            Formation.assertComplete(cluster);
            PeerId kept = cluster.worker(3).peerId();
            Reservation reservation = client.reserve(RoomClient.newReservation(), kept, Duration.ofMinutes(10)).join();
            Thread asker = Thread.startVirtualThread(() -> ask(client));

            setServers(cluster, "{\"enabled\":false}");
            cluster.awaitRoom(LIMIT, cluster.workers(), room -> room.linksOpen() == 0 && room.mode() == Mode.FORMING);
            cluster.awaitAnswer(LIMIT, answer -> answer.source() == Source.REGISTRATIONS && !answer.stale());
            cluster.awaitAnswer(LIMIT, answer -> status(answer, kept.value()) == WorkerStatus.AVAILABLE);
            assertThat(cluster.worker(1).get("/actuator/featureflags").orElseThrow()).contains("false", "\"server\"");
            assertThat(cluster.worker(1).get("/actuator/health/room").orElseThrow()).contains("\"UP\"");
            assertThat(cluster.worker(1).put("/status", "{\"status\":\"maintenance\"}")).isEqualTo(200);
            cluster.awaitAnswer(LIMIT, answer -> status(answer, "worker-1") == WorkerStatus.MAINTENANCE);

            setServers(cluster, "{\"enabled\":true}");
            cluster.awaitRoom(MESH_BACK, cluster.workers(), room -> room.linksAliveBothWays() == SIZE - 1);
            WorkerAnswer back = cluster.awaitAnswer(LIMIT, answer -> answer.source() == Source.ADMIN
                    && answer.totalCount() == SIZE);
            assertThat(status(back, "worker-1")).isEqualTo(WorkerStatus.MAINTENANCE);
            assertThat(back.adminPeerId()).isEqualTo(new PeerId("worker-" + SIZE));
            assertThat(reservation.isHeld()).isTrue();
            cluster.awaitAnswer(LIMIT, answer -> status(answer, kept.value()) == WorkerStatus.RESERVED);
            assertThatThrownBy(() -> client.reserve(RoomClient.newReservation(), kept, Duration.ofMinutes(1)).join())
                    .as("it did not forget for whom it is kept").hasMessageContaining("not free");

            over.set(true);
            asker.join(LIMIT);
            assertThat(failures).isEmpty();
            assertThat(answers).hasValueGreaterThan(100);

            Worker apart = cluster.worker(2);
            List<Worker> others = cluster.workers().stream().filter(worker -> !worker.equals(apart)).toList();
            assertThat(apart.send("POST", "/actuator/featureflags/registry", "{\"enabled\":false}")).isEqualTo(200);
            cluster.awaitRoom(LIMIT, List.of(apart), room -> room.linksOpen() == 0);
            cluster.awaitRoom(LIMIT, others,
                    room -> room.linksExpected() == SIZE - 2 && room.roster().size() == SIZE - 1);
            assertThat(apart.get("/actuator/featureflags").orElseThrow()).contains("\"operator\"");
            cluster.awaitAnswer(LIMIT, answer -> answer.source() == Source.ADMIN && answer.totalCount() == SIZE);
            assertThat(apart.send("DELETE", "/actuator/featureflags/registry", "")).isEqualTo(200);
            cluster.awaitRoom(LIMIT, cluster.workers(), room -> room.linksAliveBothWays() == SIZE - 1
                    && room.roster().size() == SIZE);

            assertThat(cluster.workers()).allMatch(Worker::isRunning);
        }
    }

    private static WorkerStatus status(WorkerAnswer answer, String worker) {
        return answer.workers().stream().filter(entry -> entry.peerId().value().equals(worker))
                .map(WorkerEntry::metadata).findFirst().orElseThrow().status();
    }

    /** One question after the other. */
    private void ask(RoomClient client) {
        while (!over.get()) {
            try {
                WorkerAnswer answer = client.discover(WorkerQuery.ALL).join();
                answers.incrementAndGet();
                if (answer.totalCount() != SIZE)
                    failures.add(answer.totalCount() + " by " + answer.source() + " of mode " + answer.mode() + " with "
                            + answer.adminPeerId() + " of term " + answer.adminTerm() + " at " + answer.asOf());
            } catch (RuntimeException failed) {
                failures.add(String.valueOf(failed.getMessage()));
            }
        }
    }

    private static void setServers(Cluster cluster, String body) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            URI flag = cluster.facts().server().resolve("/actuator/featureflags/registry");
            assertThat(http.send(HttpRequest.newBuilder(flag).header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
        }
    }
}
