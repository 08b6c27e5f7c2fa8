package dev.roommesh.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.client.local.ClusterView;
import dev.roommesh.client.local.RoomReport;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerEntry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterScreenTest {
    private static final ClusterView EMPTY = new ClusterView(List.of());
    private static final ClusterView HALF = new ClusterView(
            List.of(worker("ana"), new ClusterView.Worker("ben", true, null)));
    private static final ClusterView WHOLE = new ClusterView(List.of(worker("ana"), worker("ben")));

    private final StringWriter written = new StringWriter();

    @Test
    void withoutATerminalEachChangeIsOneLine() {
        var screen = new ClusterScreen(new PrintWriter(written), false);
        List.of(EMPTY, HALF, HALF, WHOLE, WHOLE).forEach(screen::show);

        assertThat(written.toString().lines()).containsExactly("Starting the signaling server",
                "1 of 2 workers answer, 0 of 1 links open, admin ben (term 3)",
                "2 of 2 workers answer, 1 of 1 links open, admin ben (term 3), complete");
    }

    @Test
    void onATerminalTheTableIsDrawnOverTheOneBefore() {
        var screen = new ClusterScreen(new PrintWriter(written), true);
        List.of(EMPTY, WHOLE, WHOLE, HALF).forEach(screen::show);

        assertThat(written.toString())
                .contains("\u001b[1A\r\u001b[J2 of 2 workers", "\u001b[4A\r\u001b[J1 of 2 workers")
                .containsOnlyOnce("complete");
    }

    @Test
    void theTableShowsWhereEachWorkerIs() {
        var ended = new ClusterView.Worker("cleo", false, null);

        assertThat(ClusterScreen.table(new ClusterView(List.of(worker("ana"), worker("ben"), ended))))
                .containsExactly("  PEER  STATUS       GPU MEMORY  MODE    LINKS OPEN",
                        "  ana   maintenance  8192 MiB    normal  1 of 1",
                        "* ben   maintenance  16384 MiB   normal  1 of 1",
                        "  cleo  ended        -           -       -");
    }

    private static ClusterView.Worker worker(String name) {
        var profile = new Profile(List.of(), Map.of(Profile.GPU_MEMORY_MB, PropertyValue.of(8192), Profile.STATUS,
                PropertyValue.of("maintenance")));
        var workers = List.of(WorkerEntry.of(new PeerId("ana"), profile),
                WorkerEntry.of(new PeerId("ben"), profile.with(Profile.GPU_MEMORY_MB, PropertyValue.of(16_384))));
        return new ClusterView.Worker(name, true,
                new RoomReport(new PeerId(name), Mode.NORMAL, new PeerId("ben"), 3, 1, 1, List.of(), workers));
    }
}
