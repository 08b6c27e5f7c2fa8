package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerStatus;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One room of ten, each worker on a host of its own; every test begins and ends with a whole room. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutLinksIT {
    private static final Duration WHOLE_LIMIT = Duration.ofSeconds(60);
    private static final Duration HEAL_LIMIT = Duration.ofSeconds(40);
    private static final Duration ADMIN_LIMIT = Duration.ofSeconds(10);
    private static final Duration READ_ONLY_LIMIT = Duration.ofSeconds(10);
    private static final Duration NEWS_LIMIT = Duration.ofSeconds(5);
    private static final Duration LOSS = Lengths.of("roommesh.loss", 20, 60);
    private static final PeerId BEST = new PeerId("w10");

    private final Lan lan = new Lan(10);
    private final Cluster cluster = Cluster.up(1);
    private final Newcomers newcomers = new Newcomers(cluster);
    private final List<Worker> workers = new ArrayList<>();

    CutLinksIT() {
        cluster.worker(1).signal("TERM");
        await().atMost(WHOLE_LIMIT).until(() -> !cluster.worker(1).isRunning());
        URI server = URI.create("http://" + lan.server() + ":" + cluster.facts().http().getPort());
        for (int host : Lan.hosts(1, 10)) {
            workers.add(newcomers.start(lan.at(host), server, "w" + host, 8192 + 4096L * host, lan.httpPort(host)));
        }
    }

    @BeforeEach
    void theRoomIsWholeAndTheBestIsItsAdmin() {
        lan.heal();
        await().atMost(WHOLE_LIMIT).ignoreExceptions()
                .until(() -> Agreement.rooms(workers).stream().allMatch(room -> BEST.equals(room.adminPeerId())));
        Agreement.awaitWhole(WHOLE_LIMIT, workers);
    }

    @AfterAll
    void end() {
        newcomers.close();
        cluster.close();
        lan.close();
    }

    @Test
    void aTenthOfAllPacketsLostKillsNobodyAndMovesNoOffice() {
        long died = Agreement.concluded(workers, "died");
        long claimed = Agreement.concluded(workers, "claimed");
        lan.lose(0.1);
        await("nobody is taken for dead").during(LOSS).atMost(LOSS.plus(WHOLE_LIMIT))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> Agreement.concluded(workers, "died") == died);
        Map<PeerId, WorkerStatus> news = status(3, WorkerStatus.MAINTENANCE);
        Agreement.awaitNews(NEWS_LIMIT, workers, news);
        lan.heal();
        Agreement.awaitWhole(HEAL_LIMIT, workers, news);
        assertThat(Agreement.concluded(workers, "died")).as("deaths").isEqualTo(died);
        assertThat(Agreement.concluded(workers, "claimed")).as("claims").isEqualTo(claimed);
        assertThat(Agreement.rooms(workers)).extracting(Worker.Room::adminPeerId).containsOnly(BEST);
    }

    @Test
    void whereOneDoesNotHearAnotherBothStayAndTheirNewsGoesThroughANeighbour() {
        long died = Agreement.concluded(workers, "died");
        lan.cutOneWay(List.of(7), List.of(2));
        await().atMost(ADMIN_LIMIT).until(() -> workers.get(1).room().orElseThrow().linksAliveBothWays() == 8);
        Map<PeerId, WorkerStatus> news = status(7, WorkerStatus.MAINTENANCE);
        await().atMost(NEWS_LIMIT)
                .until(() -> Agreement.rooms(workers).stream().allMatch(room -> room.workers().size() == 10
                        && room.mode() == Mode.NORMAL && BEST.equals(room.adminPeerId())
                        && Agreement.statusOf(new PeerId("w7"), room) == WorkerStatus.MAINTENANCE));
        lan.heal();
        Agreement.awaitWhole(HEAL_LIMIT, workers, news);
        assertThat(Agreement.concluded(workers, "died")).as("deaths").isEqualTo(died);
    }

    @Test
    void twoHalvesBecomeOneRoomAgain() {
        List<Worker> withAdmin = workers.subList(5, 10);
        List<Worker> others = workers.subList(0, 5);
        lan.cut(Lan.hosts(1, 5), Lan.hosts(6, 10));
        cluster.awaitRoom(READ_ONLY_LIMIT, others, room -> room.mode() == Mode.READ_ONLY && room.workers().size() == 5);
        cluster.awaitRoom(ADMIN_LIMIT, withAdmin,
                room -> room.mode() == Mode.NORMAL && BEST.equals(room.adminPeerId()));
        Map<PeerId, WorkerStatus> news = new HashMap<>(status(2, WorkerStatus.MAINTENANCE));
        news.putAll(status(9, WorkerStatus.MAINTENANCE));
        lan.heal();
        Agreement.awaitWhole(HEAL_LIMIT, workers, news);
    }

    @Test
    void sevenWhoseAdminIsCutOffWithTwoMoreNameAnotherAndAllAgreeInTheEnd() {
        List<Worker> three = workers.subList(7, 10);
        List<Worker> seven = workers.subList(0, 7);
        lan.cut(Lan.hosts(1, 7), Lan.hosts(8, 10));
        lan.cutFromServer(Lan.hosts(8, 10));
        cluster.awaitRoom(ADMIN_LIMIT, seven,
                room -> room.mode() == Mode.NORMAL && new PeerId("w7").equals(room.adminPeerId()));
        cluster.awaitRoom(READ_ONLY_LIMIT, three, room -> room.mode() == Mode.READ_ONLY && !room.actingAdmin());
        Map<PeerId, WorkerStatus> news = new HashMap<>(status(10, WorkerStatus.MAINTENANCE));
        news.putAll(status(1, WorkerStatus.MAINTENANCE));
        lan.heal();
        Agreement.awaitWhole(HEAL_LIMIT, workers, news);
    }

    private Map<PeerId, WorkerStatus> status(int number, WorkerStatus status) {
        Worker worker = workers.get(number - 1);
        assertThat(worker.put("/status", "{\"status\":\"" + status.word() + "\"}")).isEqualTo(200);
        return Map.of(worker.peerId(), status);
    }
}
