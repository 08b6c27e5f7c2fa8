package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 10})
    void concurrentStatusChangesConvergeToWhatEachOwnerSaidLast(int size) {
        Seeds.forEach("StatusTest", size, room -> {
            Rooms.settle(room, size);
            var random = new Random(room.seed());
            for (int change = 0; change < 40; change++) {
                WorkerStatus[] all = WorkerStatus.values();
                room.setStatus(Rooms.id(random.nextInt(size)), all[random.nextInt(all.length)]);
                room.run(Duration.ofMillis(random.nextInt(30)));
            }
            WorkerStatus[] last = new WorkerStatus[size];
            for (int i = 0; i < size; i++) {
                last[i] = i % 2 == 0 ? WorkerStatus.BUSY : WorkerStatus.MAINTENANCE;
                room.setStatus(Rooms.id(i), last[i]);
            }
            room.run(Duration.ofMillis(200));
            for (PeerId peer : room.running()) {
                for (int i = 0; i < size; i++)
                    assertStatus(room, peer, Rooms.id(i), last[i]);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void whatWasMissedDuringACutIsMadeUpFor(int size) {
        Seeds.forEach("StatusTest", size, room -> {
            Rooms.settle(room, size);
            var all = Rooms.candidates(size).stream().map(c -> c.peerId()).toList();
            room.split(all.subList(0, 1), all.subList(1, size));
            room.run(Duration.ofSeconds(8));
            room.setStatus(all.getFirst(), WorkerStatus.MAINTENANCE);
            room.setStatus(all.getLast(), WorkerStatus.BUSY);
            room.run(Duration.ofSeconds(2));
            room.heal();
            room.run(Duration.ofSeconds(15));
            Rooms.assertSettled(room, all.getLast(), size);
            for (PeerId peer : all) {
                assertStatus(room, peer, all.getFirst(), WorkerStatus.MAINTENANCE);
                assertStatus(room, peer, all.getLast(), WorkerStatus.BUSY);
            }
        });
    }

    private static void assertStatus(SimulatedRoom room, PeerId seenBy, PeerId whose, WorkerStatus status) {
        assertThat(room.view(seenBy).workers()).as(seenBy + " about " + whose)
                .anyMatch(entry -> entry.peerId().equals(whose) && entry.metadata().status() == status);
    }
}
