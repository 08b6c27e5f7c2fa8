package dev.roommesh.signaling.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.MeshLink;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Source;
import dev.roommesh.signaling.room.Recorder;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What peers that watch are told. */
final class WatchesTest extends WatchFixture {
    @Test
    void theAdminIsAskedOnceAndAllWhoWatchAreToldOfIt() {
        fixture.worker("best", 9);
        Recorder admin = admin("admin", 1);
        watch(client, MINE);
        RequestId id = asked(admin);
        var other = new Recorder();
        watch(other, new RequestId("other"));
        assertThat(admin.take()).as("one watch for both").isEmpty();
        assertThat(client.take()).as("nothing is known yet").isEmpty();
        tell("admin", id, admins.update(room(Source.ADMIN, "admin", 1)));
        assertThat(updates(client, MINE)).singleElement()
                .satisfies(update -> assertThat(update.snapshot()).isTrue());
        assertThat(updates(other, new RequestId("other"))).hasSize(1);
        var late = new Recorder();
        watch(late, MINE);
        assertThat(updates(late, MINE)).singleElement()
                .satisfies(update -> assertThat(update.workers()).hasSize(1));
        assertThat(admin.take()).isEmpty();
        assertThat(watches.count()).isEqualTo(3);
    }

    @Test
    void ofMuchThatChangesAtOnceTheLastIsShownAfterAPause() {
        Recorder admin = admin("admin", 1);
        RequestId id = watched(admin);
        tell("admin", id, admins.update(room(Source.ADMIN, "admin", 2)));
        tell("admin", id, admins.update(room(Source.ADMIN, "admin", 3)));
        assertThat(client.take()).isEmpty();
        pass(Audience.PAUSE);
        alarms.remove().run();
        assertThat(updates(client, MINE)).singleElement()
                .satisfies(update -> assertThat(update.workers()).containsExactly(worker("admin", 3)));
        assertThat(alarms).isEmpty();
    }

    @Test
    void thatNothingHasChangedIsPassedOnAndNotMoreOften() {
        Recorder admin = admin("admin", 1);
        RequestId id = watched(admin);
        pass(Duration.ofMillis(100));
        tell("admin", id, admins.update(room(Source.ADMIN, "admin", 1)));
        assertThat(client.take()).isEmpty();
        pass(Duration.ofMillis(400));
        tell("admin", id, admins.update(room(Source.ADMIN, "admin", 1)));
        assertThat(updates(client, MINE)).singleElement()
                .satisfies(update -> assertThat(update.workers()).isEmpty());
    }

    @Test
    void aLinkThatIsLostIsPassedOnWithTheNextBeat() {
        Recorder admin = admin("admin", 1);
        RequestId id = watched(admin);
        List<MeshLink> lost = List
                .of(new MeshLink(new PeerId("admin"), new PeerId("worker"), MeshLink.State.MISSING));
        pass(Duration.ofMillis(100));
        tell("admin", id, admins.update(room(Source.ADMIN, "admin", 1).linked(lost)));
        assertThat(client.take()).isEmpty();
        pass(Duration.ofMillis(400));
        tell("admin", id, admins.update(room(Source.ADMIN, "admin", 1).linked(lost)));
        assertThat(updates(client, MINE)).singleElement()
                .satisfies(update -> assertThat(update.links()).isEqualTo(lost));
    }

    @Test
    void whoeverHasMuchToReadIsToldTheDifferenceLater() {
        Recorder admin = admin("admin", 1);
        RequestId id = watched(admin);
        client.setBehind(true);
        for (int jobs = 2; jobs < 5; jobs++) {
            pass(Audience.PAUSE);
            tell("admin", id, admins.update(room(Source.ADMIN, "admin", jobs)));
        }
        assertThat(client.take()).isEmpty();
        client.setBehind(false);
        look();
        assertThat(updates(client, MINE)).singleElement()
                .satisfies(update -> assertThat(update.workers()).containsExactly(worker("admin", 4)));
    }

    @Test
    void whereTheRoomKeepsNoRegistryTheRegistrationsAreTold() {
        registry = false;
        Recorder worker = fixture.worker("worker", 9);
        watch(client, MINE);
        assertThat(updates(client, MINE)).singleElement().satisfies(update -> {
            assertThat(update.source()).isEqualTo(Source.REGISTRATIONS);
            assertThat(update.stale()).isFalse();
            assertThat(update.workers()).hasSize(1);
        });
        pass(Duration.ofMillis(500));
        look();
        assertThat(updates(client, MINE)).as("each half second").hasSize(1);
        registry = true;
        look();
        assertThat(asked(worker)).isNotNull();
    }

    @Test
    void whoeverFormsARoomKnowsLessThanTheRegistrations() {
        Recorder worker = fixture.worker("worker", 9);
        watch(client, MINE);
        tell("worker", asked(worker), new WatchWriter()
                .update(RoomPicture.of(List.of(), null, 0, now, true, Source.MEMBER, Mode.FORMING)));
        assertThat(updates(client, MINE)).singleElement().satisfies(update -> {
            assertThat(update.source()).isEqualTo(Source.REGISTRATIONS);
            assertThat(update.workers()).hasSize(1);
        });
    }

    @Test
    void whoTakesNoPartIsAddedAsItRegisteredLast() {
        fixture.worker("apart", 9, /* registry= */ false);
        Recorder admin = admin("admin", 1);
        watch(client, MINE);
        List<MeshLink> links = List.of(new MeshLink(new PeerId("admin"), new PeerId("b"), MeshLink.State.OPEN));
        tell("admin", asked(admin), admins.update(room(Source.ADMIN, "admin", 1).linked(links)));
        assertThat(updates(client, MINE)).singleElement().satisfies(
                update -> assertThat(update.links()).isEqualTo(links)).satisfies(
                        update -> assertThat(update.workers()).extracting(entry -> entry.peerId().value())
                                .containsExactly("apart", "admin"));
    }

    @Test
    void whenTheLastHasGoneTheWorkerIsTold() {
        Recorder admin = admin("admin", 1);
        RequestId id = watched(admin);
        var other = new Recorder();
        watch(other, new RequestId("other"));
        watches.unwatch(sender(client), new FromPeer.UnwatchWorkers(new RequestId("another")));
        watches.unwatch(sender(client), new FromPeer.UnwatchWorkers(MINE));
        assertThat(admin.take()).isEmpty();
        watches.left(sender(other));
        look();
        assertThat(admin.take()).as("somebody may come back at once").isEmpty();
        pass(RoomWatch.LINGER);
        look();
        assertThat(admin.take()).containsExactly(new FromServer.UnwatchWorkers(id));
        assertThat(watches.count()).isZero();
        assertThat(watches.tellingCount()).isZero();
        look();
        assertThat(admin.take()).isEmpty();
        watch(client, MINE);
        assertThat(asked(admin)).isNotEqualTo(id);
    }
}
