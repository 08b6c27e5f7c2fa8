package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Timing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The document's history is cut again and again, and nothing that a worker said of itself is lost. */
class RollOverTest {
    private static final Duration SETTLED = Duration.ofSeconds(20);

    private static SimulatedRoom room(long seed) {
        return new SimulatedRoom(seed, Duration.ofMillis(20),
                Timing.of(Duration.ofSeconds(1)).withRolls(Duration.ofMinutes(5), 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 10})
    void everyWorkersLastStatusOutlivesTheHistories(int size) {
        Seeds.forEach("RollOverTest#everyWorkersLastStatusOutlivesTheHistories", size, RollOverTest::room, room -> {
            Rooms.settle(room, size);
            Map<PeerId, WorkerStatus> last = new HashMap<>();
            scribble(room, new Random(room.seed()), last, 80);
            room.run(SETTLED);
            assertSame(room, last);
            assertThat(room.happened().getOrDefault("EpochBegun", 0)).isGreaterThan(size);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10})
    void whatWasSaidInACutOrWhileTheAdminDiesIsNotLost(int size) {
        Seeds.forEach("RollOverTest#whatWasSaidInACutOrWhileTheAdminDiesIsNotLost", size, RollOverTest::room, room -> {
            var random = new Random(room.seed());
            Rooms.settle(room, size);
            List<PeerId> all = List.copyOf(room.running());
            Map<PeerId, WorkerStatus> last = new HashMap<>();
            for (int round = 0; round < 3; round++) {
                PeerId victim = all.get(random.nextInt(size));
                switch (random.nextInt(3)) {
                    case 0 -> room.crash(victim);
                    case 1 -> room.freeze(victim);
                    default -> room.split(List.of(victim), all.stream().filter(peer -> !peer.equals(victim)).toList());
                }
                scribble(room, random, last, 15);
                room.heal();
                room.thaw(victim);
                room.restart(victim);
                scribble(room, random, last, 15);
            }
            room.run(Duration.ofSeconds(40));
            assertSame(room, last);
        });
    }

    private static void scribble(SimulatedRoom room, Random random, Map<PeerId, WorkerStatus> last, int steps) {
        for (int step = 0; step < steps; step++) {
            List<PeerId> running = List.copyOf(room.running());
            PeerId writer = running.get(random.nextInt(running.size()));
            WorkerStatus status = random.nextBoolean() ? WorkerStatus.MAINTENANCE : WorkerStatus.AVAILABLE;
            room.setStatus(writer, status);
            last.put(writer, status);
            room.run(Duration.ofMillis(random.nextInt(600)));
        }
    }

    private static void assertSame(SimulatedRoom room, Map<PeerId, WorkerStatus> last) {
        RoomView first = room.view(room.running().iterator().next());
        for (PeerId peer : room.running()) {
            RoomView view = room.view(peer);
            assertThat(view.epoch()).isEqualTo(first.epoch());
            assertThat(room.documentDigest(peer))
                    .isEqualTo(room.documentDigest(first.self()));
            assertThat(view.workers()).hasSize(room.running().size());
            view.workers().forEach(entry -> {
                if (last.containsKey(entry.peerId()))
                    assertThat(entry.metadata().status()).isEqualTo(last.get(entry.peerId()));
            });
        }
    }
}
