package dev.roommesh.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.client.Way;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkerTableTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void whatCameDirectlySaysSo() {
        assertThat(new WorkerTable(answer(null, false, Source.ADMIN), new Way.Direct(new PeerId("w")), NOW).lines()
                .getFirst()).contains("answered by admin directly");
    }

    @Test
    void showsEachWorkerAndMarksTheAdmin() {
        var answer = answer(new PeerId("ben"), false, Source.ADMIN, worker("ana", 8192, "T4", WorkerStatus.BUSY),
                worker("ben", 16_384, "A100", WorkerStatus.AVAILABLE));

        assertThat(new WorkerTable(answer, new Way.Relay(), NOW.plusMillis(250)).lines()).containsExactly(
                "2 of 2 workers, admin ben (term 4), answered by admin, mode normal, 0.3 s old",
                "  PEER  STATUS     GPU MEMORY  MODEL  HOST", "  ana   busy       8192 MiB    T4     host-1",
                "* ben   available  16384 MiB   A100   host-1");
    }

    @Test
    void aStaleAnswerSaysSoWithItsAge() {
        assertThat(new WorkerTable(answer(null, true, Source.MEMBER), new Way.Relay(), NOW.plusSeconds(180)).lines())
                .containsExactly(
                        "0 of 0 workers, no admin, answered by member, mode normal, STALE, 3 min old",
                        "No worker fits.");
    }

    @Test
    void anAnswerFromAClockThatIsAheadIsNew() {
        assertThat(new WorkerTable(answer(null, false, Source.ADMIN), new Way.Relay(), NOW.minusSeconds(9)).lines()
                .getFirst())
                .endsWith(", 0.0 s old");
    }

    @Test
    void whatAWorkerSaysOfItselfCannotDriveTheTerminal() {
        var answer = answer(null, false, Source.ADMIN,
                worker("ana", 1, "\u001b[2J\u009b" + "x".repeat(99), WorkerStatus.BUSY));

        assertThat(new WorkerTable(answer, new Way.Relay(), NOW).lines().getLast()).contains("?[2J?xxx", "...  host-1")
                .doesNotContain("\u001b", "\u009b").hasSizeLessThan(100);
    }

    private static WorkerAnswer answer(@Nullable PeerId admin, boolean stale, Source source, WorkerEntry... workers) {
        return new WorkerAnswer(List.of(workers), workers.length, admin, 4, NOW, stale, source, Mode.NORMAL);
    }

    private static WorkerEntry worker(String id, long memory, String model, WorkerStatus status) {
        return WorkerEntry.of(new PeerId(id),
                new Profile(List.of(), Map.of(Profile.GPU_MEMORY_MB, PropertyValue.of(memory), Profile.GPU_MODEL,
                        PropertyValue.of(model), Profile.HOSTNAME, PropertyValue.of("host-1"))).withStatus(status));
    }
}
