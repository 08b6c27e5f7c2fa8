package dev.roommesh.simulation;

import dev.roommesh.model.Candidate;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomFormationTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10})
    void workersThatMeetFormAMeshAndEndWithTheBestAsAdmin(int size) {
        Seeds.forEach("RoomFormationTest", size, room -> Rooms.settle(room, size));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 10})
    void theBestNewcomerIsHandedTheOffice(int size) {
        Seeds.forEach("RoomFormationTest", size, room -> {
            Rooms.settle(room, size - 1);
            Candidate best = Rooms.candidates(size).getLast();
            room.start(best);
            room.run(Duration.ofSeconds(6));
            Rooms.assertSettled(room, best.peerId(), size);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10})
    void aRoomWhoseWorkersAllRestartAtOnceIsFoundedAgain(int size) {
        Seeds.forEach("RoomFormationTest", size, room -> {
            Rooms.settle(room, size);
            for (int i = 0; i < size; i++)
                room.crash(Rooms.id(i));
            room.run(Duration.ofMillis(300));
            for (int i = 0; i < size; i++)
                room.restart(Rooms.id(i));
            room.run(Duration.ofSeconds(20));
            Rooms.assertSettled(room, Rooms.id(size - 1), size);
        });
    }
}
