package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.RoomClient;
import dev.roommesh.client.WorkerWatch;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A client watches a room whose admin dies, whose next admin stands still, and whose server is killed and comes back. */
class WatchIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** The promise for a watch that is cut. */
    private static final Duration SAYS_SO = Duration.ofSeconds(2);

    private final Told told = new Told();

    @Test
    void nothingIsMissedAndNothingComesTwice() throws Exception {
        try (Cluster cluster = Cluster.up(5); var client = RoomClient.connect(cluster.facts())) {
            Formation.assertComplete(cluster);
            try (WorkerWatch watch = client.watch(WorkerQuery.ALL, told).join()) {
                follow(cluster, watch);
            }
            assertThat(told.faults()).isEmpty();
        }
    }

    private void follow(Cluster cluster, WorkerWatch watch) throws Exception {
        Worker admin = cluster.worker(5);
        Worker heir = cluster.worker(4);
        soon(() -> told.workers().size() == 5 && told.isAdmin(admin));
        setStatus(cluster.worker(1), WorkerStatus.MAINTENANCE);

        told.willGo(admin);
        admin.signal("KILL");
        soon(() -> told.isAdmin(heir) && told.workers().size() == 4);
        setStatus(cluster.worker(2), WorkerStatus.MAINTENANCE);

        // Nobody hears it while it stands still.
        told.willGo(heir);
        heir.signal("STOP");
        // Another admin is elected, and the watch goes there.
        soon(() -> told.isAdmin(cluster.worker(3)) && !told.isStale());
        setStatus(cluster.worker(1), WorkerStatus.AVAILABLE);
        heir.signal("CONT");

        List<String> command = Cluster.commandOf(cluster.serverPid());
        long killed = System.nanoTime();
        Signals.send(cluster.serverPid(), "KILL");
        soon(told::isStale);
        assertThat(Duration.ofNanos(told.staleAt() - killed)).isLessThan(SAYS_SO);
        assertThat(watch.answer().stale()).isTrue();
        put(cluster.worker(3), WorkerStatus.MAINTENANCE);
        cluster.restartServer(command);
        soon(() -> !told.isStale() && told.has("worker-3", WorkerStatus.MAINTENANCE));
        setStatus(cluster.worker(2), WorkerStatus.AVAILABLE);

        await().atMost(LIMIT).untilAsserted(() -> {
            WorkerAnswer truth = cluster.ask(WorkerQuery.ALL);
            assertThat(truth.source()).isEqualTo(Source.ADMIN);
            assertThat(truth.workers()).hasSize(4);
            assertThat(watch.answer().workers()).isEqualTo(truth.workers());
            assertThat(watch.answer().adminPeerId()).isEqualTo(truth.adminPeerId());
            assertThat(told.workers()).map(WatchIT::whatItSays)
                    .containsExactlyInAnyOrderElementsOf(truth.workers().stream().map(WatchIT::whatItSays).toList());
        });
        assertThat(watch.answer().source()).isEqualTo(Source.REPLICA);
    }

    /** A revision that says the same is no change, and so is not told. */
    private static WorkerEntry whatItSays(WorkerEntry entry) {
        return WorkerEntry.of(entry.peerId(), entry.metadata());
    }

    private void setStatus(Worker worker, WorkerStatus status) {
        put(worker, status);
        soon(() -> told.has(worker.name(), status));
    }

    private void put(Worker worker, WorkerStatus status) {
        told.willBe(worker, status);
        assertThat(worker.put("/status", "{\"status\":\"" + status.word() + "\"}")).isEqualTo(200);
    }

    private static void soon(Callable<Boolean> wish) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(wish);
    }
}
