package dev.roommesh.signaling.room;

import static dev.roommesh.signaling.room.RoomFixture.NOW;
import static dev.roommesh.signaling.room.RoomFixture.ROOM;
import static dev.roommesh.signaling.room.RoomFixture.registration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Role;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PresenceTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");

    private final RoomFixture fixture = new RoomFixture();
    private final Presence presence = fixture.presence;

    @Test
    void workersAloneHearOfWorkersAlone() {
        Recorder ana = fixture.join("ana", Role.WORKER);
        Recorder client = fixture.join("client", Role.CLIENT);
        ana.take();
        client.take();
        Recorder ben = fixture.join("ben", Role.WORKER);
        assertThat(ana.take()).singleElement().isInstanceOf(FromServer.PeerJoined.class);
        assertThat(ben.take()).singleElement().isInstanceOf(FromServer.Registered.class);
        presence.depart(ROOM, BEN, ben, DepartureReason.CLOSED, NOW);
        assertThat(ana.take()).containsExactly(new FromServer.PeerLeft(BEN, DepartureReason.CLOSED));
        presence.depart(ROOM, new PeerId("client"), client, DepartureReason.LEFT, NOW);
        assertThat(ana.take()).isEmpty();
        assertThat(client.take()).isEmpty();
    }

    @Test
    void whoTakesNoPartInTheRegistryIsGoneForOtherWorkers() {
        Recorder ana = fixture.join("ana", Role.WORKER);
        Recorder ben = fixture.join("ben", Role.WORKER);
        ana.take();
        ben.take();
        presence.register(apart("ben"), "ticket", ben, NOW);
        assertThat(ana.take()).containsExactly(new FromServer.PeerLeft(BEN, DepartureReason.LEFT));
        Recorder cid = fixture.join("cid", Role.WORKER);
        assertThat(((FromServer.Registered) cid.take().getFirst()).peers()).extracting(ListedPeer::peerId)
                .containsExactly(ANA);
        Recorder client = fixture.join("client", Role.CLIENT);
        assertThat(((FromServer.Registered) client.take().getFirst()).peers()).hasSize(3);
        ana.take();
        presence.register(registration("ben", Role.WORKER), "ticket", ben, NOW);
        assertThat(ana.take()).singleElement().isInstanceOf(FromServer.PeerJoined.class);
        presence.register(apart("ben"), "ticket", ben, NOW);
        ana.take();
        presence.depart(ROOM, BEN, ben, DepartureReason.CLOSED, NOW);
        assertThat(ana.take()).as("it was gone before").isEmpty();
        assertThat(fixture.events).as("it has its place all the while").doesNotContain("left ben LEFT");
    }

    private static Registration apart(String peer) {
        return new Registration(ROOM, new PeerId(peer), Role.WORKER, Profile.EMPTY, false, null, 0, Part.APART);
    }

    @Test
    void aRepeatedRegistrationIsNoArrival() {
        Recorder ana = fixture.join("ana", Role.WORKER);
        Recorder ben = fixture.join("ben", Role.WORKER);
        ana.take();
        presence.register(registration("ben", Role.WORKER), "ticket", ben, NOW);
        assertThat(ben.hasEnded()).isFalse();
        assertThat(ana.take()).isEmpty();
    }

    /** It may have left its room in between, which only its links could tell; and its profile may be another. */
    @Test
    void aRegistrationOnANewerConnectionIsAnArrival() {
        Recorder ana = fixture.join("ana", Role.WORKER);
        Recorder ben = fixture.join("ben", Role.WORKER);
        ana.take();
        Recorder again = fixture.join("ben", Role.WORKER);
        assertThat(ben.hasEnded()).isTrue();
        assertThat(ana.take()).singleElement().isInstanceOfSatisfying(FromServer.PeerJoined.class,
                joined -> assertThat(joined.peer().peerId()).isEqualTo(BEN));
        presence.depart(ROOM, BEN, ben, DepartureReason.CLOSED, NOW);
        assertThat(ana.take()).as("an older socket's end").isEmpty();
        assertThat(again.hasEnded()).isFalse();
    }

    @Test
    void anAdminOfAHigherTermIsAnnouncedOnce() {
        Recorder ana = fixture.join("ana", Role.WORKER);
        Recorder client = fixture.join("client", Role.CLIENT);
        client.take();
        presence.reportAdmin(ROOM, ANA, ana, ANA, 2, java.time.Instant.ofEpochSecond(1_000));
        presence.reportAdmin(ROOM, ANA, ana, ANA, 2, java.time.Instant.ofEpochSecond(1_000));
        presence.reportAdmin(ROOM, ANA, ana, BEN, 1, java.time.Instant.ofEpochSecond(1_000));
        assertThat(client.take()).containsExactly(new FromServer.AdminChanged(ANA, 2));
        presence.reportAdmin(ROOM, new PeerId("client"), client, BEN, 9, java.time.Instant.ofEpochSecond(1_000));
        assertThat(client.take()).as("a client's word counts for nothing").isEmpty();
    }

    @Test
    void whoRegistersWithAHigherTermTellsTheOthersOfTheAdmin() {
        Recorder ana = fixture.join("ana", Role.WORKER);
        ana.take();
        var ben = new Recorder();
        presence.register(registration("ben", Role.WORKER, "ben", 7), "ticket", ben, NOW);
        assertThat(ana.take()).last().isEqualTo(new FromServer.AdminChanged(BEN, 7));
        assertThat(ben.take()).singleElement().isInstanceOfSatisfying(FromServer.Registered.class,
                registered -> assertThat(registered.adminPeerId()).isEqualTo(BEN));
    }

    @Test
    void aLeaseThatRanOutIsADeparture() {
        Recorder ana = fixture.join("ana", Role.WORKER);
        Recorder ben = fixture.join("ben", Role.WORKER);
        presence.renew(ROOM, ANA, ana, NOW.plusSeconds(20));
        ana.take();
        presence.sweep(NOW.plusSeconds(44));
        assertThat(ana.take()).isEmpty();
        presence.sweep(NOW.plusSeconds(45));
        assertThat(ana.take()).containsExactly(new FromServer.PeerLeft(BEN, DepartureReason.LEASE_EXPIRED));
        assertThat(ben.hasEnded()).isTrue();
        assertThat(ana.hasEnded()).isFalse();
    }

    @Test
    void aServerThatDrainsAnnouncesNoDepartures() {
        Recorder ana = fixture.join("ana", Role.WORKER);
        Recorder ben = fixture.join("ben", Role.WORKER);
        assertThat(ana.take()).as("it would hear of ben").hasSize(2);
        presence.drain();
        presence.depart(ROOM, BEN, ben, DepartureReason.CLOSED, NOW);
        assertThat(ana.take()).isEmpty();
    }

    @Test
    void aRoomIsNearlyFullFromTheEighthWorkerOn() {
        for (int i = 1; i <= 9; i++)
            fixture.join("w" + i, Role.WORKER);
        fixture.join("w9", Role.WORKER);
        assertThat(fixture.events).filteredOn(event -> event.startsWith("nearly")).containsExactly("nearly full 8",
                "nearly full 9");
    }

    @Test
    void anIntroductionFitsInAMessageWhateverProfilesThereAre() {
        var codec = new SignalCodec();
        Profile huge = Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(5));
        for (int i = 0; i < 7; i++)
            huge = huge.with("p" + i, PropertyValue.of("\u00e9".repeat(1000)));
        for (int i = 0; i < 9; i++) {
            presence.register(
                    new Registration(ROOM, new PeerId("w" + i), Role.WORKER, huge, false, null, 0, Part.MESHED),
                    "ticket",
                    new Recorder(), NOW);
        }
        List<FromServer> told = fixture.join("last", Role.WORKER).take();
        assertThat(told).singleElement().isInstanceOfSatisfying(FromServer.Registered.class, registered -> {
            assertThat(codec.encode(registered).getBytes(StandardCharsets.UTF_8))
                    .hasSizeLessThanOrEqualTo(Limits.SIGNAL_FRAME_BYTES_MAX);
            assertThat(registered.peers()).hasSize(9)
                    .allSatisfy(peer -> assertThat(peer.metadata().gpuMemoryMb()).isEqualTo(5));
        });
    }
}
