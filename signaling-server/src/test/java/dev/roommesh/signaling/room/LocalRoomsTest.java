package dev.roommesh.signaling.room;

import static dev.roommesh.signaling.room.RoomFixture.LIMITS;
import static dev.roommesh.signaling.room.RoomFixture.NOW;
import static dev.roommesh.signaling.room.RoomFixture.ROOM;
import static dev.roommesh.signaling.room.RoomFixture.START;
import static dev.roommesh.signaling.room.RoomFixture.registration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Admission.Admitted;
import dev.roommesh.signaling.room.Admission.NotAdmitted;
import dev.roommesh.signaling.room.Admission.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class LocalRoomsTest {
    private final Rooms rooms = new LocalRooms(LIMITS, START);

    @Test
    void ofAHundredWorkersThatComeAtOnceExactlyTenGetIn() throws Exception {
        var start = new CountDownLatch(1);
        List<Future<Admission>> admissions = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                Registration registration = registration("w" + i, Role.WORKER);
                admissions.add(threads.submit(() -> {
                    start.await();
                    return rooms.admit(registration, new Recorder(), NOW);
                }));
            }
            start.countDown();
        }
        assertThat(admissions).extracting(Future::get).filteredOn(Admitted.class::isInstance).hasSize(10);
        assertThat(rooms.census()).isEqualTo(new Rooms.Census(1, 10, 0));
    }

    @Test
    void aPlaceThatIsHeldAlreadyNeverCountsAgain() {
        for (int i = 0; i < 10; i++)
            admit("w" + i, NOW);
        assertThat(admit("w3", NOW)).isInstanceOf(Admitted.class);
        assertThat(admit("w10", NOW)).isEqualTo(new NotAdmitted(Refusal.WORKERS_FULL, Duration.ZERO));
    }

    @Test
    void clientsHaveALimitOfTheirOwn() {
        for (int i = 0; i < RoomState.CLIENTS_MAX; i++) {
            assertThat(rooms.admit(registration("c" + i, Role.CLIENT), new Recorder(), NOW))
                    .isInstanceOf(Admitted.class);
        }
        assertThat(rooms.admit(registration("more", Role.CLIENT), new Recorder(), NOW))
                .isEqualTo(new NotAdmitted(Refusal.CLIENTS_FULL, Duration.ZERO));
        assertThat(admit("w", NOW)).isInstanceOf(Admitted.class);
    }

    @Test
    void thereAreOnlySoManyRoomsAndIdleOnesMakeRoom() {
        for (int i = 0; i < LIMITS.roomsMax(); i++)
            assertThat(rooms.create(new RoomId("r" + i), NOW)).isTrue();
        assertThat(rooms.create(new RoomId("r0"), NOW)).as("known already").isTrue();
        assertThat(rooms.create(new RoomId("more"), NOW)).isFalse();
        assertThat(admit("w", NOW)).isEqualTo(new NotAdmitted(Refusal.ROOMS_FULL, Duration.ZERO));

        rooms.forgetIdle(NOW.plus(LIMITS.idle()).minusMillis(1));
        assertThat(rooms.census().rooms()).isEqualTo(LIMITS.roomsMax());
        rooms.forgetIdle(NOW.plus(LIMITS.idle()));
        assertThat(rooms.census().rooms()).isZero();
        assertThat(admit("w", NOW)).isInstanceOf(Admitted.class);
        rooms.forgetIdle(NOW.plus(LIMITS.idle().multipliedBy(9)));
        assertThat(rooms.census().rooms()).as("somebody is in it").isEqualTo(1);
    }

    @Test
    void aRoomIsForgottenWhenTheLastHasLeftUnlessSomebodyComesBefore() {
        rooms.create(new RoomId("empty"), NOW);
        rooms.forget(new RoomId("empty"));
        rooms.forget(new RoomId("unknown"));
        assertThat(rooms.census().rooms()).isZero();

        var first = new Recorder();
        var second = new Recorder();
        rooms.admit(registration("a", Role.WORKER), first, NOW);
        rooms.admit(registration("b", Role.CLIENT), second, NOW);
        rooms.forget(ROOM);
        rooms.depart(ROOM, new PeerId("a"), first, NOW);
        assertThat(rooms.look(ROOM)).as("somebody is in it").isInstanceOf(RoomListing.Look.Known.class);
        rooms.depart(ROOM, new PeerId("b"), second, NOW);
        assertThat(rooms.look(ROOM)).isInstanceOf(RoomListing.Look.Unknown.class);
        assertThat(rooms.census().rooms()).isZero();

        rooms.admit(registration("a", Role.WORKER), first, NOW);
        rooms.forget(ROOM);
        rooms.admit(registration("b", Role.WORKER), second, NOW);
        rooms.depart(ROOM, new PeerId("a"), first, NOW);
        rooms.depart(ROOM, new PeerId("b"), second, NOW);
        assertThat(rooms.look(ROOM)).as("it began anew").isInstanceOf(RoomListing.Look.Known.class);
    }

    @Test
    void afterARestartAPlaceIsKeptForItsHolderUntilTheGraceEnds() {
        Instant early = START.plusSeconds(10);
        assertThat(admit("stranger", early))
                .isEqualTo(new NotAdmitted(Refusal.RESTARTED, Duration.ofSeconds(20)));
        assertThat(rooms.admit(ticketHolder("holder"), new Recorder(), early)).isInstanceOf(Admitted.class);
        assertThat(admit("stranger", early)).as("other holders are still to come")
                .isInstanceOf(NotAdmitted.class);
        assertThat(rooms.admit(registration("client", Role.CLIENT), new Recorder(), early))
                .isInstanceOf(Admitted.class);
        assertThat(admit("holder", early)).as("its place is its own").isInstanceOf(Admitted.class);
        assertThat(admit("stranger", START.plusSeconds(30))).isInstanceOf(Admitted.class);
    }

    @Test
    void aRoomCreatedHereIsOpenAtOnce() {
        rooms.create(ROOM, START);
        assertThat(admit("w", START)).isInstanceOf(Admitted.class);
    }

    @Test
    void onlyTheConnectionThatHoldsAPlaceFreesRenewsOrChangesIt() {
        var older = new Recorder();
        var newer = new Recorder();
        var peer = new PeerId("w");
        rooms.admit(registration("w", Role.WORKER), older, NOW);
        rooms.admit(registration("w", Role.WORKER), newer, NOW);
        assertThat(rooms.depart(ROOM, peer, older, NOW)).isEmpty();
        assertThat(rooms.update(ROOM, peer, older, Profile.EMPTY)).isFalse();
        rooms.renew(ROOM, peer, older, NOW.plusSeconds(10));
        assertThat(rooms.lapsed(NOW.plusSeconds(45))).hasSize(1);
        rooms.renew(ROOM, peer, newer, NOW.plusSeconds(10));
        assertThat(rooms.lapsed(NOW.plusSeconds(54))).isEmpty();
        assertThat(rooms.depart(ROOM, peer, newer, NOW)).isPresent();
        assertThat(rooms.depart(ROOM, peer, newer, NOW)).isEmpty();
    }

    private Admission admit(String peer, Instant now) {
        return rooms.admit(registration(peer, Role.WORKER), new Recorder(), now);
    }

    private static Registration ticketHolder(String peer) {
        return new Registration(ROOM, new PeerId(peer), Role.WORKER, Profile.EMPTY, true, null, 0, Part.MESHED);
    }
}
