package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComingAndGoingIT {
    private static final Duration CHURN = Lengths.of("roommesh.churn", 20, 60);
    private static final Duration WRITING = Lengths.of("roommesh.writing", 18, 60);
    /** 30 in a minute. */
    private static final Duration CHURN_TURN = Duration.ofSeconds(2);
    /** The start of a process takes a good share of 2 cores, of which the writing needs the rest. */
    private static final Duration WRITING_TURN = Duration.ofSeconds(6);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);
    /** After the last change of ten that write so often each; on 2 cores that do nothing else. */
    private static final Duration EQUAL_LIMIT = Duration.ofSeconds(1);
    private static final int CHANGES_PER_SECOND = Integer.getInteger("roommesh.rate", Lengths.LONG ? 10 : 2);

    @Test
    void aRoomWhereWorkersComeAndGoAllTheTimeEndsWholeWithOneAdminAndNoErrorInAnyLog() throws InterruptedException {
        try (Cluster cluster = Cluster.up(5); Newcomers newcomers = new Newcomers(cluster)) {
            Turnover turnover = new Turnover(newcomers, CHURN_TURN, 4, 3, _ -> {});
            List<Worker> running = with(cluster, turnover.run(CHURN));
            Agreement.awaitWhole(SETTLE_LIMIT, running);
            Set<String> possible = new HashSet<>(turnover.crashed());
            running.forEach(worker -> possible.add(worker.name()));
            for (Worker.Room room : Agreement.rooms(running)) {
                assertThat(room.roster().peers()).as("roster of %s", room.peerId())
                        .allMatch(peer -> possible.contains(peer.peerId().value()));
            }
            Logs.assertNoTrouble(cluster);
        }
    }

    @Test
    void tenThatWriteWhileSomeComeAndGoHaveEqualDocumentsRightAfter() throws InterruptedException {
        try (Cluster cluster = Cluster.up(8);
                Newcomers newcomers = new Newcomers(cluster);
                Writers writers = new Writers(CHANGES_PER_SECOND)) {
            cluster.workers().forEach(writers::start);
            Turnover guests = new Turnover(newcomers, WRITING_TURN, 2, 0, writers::start);
            List<Worker> ten = with(cluster, guests.run(WRITING));
            cluster.awaitRoom(SETTLE_LIMIT, ten, room -> room.linksAliveBothWays() == 9);
            Map<PeerId, WorkerStatus> last = writers.stop(ten, SETTLE_LIMIT);
            assertThat(last).hasSize(10);
            Agreement.awaitWhole(EQUAL_LIMIT, ten, last);
            Logs.assertNoTrouble(cluster);
        }
    }

    private static List<Worker> with(Cluster cluster, List<Worker> guests) {
        List<Worker> all = new ArrayList<>(cluster.workers());
        all.addAll(guests);
        return all;
    }
}
