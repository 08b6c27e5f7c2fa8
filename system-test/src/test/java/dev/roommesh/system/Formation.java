package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.Filters;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a room that {@code ./roommesh up} has just started shows. */
final class Formation {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Formation() {}

    /** A frame has crossed each link both ways, all follow the best, and it answers for all of them. */
    static void assertComplete(Cluster cluster) {
        int size = cluster.workers().size();
        PeerId best = new PeerId("worker-" + size);
        cluster.awaitRoom(LIMIT, cluster.workers(), room -> room.linksAliveBothWays() == size - 1);
        for (Worker worker : cluster.workers()) {
            Worker.Room room = worker.room().orElseThrow();
            assertThat(room.linksOpen()).isEqualTo(size - 1);
            assertThat(room.mode()).isEqualTo(Mode.NORMAL);
            assertThat(room.adminPeerId()).isEqualTo(best);
            assertThat(room.actingAdmin()).isEqualTo(worker.name().equals(best.value()));
            assertThat(room.workers()).hasSize(size);
        }
        assertAnswers(cluster, best, size);
    }

    private static void assertAnswers(Cluster cluster, PeerId best, int size) {
        // Where the admin takes longer than the hedge, another member may answer first, and says so.
        WorkerAnswer all = cluster.awaitAnswer(LIMIT, answer -> answer.source() == Source.ADMIN);
        assertThat(all.stale()).isFalse();
        assertThat(all.adminPeerId()).isEqualTo(best);
        assertThat(all.totalCount()).isEqualTo(size);
        long half = all.workers().stream().mapToLong(worker -> worker.metadata().gpuMemoryMb()).sorted().skip(size / 2)
                .findFirst().orElseThrow();
        WorkerAnswer large = cluster.ask(new WorkerQuery(new Filters(null, half, List.of(), Map.of()), 100));
        assertThat(large.workers()).hasSize(size - size / 2)
                .allMatch(worker -> worker.metadata().gpuMemoryMb() >= half);
        await().atMost(LIMIT).until(() -> cluster.shell().roommesh("workers", "--json"),
                json -> json.exitCode() == 0 && Stream.of("\"total_count\":" + size, "\"source\":\"admin\"",
                        "\"stale\":false", "\"admin_peer_id\":\"" + best + "\"").allMatch(json.output()::contains));
    }
}
