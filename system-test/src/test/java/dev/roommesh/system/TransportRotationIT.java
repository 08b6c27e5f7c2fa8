package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TransportRotationIT {
    private static final int SIZE = 3;
    private static final int ROTATIONS = 2;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** Some ten messages a second come to a worker, so this many are soon there. */
    private static final Map<String, String> FEW_MESSAGES = Map.of("ROOMMESH_WORKER_TRANSPORTMESSAGESMAX", "100");

    @Test
    void workersMakeTheirLinksAnewAndNothingInTheRoomChanges() {
        try (Cluster cluster = Cluster.up(SIZE, FEW_MESSAGES)) {
            List<Worker> workers = cluster.workers();
            PeerId admin = new PeerId("worker-" + SIZE);
            cluster.awaitRoom(Duration.ofSeconds(20), workers, room -> room.linksAliveBothWays() == SIZE - 1
                    && room.workers().size() == SIZE && admin.equals(room.adminPeerId()));
            long term = workers.getFirst().room().orElseThrow().adminTerm();
            List<Double> lostBefore = workers.stream().map(TransportRotationIT::linksLost).toList();
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> {
                for (Worker worker : workers)
                    worker.room().ifPresent(room -> assertUnchanged(room, admin, term));
                return workers.stream().allMatch(worker -> rotations(worker) >= ROTATIONS);
            });
            assertThat(workers.stream().map(TransportRotationIT::linksLost).toList()).isEqualTo(lostBefore);
            assertThat(workers).allMatch(worker -> conclusions(worker, "died") == 0);
        }
    }

    private static void assertUnchanged(Worker.Room room, PeerId admin, long term) {
        assertThat(room.mode()).isEqualTo(Mode.NORMAL);
        assertThat(room.adminPeerId()).isEqualTo(admin);
        assertThat(room.adminTerm()).isEqualTo(term);
        assertThat(room.linksOpen()).as("links of %s", room.peerId()).isEqualTo(SIZE - 1);
        assertThat(room.workers()).hasSize(SIZE);
    }

    private static double rotations(Worker worker) {
        return metric(worker, "roommesh_transport_rotations_total");
    }

    private static double linksLost(Worker worker) {
        return conclusions(worker, "link_down");
    }

    private static double conclusions(Worker worker, String kind) {
        return metric(worker, "roommesh_room_conclusions_total{kind=\"" + kind + "\"}");
    }

    /** 0 for one that has not been counted yet. */
    private static double metric(Worker worker, String name) {
        String metrics = worker.get("/actuator/prometheus").orElseThrow();
        Matcher line = Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE).matcher(metrics);
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }
}
