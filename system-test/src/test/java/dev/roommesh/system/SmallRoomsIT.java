package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallRoomsIT {
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    @Test
    void twoWorkersFormARoomAndTheOtherGoesOnWhenTheAdminsProcessIsKilled() {
        try (Cluster cluster = Cluster.up(2)) {
            Formation.assertComplete(cluster);
            cluster.worker(2).signal("KILL");
            WorkerAnswer answer = cluster.awaitAnswer(FIVE_SECONDS,
                    it -> it.source() == Source.ADMIN && new PeerId("worker-1").equals(it.adminPeerId()));
            assertThat(answer.mode()).isEqualTo(Mode.CARETAKER);
            assertThat(answer.totalCount()).isEqualTo(1);
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
