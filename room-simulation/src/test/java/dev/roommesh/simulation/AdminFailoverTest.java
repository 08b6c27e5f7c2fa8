package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.RoomView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminFailoverTest {
    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10})
    void theNextInLineTakesOverWhenTheAdminCrashes(int size) {
        Seeds.forEach("AdminFailoverTest", size, room -> {
            Rooms.settle(room, size);
            room.crash(Rooms.id(size - 1));
            room.run(Duration.ofSeconds(1));
            assertFollowed(room, Rooms.id(size - 2), Mode.NORMAL);
            room.run(Duration.ofSeconds(4));
            Rooms.assertSettled(room, Rooms.id(size - 2), size);
        });
    }

    @Test
    void inARoomOfTwoTheOtherGoesOnAsCaretaker() {
        Seeds.forEach("AdminFailoverTest", room -> {
            Rooms.settle(room, 2);
            room.crash(Rooms.id(1));
            room.run(Duration.ofSeconds(1));
            assertFollowed(room, Rooms.id(0), Mode.CARETAKER);
            room.run(Duration.ofSeconds(130));
            Rooms.assertSettled(room, Rooms.id(0), 1);
        });
    }

    @Test
    void nobodyIsCaretakerBesideAnAdminThatTheServerHas() {
        Seeds.forEach("AdminFailoverTest", room -> {
            Rooms.settle(room, 2);
            PeerId alone = Rooms.id(0);
            PeerId next = Rooms.id(3);
            room.split(List.of(alone), List.of(Rooms.id(1), Rooms.id(2), next));
            Rooms.candidates(4).subList(2, 4).forEach(room::start);
            room.run(Duration.ofSeconds(10));
            // Of those on the roster that the one who is cut off holds, nobody is left.
            room.leave(Rooms.id(1));
            room.run(Duration.ofSeconds(5));
            assertThat(room.view(alone).mode()).isEqualTo(Mode.READ_ONLY);
            assertThat(room.view(next).actingUntil()).isPresent();
            room.heal();
            room.run(Duration.ofSeconds(10));
            Rooms.assertSettled(room, next, 3);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void anAdminThatIsFrozenIsReplacedAndDoesNotActWhenItWakes(int size) {
        Seeds.forEach("AdminFailoverTest", size, room -> {
            Rooms.settle(room, size);
            PeerId admin = Rooms.id(size - 1);
            room.freeze(admin);
            room.run(Duration.ofSeconds(2));
            for (PeerId peer : room.running()) {
                if (!peer.equals(admin)) assertThat(room.view(peer).admin()).isEqualTo(Optional.of(Rooms.id(size - 2)));
            }
            room.run(Duration.ofSeconds(8));
            room.thaw(admin);
            room.run(Duration.ofSeconds(20));
            Rooms.assertSettled(room, admin, size);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aNewcomerShowsNobodyWhoDiedBeforeItCameAndForgetsIt(int size) {
        Seeds.forEach("AdminFailoverTest", size, room -> {
            Rooms.settle(room, size);
            room.crash(Rooms.id(0));
            room.run(Duration.ofSeconds(10));
            room.start(Rooms.candidates(size + 1).getLast());
            room.run(Duration.ofSeconds(8));
            Rooms.assertSettled(room, Rooms.id(size), size + 1);
            room.run(Duration.ofSeconds(125));
            Rooms.assertSettled(room, Rooms.id(size), size);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void anAdminThatLeavesHasASuccessorAtOnce(int size) {
        Seeds.forEach("AdminFailoverTest", size, room -> {
            Rooms.settle(room, size);
            room.leave(Rooms.id(size - 1));
            room.run(Duration.ofMillis(300));
            room.run(Duration.ofSeconds(2));
            Rooms.assertSettled(room, Rooms.id(size - 2), size - 1);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void anAdminThatComesBackWithoutItsMemoryIsAdminAgain(int size) {
        Seeds.forEach("AdminFailoverTest", size, room -> {
            Rooms.settle(room, size);
            room.crash(Rooms.id(size - 1));
            room.run(Duration.ofMillis(100 + room.seed() * 37 % 3000));
            room.restart(Rooms.id(size - 1));
            room.run(Duration.ofSeconds(20));
            Rooms.assertSettled(room, Rooms.id(size - 1), size);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10})
    void theHalfThatHasTheMajorityGoesOnAndTheRestIsReadOnlyUntilTheCutHeals(int size) {
        Seeds.forEach("AdminFailoverTest", size, room -> {
            Rooms.settle(room, size);
            int few = (size - 1) / 2;
            var minority = Rooms.candidates(size).stream().skip(size - few).map(c -> c.peerId()).toList();
            var majority = Rooms.candidates(size).stream().limit(size - few).map(c -> c.peerId()).toList();
            room.split(minority, majority);
            room.run(Duration.ofSeconds(6));
            for (PeerId peer : majority) {
                assertThat(room.view(peer).admin()).isEqualTo(Optional.of(Rooms.id(size - few - 1)));
                assertThat(room.view(peer).mode()).isEqualTo(Mode.NORMAL);
            }
            for (PeerId peer : minority)
                assertThat(room.view(peer).mode()).isEqualTo(Mode.READ_ONLY);
            room.heal();
            room.run(Duration.ofSeconds(20));
            Rooms.assertSettled(room, Rooms.id(size - 1), size);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 10})
    void theRoomGoesOnWithoutItsServerAndNothingChangesWhenItIsBack(int size) {
        Seeds.forEach("AdminFailoverTest", size, room -> {
            Rooms.settle(room, size);
            long term = room.view(Rooms.id(0)).term();
            room.crashServer();
            room.run(Duration.ofSeconds(10));
            Rooms.assertSettled(room, Rooms.id(size - 1), size);
            room.startServer();
            room.run(Duration.ofSeconds(10));
            Rooms.assertSettled(room, Rooms.id(size - 1), size);
            assertThat(room.view(Rooms.id(0)).term()).isEqualTo(term);
        });
    }

    private static void assertFollowed(SimulatedRoom room, PeerId admin, Mode mode) {
        for (PeerId peer : room.running()) {
            RoomView view = room.view(peer);
            assertThat(view.admin()).as("admin that " + peer + " follows").isEqualTo(Optional.of(admin));
            assertThat(view.mode()).as("mode that " + peer + " sees").isEqualTo(mode);
            assertThat(view.workers()).hasSize(room.running().size());
        }
    }
}
