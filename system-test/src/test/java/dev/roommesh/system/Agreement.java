package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the workers of a settled room agree on. */
final class Agreement {
    private Agreement() {}

    /** Waits for one whole room of these workers and no others, each with the status given for it. */
    static void awaitWhole(Duration limit, Collection<Worker> workers, Map<PeerId, WorkerStatus> statuses) {
        await("one whole room").atMost(limit).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertHolds(workers, statuses));
    }

    /**
     * Waits until each of these workers shows all of them, with the status given for each, in a room that has its admin.
     * Links may be silent meanwhile: where packets are lost, one of the admin's beats that is sent again comes after its
     * deadline (0.6 s), so there is seldom a moment at which all 90 directions were heard in time.
     */
    static void awaitNews(Duration limit, Collection<Worker> workers, Map<PeerId, WorkerStatus> statuses) {
        List<PeerId> running = workers.stream().map(Worker::peerId).toList();
        await("news at everybody").atMost(limit).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> rooms(workers).forEach(room -> assertNews(room, running, statuses)));
    }

    static void awaitWhole(Duration limit, Collection<Worker> workers) {
        awaitWhole(limit, workers, Map.of());
    }

    /** The room as each of them sees it; fails when one does not answer. */
    static List<Worker.Room> rooms(Collection<Worker> workers) {
        return workers.stream().map(
                worker -> worker.room().orElseThrow(() -> new AssertionError(worker.name() + " does not answer")))
                .toList();
    }

    /** How often these workers together concluded something since their start. */
    static long concluded(Collection<Worker> workers, String kind) {
        return workers.stream().mapToLong(worker -> worker.concluded(kind)).sum();
    }

    private static void assertHolds(Collection<Worker> workers, Map<PeerId, WorkerStatus> statuses) {
        List<Worker.Room> rooms = rooms(workers);
        List<PeerId> running = workers.stream().map(Worker::peerId).toList();
        for (Worker.Room room : rooms) {
            assertNews(room, running, statuses);
            assertThat(room.linksAliveBothWays()).as("links of %s: %s", room.peerId(), room.links())
                    .isEqualTo(running.size() - 1L);
            assertThat(room.roster().peers()).extracting("peerId").as("roster of %s", room.peerId())
                    .containsAll(running);
        }
        assertThat(rooms).extracting(Worker.Room::adminPeerId).as("admins")
                .containsOnly(rooms.getFirst().adminPeerId());
        assertThat(rooms).filteredOn(Worker.Room::actingAdmin).extracting(Worker.Room::peerId).as("acting admins")
                .containsExactly(rooms.getFirst().adminPeerId());
        assertThat(rooms).extracting(Worker.Room::workers).as("documents").containsOnly(rooms.getFirst().workers());
        assertThat(rooms).extracting(Worker.Room::epoch).as("epochs").containsOnly(rooms.getFirst().epoch());
        assertThat(rooms).extracting(Worker.Room::documentChanges).as("numbers of changes")
                .containsOnly(rooms.getFirst().documentChanges());
    }

    private static void assertNews(Worker.Room room, List<PeerId> running, Map<PeerId, WorkerStatus> statuses) {
        assertThat(room.mode()).as("mode of %s", room.peerId()).isEqualTo(Mode.NORMAL);
        assertThat(room.workers()).extracting(WorkerEntry::peerId).as("workers that %s shows", room.peerId())
                .containsExactlyInAnyOrderElementsOf(running);
        statuses.forEach((peer, status) -> assertThat(statusOf(peer, room))
                .as("status of %s as %s has it", peer, room.peerId()).isEqualTo(status));
    }

    static WorkerStatus statusOf(PeerId peer, Worker.Room room) {
        return room.workers().stream().filter(entry -> entry.peerId().equals(peer))
                .map(entry -> entry.metadata().status()).findFirst()
                .orElseThrow(() -> new AssertionError(room.peerId() + " has no entry of " + peer));
    }
}
