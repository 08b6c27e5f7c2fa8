package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.Reach;
import dev.roommesh.client.Reservation;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.Way;
import dev.roommesh.client.WorkerWatch;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A client asks and watches over a data channel to the admin, and goes on where the server or the admin ends. */
class DirectIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration TTL = Duration.ofSeconds(60);

    private final Told told = new Told();

    @Test
    void theRoomIsAskedReservedAndWatchedWithoutItsServer() throws Exception {
        try (Cluster cluster = Cluster.up(3);
                var client = RoomClient.connect(cluster.facts(), RoomClient.CONNECT_LIMIT, Reach.DIRECT)) {
            Formation.assertComplete(cluster);
            Way direct = new Way.Direct(cluster.worker(3).peerId());
            soon(() -> client.way().equals(direct));
            assertThat(client.whyNotDirect()).isEmpty();
            // On a busy machine an answer may take longer than the relay is waited with.
            RoomClient.Answer answer = await().atMost(LIMIT).until(() -> client.ask(WorkerQuery.ALL, LIMIT).join(),
                    told -> told.way().equals(direct));
            assertThat(answer.workers().source()).isEqualTo(Source.ADMIN);
            assertThat(answer.workers().workers()).hasSize(3);
            try (WorkerWatch watch = client.watch(WorkerQuery.ALL, told).join()) {
                soon(() -> watch.way().equals(Optional.of(direct)));
                goOnWithoutServer(cluster, client, watch, direct);
                goOnWithoutAdmin(cluster, client, watch);
            }
            assertThat(told.faults()).isEmpty();
        }
    }

    private void goOnWithoutServer(Cluster cluster, RoomClient client, WorkerWatch watch, Way direct)
            throws Exception {
        List<String> command = Cluster.commandOf(cluster.serverPid());
        Signals.send(cluster.serverPid(), "KILL");
        await().until(() -> ProcessHandle.of(cluster.serverPid()).isEmpty());
        RoomClient.Answer answer = client.ask(WorkerQuery.ALL, LIMIT).join();
        assertThat(answer.way()).isEqualTo(direct);
        assertThat(answer.workers().stale()).isFalse();
        told.willBe(cluster.worker(1), WorkerStatus.RESERVED);
        try (Reservation reservation = client.reserve(WorkerQuery.ALL, TTL).join()) {
            assertThat(reservation.peerId()).isEqualTo(cluster.worker(1).peerId());
            assertThat(reservation.rest()).as("renewed for as long as was wanted")
                    .isGreaterThan(Duration.ofSeconds(30));
            soon(() -> told.has("worker-1", WorkerStatus.RESERVED));
            told.willBe(cluster.worker(1), WorkerStatus.AVAILABLE);
        }
        soon(() -> told.has("worker-1", WorkerStatus.AVAILABLE));
        assertThat(told.isStale()).isFalse();
        assertThat(watch.way()).contains(direct);
        cluster.restartServer(command);
        cluster.awaitAnswer(LIMIT, seen -> seen.source() == Source.ADMIN && seen.workers().size() == 3);
        // The admin alone knows of all three; whoever is to answer after it must have come back to the server as well.
        for (Worker worker : cluster.workers())
            soon(() -> worker.get("/actuator/prometheus").orElse("").lines()
                    .anyMatch(line -> line.startsWith("roommesh_signaling_registered") && line.endsWith(" 1.0")));
    }

    /** Word comes over the server meanwhile, and over a channel to the next admin once there is one. */
    private void goOnWithoutAdmin(Cluster cluster, RoomClient client, WorkerWatch watch) {
        Worker heir = cluster.worker(2);
        told.willGo(cluster.worker(3));
        cluster.worker(3).signal("KILL");
        RoomClient.Answer meanwhile = client.ask(WorkerQuery.ALL, LIMIT).join();
        assertThat(meanwhile.workers().workers()).as("answered meanwhile: %s", meanwhile).isNotEmpty();
        soon(() -> told.isAdmin(heir) && told.workers().size() == 2 && !told.isStale());
        soon(() -> watch.way().equals(Optional.of(new Way.Direct(heir.peerId()))));
        told.willBe(cluster.worker(1), WorkerStatus.MAINTENANCE);
        assertThat(cluster.worker(1).put("/status", "{\"status\":\"maintenance\"}")).isEqualTo(200);
        soon(() -> told.has("worker-1", WorkerStatus.MAINTENANCE));
    }

    @Test
    void whereTheServerKnowsOfMoreItIsAskedAgain() throws Exception {
        try (Cluster cluster = Cluster.up(2);
                var client = RoomClient.connect(cluster.facts());
                Newcomers newcomers = new Newcomers(cluster)) {
            Formation.assertComplete(cluster);
            assertThat(client.way()).isEqualTo(new Way.Relay());
            try (WorkerWatch watch = client.watch(WorkerQuery.ALL, told).join()) {
                soon(() -> watch.way().filter(Way.Direct.class::isInstance).isPresent());
                Worker apart = newcomers.startApart("apart", 4_000);
                soon(() -> told.workers().size() == 3);
                assertThat(watch.way()).contains(new Way.Relay());
                assertThat(client.ask(WorkerQuery.ALL, LIMIT).join().way()).isEqualTo(new Way.Relay());
                told.willGo(apart);
                newcomers.leave(apart);
                soon(() -> told.workers().size() == 2);
                soon(() -> watch.way().filter(Way.Direct.class::isInstance).isPresent());
            }
            // Nobody watches any more.
            soon(() -> client.way().equals(new Way.Relay()));
            assertThat(told.faults()).isEmpty();
        }
    }

    private static void soon(Callable<Boolean> wish) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(wish);
    }
}
