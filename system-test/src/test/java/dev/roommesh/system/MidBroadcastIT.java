package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MidBroadcastIT {
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(15);
    private static final int CHANGES_PER_SECOND = 50;

    @Test
    void nothingThatSurvivorsWroteIsLostWhenTheAdminIsKilledInTheMiddleOfItsBroadcasts() throws InterruptedException {
        try (Cluster cluster = Cluster.up(10); Writers writers = new Writers(CHANGES_PER_SECOND)) {
            Worker admin = cluster.worker(10);
            List<Worker> survivors = cluster.workers().subList(0, 9);
            for (int number : List.of(3, 7, 10))
                writers.start(cluster.worker(number));
            writers.awaitWritten(admin, CHANGES_PER_SECOND, WRITE_LIMIT);
            admin.signal("KILL");
            int before = writers.written();
            cluster.awaitRoom(SETTLE_LIMIT, survivors, room -> new PeerId("worker-9").equals(room.adminPeerId()));
            assertThat(writers.written()).as("the survivors wrote on").isGreaterThan(before);
            Map<PeerId, WorkerStatus> last = writers.stop(survivors, WRITE_LIMIT);
            assertThat(last).hasSize(2);
            Agreement.awaitWhole(SETTLE_LIMIT, survivors, last);
        }
    }
}
