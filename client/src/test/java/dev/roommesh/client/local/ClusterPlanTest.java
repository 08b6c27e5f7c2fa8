package dev.roommesh.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.roommesh.client.local.ClusterPlan.PlannedWorker;
import dev.roommesh.model.Limits;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {
    @Test
    void eachWorkerHasAPortAndAGpuOfItsOwnAndTheLastTheLargest() {
        var plan = ClusterPlan.of(0, Limits.ROOM_WORKERS_MAX);

        assertThat(plan.workers()).hasSize(10).isSortedAccordingTo(Comparator.comparingLong(PlannedWorker::gpuMemoryMb))
                .doesNotHaveDuplicates();
        assertThat(plan.workers().stream().map(PlannedWorker::httpPort).distinct()).hasSize(10)
                .doesNotContain(plan.serverPort());
        assertThat(plan.workers().getFirst().name()).isEqualTo("worker-1");
        assertThat(plan.workers().getLast().gpuMemoryMb()).isEqualTo(8192 + 9 * 4096);
    }

    @Test
    void aTakenPortIsToldBeforeAnythingIsStarted() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(LocalFailure.class).isThrownBy(() -> ClusterPlan.of(taken.getLocalPort(), 1))
                    .withMessage("Port " + taken.getLocalPort()
                            + " on 127.0.0.1 is taken; end what listens there or choose another with --port.");
        }
    }

    @Test
    void aRoomHasOneToTenWorkers() {
        assertThatIllegalArgumentException().isThrownBy(() -> ClusterPlan.of(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> ClusterPlan.of(0, Limits.ROOM_WORKERS_MAX + 1));
    }
}
