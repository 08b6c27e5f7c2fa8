package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.client.Reservation;
import dev.roommesh.client.RoomClient;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients of 2025, real ones in Python, have a data channel to workers of today. Each test leaves the room as it was. */
class OldClientsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** ICE takes 16 s to see that nobody is there, where nobody says so. */
    private static final Duration FREED_WITHIN = Duration.ofSeconds(60);
    private static final Path TRACE = Path.of("..", "signaling-server", "src", "test", "resources", "old-peers",
            "room-clients-2025-11.jsonl");
    /** What differs between any two runs. */
    private static final Set<String> OWN_VALUES = Set.of("peer_id", "room_id", "token", "id_token", "from_peer_id",
            "sender", "target", "sdp");

    private static Cluster cluster;

    @BeforeAll
    static void up() {
        cluster = Cluster.up(2, Map.of("ROOMMESH_WORKER_TAGS", "roommesh,sleap-rtc"));
        Formation.assertComplete(cluster);
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    private static void awaitStatus(Worker worker, WorkerStatus status, Duration limit) {
        cluster.awaitAnswer(limit, seen -> seen.workers().stream()
                .anyMatch(entry -> entry.peerId().equals(worker.peerId()) && entry.metadata().status() == status));
    }

    @Test
    void aClientFindsAWorkerAndHasItUntilItIsKilled() throws Exception {
        Worker largest = cluster.worker(2);
        try (OldClient client = OldClient.start(cluster, "killed", "--min-gpu", "100")) {
            client.await("open", Map.of("label", "my-data-channel"));
            client.await("bytes", Map.of("text", "KEEP_ALIVE"));
            awaitStatus(largest, WorkerStatus.RESERVED, LIMIT);
            String peer = String.valueOf(OldClient.field(client.told("sent").getFirst(), "frame").get("peer_id"));
            assertThat(cluster.ask(WorkerQuery.ALL).workers()).filteredOn(
                    entry -> entry.metadata().properties().containsKey(Profile.RESERVED_BY)).singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.peerId()).isEqualTo(largest.peerId());
                        assertThat(entry.metadata().properties()).containsEntry(Profile.RESERVED_BY,
                                PropertyValue.of(peer));
                    });
            assertThat(framesOf(client)).as("what it says is what clients of its time said")
                    .isEqualTo(framesOfTrace());
            // One that does not ask who is free, as from a session string.
            try (OldClient second = OldClient.start(cluster, "second", "--worker", largest.name())) {
                second.await("no_answer");
                second.awaitEnd();
                assertThat(second.told("heard").toString()).contains("worker_busy").contains("not free");
                assertThat(second.told("open")).isEmpty();
            }
            assertThat(client.told("closed")).isEmpty();
            client.kill();
            awaitStatus(largest, WorkerStatus.AVAILABLE, FREED_WITHIN);
        }
    }

    @Test
    void aClientThatEndsPolitelyLeavesTheWorkerFreeAtOnce() throws Exception {
        try (OldClient client = OldClient.start(cluster, "polite")) {
            client.await("open");
            awaitStatus(cluster.worker(2), WorkerStatus.RESERVED, LIMIT);
            client.interrupt();
            awaitStatus(cluster.worker(2), WorkerStatus.AVAILABLE, Duration.ofSeconds(10));
        }
    }

    @Test
    void aClientWithAJobHearsThatThereAreNoneHere() throws Exception {
        try (OldClient client = OldClient.start(cluster, "job", "--worker", cluster.worker(1).name(), "--say",
                "PACKAGE_TYPE::train", "--say", "OUTPUT_DIR::models", "--say", "FILE_META::a.zip:10:False")) {
            assertThat(client.await("text").toString()).contains("runs no packages");
            client.await("closed");
            client.awaitEnd();
            awaitStatus(cluster.worker(1), WorkerStatus.AVAILABLE, LIMIT);
        }
    }

    @Test
    void whoeverHasTheWorkerAlreadyKeepsIt() throws Exception {
        Worker small = cluster.worker(1);
        try (var today = RoomClient.connect(cluster.facts());
                Reservation reservation = today.reserve(WorkerQuery.ALL, Duration.ofSeconds(60)).join()) {
            assertThat(reservation.peerId()).isEqualTo(small.peerId());
            try (OldClient client = OldClient.start(cluster, "late", "--worker", small.name())) {
                client.await("no_answer");
                assertThat(client.told("heard").toString()).contains("worker_busy");
            }
            awaitStatus(small, WorkerStatus.RESERVED, LIMIT);
            assertThat(reservation.rest()).isPositive();
        }
        awaitStatus(small, WorkerStatus.AVAILABLE, LIMIT);
    }

    private static List<String> framesOf(OldClient client) {
        return client.told("sent").stream().map(told -> masked(OldClient.field(told, "frame"))).toList();
    }

    private static List<String> framesOfTrace() throws IOException {
        List<String> frames = new ArrayList<>();
        for (String line : Files.readAllLines(TRACE)) {
            Map<?, ?> row = OldClient.read(line);
            // The third connection is the client's.
            boolean isSaid = row.get("conn") instanceof Number number && number.intValue() == 3
                    && "c2s".equals(row.get("dir"));
            if (isSaid) frames.add(masked(OldClient.field(row, "msg")));
        }
        assertThat(frames).hasSize(3);
        return frames;
    }

    /** With all fields in their order, and without the values that are a run's own. */
    private static String masked(Object value) {
        return String.valueOf(maskedValue(value));
    }

    private static Object maskedValue(Object value) {
        if (!(value instanceof Map<?, ?> fields)) return value instanceof Number ? "a number" : value;
        Map<String, Object> masked = new LinkedHashMap<>();
        fields.forEach((name, content) -> masked.put(String.valueOf(name),
                OWN_VALUES.contains(String.valueOf(name)) ? "its own" : maskedValue(content)));
        return masked;
    }
}
