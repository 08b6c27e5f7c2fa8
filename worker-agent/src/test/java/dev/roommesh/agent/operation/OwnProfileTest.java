package dev.roommesh.agent.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnProfileTest {
    @Test
    void saysWhatWasConfigured() {
        Profile profile = OwnProfile.of(new WorkerProperties("http://127.0.0.1:8080", "lab", "token", "ana", 24_576L,
                "NVIDIA A", List.of("fast"), Duration.ofSeconds(1), 0, 0, 1_000_000, true)).get();
        assertThat(profile.gpuMemoryMb()).isEqualTo(24_576);
        assertThat(profile.properties()).containsEntry(Profile.GPU_MODEL, PropertyValue.of("NVIDIA A"))
                .containsEntry("gpu_count", PropertyValue.of(1)).containsKey(Profile.HOSTNAME);
        assertThat(profile.tags()).containsExactly("fast");
        assertThat(profile.status()).isEqualTo(WorkerStatus.AVAILABLE);
    }

    @Test
    void noGpuMeansNone() {
        Profile profile = OwnProfile.of(new WorkerProperties("http://127.0.0.1:8080", "lab", "token", null, 0L, null,
                List.of(), Duration.ofSeconds(1), 0, 0, 1_000_000, true)).get();
        assertThat(profile.properties()).containsEntry("gpu_count", PropertyValue.of(0))
                .containsEntry(Profile.GPU_MODEL, PropertyValue.of("unknown"));
    }

    @Test
    void eachChangeIsToldInOrderAndKeepsTheRest() {
        var own = new OwnProfile(Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(5)));
        List<WorkerStatus> told = new ArrayList<>();
        own.setStatus(WorkerStatus.BUSY);
        own.listen(changed -> {
            told.add(changed.status());
            assertThat(changed.gpuMemoryMb()).isEqualTo(5);
            assertThat(own.get()).as("who listens finds it set").isEqualTo(changed);
        });
        own.setStatus(WorkerStatus.MAINTENANCE);
        own.setStatus(WorkerStatus.AVAILABLE);
        assertThat(told).containsExactly(WorkerStatus.MAINTENANCE, WorkerStatus.AVAILABLE);
    }
}
