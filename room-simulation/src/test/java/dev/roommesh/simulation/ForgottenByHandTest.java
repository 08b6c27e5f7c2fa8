package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DESIGN 6.9: a worker is taken off the roster by hand. */
class ForgottenByHandTest {
    private static final RequestId REQUEST = new RequestId("by-hand");

    private static void wish(SimulatedRoom room, PeerId admin, PeerId worker) {
        room.deliver(admin, new Input.ForgetWished(REQUEST, worker));
        room.run(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10})
    void theDeadAreOffTheRosterAtOnceAndMayComeBack(int size) {
        Seeds.forEach("ForgottenByHandTest", size, room -> {
            Rooms.settle(room, size);
            room.crash(Rooms.id(0));
            room.run(Duration.ofSeconds(6));
            assertThat(room.view(Rooms.id(1)).roster().size()).as("not forgotten by itself yet").isEqualTo(size);
            wish(room, Rooms.id(size - 1), Rooms.id(0));
            assertThat(room.server.outcomeOf(REQUEST)).isEqualTo(Optional.of(ForgetOutcome.REMOVED));
            Rooms.assertSettled(room, Rooms.id(size - 1), size - 1);
            wish(room, Rooms.id(size - 1), Rooms.id(0));
            assertThat(room.server.outcomeOf(REQUEST)).as("again").isEqualTo(Optional.of(ForgetOutcome.ABSENT));
            room.restart(Rooms.id(0));
            room.run(Duration.ofSeconds(20));
            Rooms.assertSettled(room, Rooms.id(size - 1), size);
        });
    }

    @Test
    void whoeverLivesIsNotRemovedNotEvenTheAdmin() {
        Seeds.forEach("ForgottenByHandTest", room -> {
            Rooms.settle(room, 3);
            for (int i = 0; i < 3; i++) {
                wish(room, Rooms.id(2), Rooms.id(i));
                assertThat(room.server.outcomeOf(REQUEST)).isEqualTo(Optional.of(ForgetOutcome.ALIVE));
            }
            Rooms.assertSettled(room, Rooms.id(2), 3);
        });
    }

    /** A worker that is heard by a neighbour alone is as alive as any. */
    @Test
    void whomOnlyANeighbourHearsIsNotRemoved() {
        Seeds.forEach("ForgottenByHandTest", room -> {
            Rooms.settle(room, 3);
            room.cut(Rooms.id(0), Rooms.id(2));
            room.cut(Rooms.id(2), Rooms.id(0));
            room.run(Duration.ofSeconds(10));
            wish(room, Rooms.id(2), Rooms.id(0));
            assertThat(room.server.outcomeOf(REQUEST)).isEqualTo(Optional.of(ForgetOutcome.ALIVE));
            assertThat(room.view(Rooms.id(2)).roster().size()).isEqualTo(3);
        });
    }

    @Test
    void onlyTheAdminRemovesAndOnlyByMajority() {
        Seeds.forEach("ForgottenByHandTest", room -> {
            Rooms.settle(room, 3);
            room.crash(Rooms.id(0));
            room.run(Duration.ofSeconds(6));
            wish(room, Rooms.id(1), Rooms.id(0));
            assertThat(room.server.outcomeOf(REQUEST)).isEqualTo(Optional.of(ForgetOutcome.NOT_NOW));
            assertThat(room.view(Rooms.id(1)).roster().size()).isEqualTo(3);
            room.crash(Rooms.id(1));
            room.run(Duration.ofSeconds(6));
            assertThat(room.view(Rooms.id(2)).mode()).isEqualTo(Mode.CARETAKER);
            wish(room, Rooms.id(2), Rooms.id(0));
            assertThat(room.server.outcomeOf(REQUEST)).isEqualTo(Optional.of(ForgetOutcome.NOT_NOW));
            assertThat(room.view(Rooms.id(2)).roster().size()).isEqualTo(3);
        });
    }

    /** It has promised itself a term above the admin's, and without its acceptance half a room can admit nobody. */
    @Test
    void whoWasForgottenWhileItCanvassedAloneComesBackToHalfARoom() {
        Seeds.forEach("ForgottenByHandTest", room -> {
            Rooms.settle(room, 3);
            PeerId cutOff = Rooms.id(2);
            for (int other = 0; other < 2; other++) {
                room.cut(cutOff, Rooms.id(other));
                room.cut(Rooms.id(other), cutOff);
            }
            room.run(Duration.ofSeconds(8));
            wish(room, Rooms.id(1), cutOff);
            assertThat(room.server.outcomeOf(REQUEST)).isEqualTo(Optional.of(ForgetOutcome.REMOVED));
            room.crash(Rooms.id(0));
            room.run(Duration.ofSeconds(6));
            room.heal();
            room.run(Duration.ofSeconds(30));
            assertThat(room.view(Rooms.id(1)).roster().has(cutOff)).isTrue();
        });
    }

    @Test
    void onlySoManyWishesWait() {
        Seeds.forEach("ForgottenByHandTest", room -> {
            Rooms.settle(room, 5);
            PeerId admin = Rooms.id(4);
            room.crash(Rooms.id(0));
            room.run(Duration.ofSeconds(6));
            for (int i = 0; i < 17; i++)
                room.deliver(admin, new Input.ForgetWished(new RequestId("f" + i), Rooms.id(0)));
            room.run(Duration.ofSeconds(4));
            for (int i = 0; i < 17; i++)
                assertThat(room.server.outcomeOf(new RequestId("f" + i)))
                        .isEqualTo(Optional.of(i < 16 ? ForgetOutcome.REMOVED : ForgetOutcome.NOT_NOW));
            assertThat(room.view(admin).roster().size()).isEqualTo(4);
        });
    }
}
