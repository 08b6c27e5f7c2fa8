package dev.roommesh.signaling.relay;

import static dev.roommesh.signaling.room.RoomFixture.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.signaling.room.Recorder;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which worker tells this server of a room, and what is told where that one fails. */
final class TellersTest extends WatchFixture {
    @Test
    void whileAnotherIsAskedTheOneBeforeGoesOn() {
        Recorder first = admin("first", 1);
        RequestId old = watched(first);
        Recorder heir = admin("heir", 5);
        look();
        RequestId id = asked(heir);
        pass(Duration.ofMillis(500));
        tell("first", old, admins.update(room(Source.MEMBER, "first", 1)));
        assertThat(updates(client, MINE)).singleElement()
                .satisfies(update -> assertThat(update.source()).isEqualTo(Source.MEMBER));
        assertThat(first.take()).isEmpty();
        tell("heir", id, new WatchWriter().update(room(Source.ADMIN, "heir", 2)));
        assertThat(first.take()).containsExactly(new FromServer.UnwatchWorkers(old));
        pass(Duration.ofMillis(500));
        alarms.forEach(Runnable::run);
        assertThat(updates(client, MINE)).singleElement().satisfies(update -> {
            assertThat(update.snapshot()).as("the difference alone").isFalse();
            assertThat(update.workers()).containsExactly(worker("heir", 2));
            assertThat(update.gone()).as("it is connected, and the heir may not have heard of it yet").isEmpty();
        });
        tell("first", old, admins.update(room(Source.MEMBER, "first", 3)));
        assertThat(client.take()).isEmpty();
        assertThat(watches.tellingCount()).isEqualTo(1);
    }

    @Test
    void forASecondAfterTheWatchHasMovedNothingOlderIsShownThanBefore() {
        Recorder first = admin("first", 2);
        watch(client, MINE);
        tell("first", asked(first), admins.update(revisions("first", 2, 7, 5)));
        Recorder heir = admin("heir", 3);
        client.take();
        fixture.rooms.depart(ROOM, new PeerId("first"), first, now);
        look();
        RequestId id = asked(heir);
        var heirs = new WatchWriter();
        tell("heir", id, heirs.update(revisions("former", 1, 6, 9)));
        pass(Duration.ofMillis(500));
        List.copyOf(alarms).forEach(Runnable::run);
        assertThat(updates(client, MINE)).singleElement().satisfies(update -> {
            assertThat(update.workers()).as("what is later").containsExactly(entry("b", 9));
            assertThat(update.adminPeerId()).isEqualTo(new PeerId("first"));
            assertThat(update.adminTerm()).isEqualTo(2);
        });
        pass(RoomWatch.SETTLES.minusMillis(500));
        tell("heir", id, heirs.update(revisions("former", 1, 6, 9)));
        assertThat(updates(client, MINE)).as("a revision that nobody else knows does not stay").singleElement()
                .satisfies(update -> {
                    assertThat(update.workers()).containsExactly(entry("a", 6));
                    assertThat(update.adminTerm()).isEqualTo(1);
                });
    }

    @Test
    void rightAfterTheWatchHasMovedWorkersComeAndGoWhereTheServerAgrees() {
        Recorder first = admin("first", 2);
        fixture.worker("here", 1);
        watch(client, MINE);
        tell("first", asked(first), admins.update(picture("first", 2, entry("here", 1), entry("elsewhere", 1))));
        Recorder heir = admin("heir", 3);
        look();
        client.take();
        tell("heir", asked(heir), new WatchWriter().update(picture("heir", 3, entry("heir", 1), entry("left", 1))));
        pass(Duration.ofMillis(500));
        List.copyOf(alarms).forEach(Runnable::run);
        assertThat(updates(client, MINE)).singleElement().satisfies(update -> {
            assertThat(update.workers()).containsExactly(entry("heir", 1));
            assertThat(update.gone()).containsExactly(new PeerId("elsewhere"));
        });
        pass(RoomWatch.SETTLES.minusMillis(500));
        look();
        assertThat(updates(client, MINE)).singleElement().satisfies(update -> {
            assertThat(update.workers()).containsExactly(entry("left", 1));
            assertThat(update.gone()).containsExactly(new PeerId("here"));
        });
    }

    private RoomPicture revisions(String admin, long term, long ofA, long ofB) {
        return picture(admin, term, entry("a", ofA), entry("b", ofB));
    }

    private RoomPicture picture(String admin, long term, WorkerEntry... workers) {
        return RoomPicture.of(List.of(workers), new PeerId(admin), term, now, false, Source.MEMBER, Mode.NORMAL);
    }

    private static WorkerEntry entry(String name, long revision) {
        return WorkerEntry.of(new PeerId(name), Profile.EMPTY.with("jobs", PropertyValue.of(revision)), revision);
    }

    @Test
    void aSilentAdminIsLeftForAMemberAndAskedAgainLater() {
        Recorder admin = admin("admin", 1);
        Recorder member = fixture.worker("member", 9);
        RequestId id = watched(admin);
        passLooking(Teller.SILENT_AFTER);
        assertThat(admin.take()).containsExactly(new FromServer.UnwatchWorkers(id));
        RequestId instead = asked(member);
        assertThat(client.take()).as("nothing but what another tells").isEmpty();
        WatchWriter members = new WatchWriter();
        tell("member", instead, members.update(room(Source.MEMBER, "admin", 1)));
        assertThat(updates(client, MINE)).singleElement()
                .satisfies(update -> assertThat(update.source()).isEqualTo(Source.MEMBER));
        keep("member", instead, members, RoomWatch.PASSED_OVER);
        look();
        assertThat(asked(admin)).isNotEqualTo(id);
        assertThat(member.take()).as("it tells until the other does").isEmpty();
    }

    @Test
    void aWorkerFromWhichSomethingWasLostIsNotTrustedAndAnotherIsAsked() {
        Recorder admin = admin("admin", 1);
        Recorder member = fixture.worker("member", 9);
        RequestId id = watched(admin);
        admins.update(room(Source.ADMIN, "admin", 2));
        pass(Duration.ofMillis(100));
        tell("admin", id, admins.update(room(Source.ADMIN, "admin", 3)));
        assertThat(admin.take()).containsExactly(new FromServer.UnwatchWorkers(id));
        RequestId instead = asked(member);
        assertThat(client.take()).as("nothing but what another tells").isEmpty();
        tell("member", instead, new WatchWriter().update(room(Source.MEMBER, "admin", 3)));
        assertThat(updates(client, MINE)).singleElement()
                .satisfies(update -> assertThat(update.workers()).containsExactly(worker("admin", 3)));
    }

    @Test
    void whereNobodyCanTellTheLastIsShownAsOutOfDateAndThenWhatIsRegistered() {
        Recorder admin = admin("admin", 1);
        watched(admin);
        fixture.rooms.depart(ROOM, new PeerId("admin"), admin, now);
        pass(Duration.ofMillis(100));
        look();
        assertThat(updates(client, MINE)).singleElement().satisfies(update -> {
            assertThat(update.stale()).isTrue();
            assertThat(update.gone()).as("nobody knows that").isEmpty();
        });
        pass(RoomWatch.REMEMBERED);
        look();
        assertThat(updates(client, MINE)).singleElement().satisfies(update -> {
            assertThat(update.gone()).containsExactly(new PeerId("admin"));
            assertThat(update.source()).isEqualTo(Source.REGISTRATIONS);
            assertThat(update.stale()).as("the room may go on without this server").isTrue();
        });
    }

    @Test
    void aWorkerThatHasNobodyBesideItIsAskedAgain() {
        Recorder admin = admin("admin", 1);
        watched(admin);
        passLooking(Teller.SILENT_AFTER);
        assertThat(admin.take()).hasSize(1);
        assertThat(updates(client, MINE)).singleElement()
                .satisfies(update -> assertThat(update.stale()).isTrue());
        passLooking(RoomWatch.PASSED_OVER_AS_THE_LAST);
        RequestId again = asked(admin);
        tell("admin", again, new WatchWriter().update(room(Source.ADMIN, "admin", 1)));
        assertThat(updates(client, MINE)).last().satisfies(update -> assertThat(update.stale()).isFalse());
    }

    @Test
    void severalSilentWorkersAreLeftOneAfterTheOther() {
        Recorder admin = admin("admin", 1);
        watched(admin);
        List<Recorder> dead = List.of(fixture.worker("dead-1", 9), fixture.worker("dead-2", 8));
        Recorder alive = fixture.worker("alive", 1);
        passLooking(Teller.SILENT_AFTER.plus(Teller.FIRST_WITHIN.multipliedBy(2)).plusMillis(100));
        assertThat(dead).allSatisfy(one -> assertThat(one.take()).hasSize(2));
        assertThat(asked(alive)).isNotNull();
    }

    @Test
    void whoKnowsLessThanTheOneThatTellsDoesNotTakeItsPlace() {
        Recorder admin = admin("admin", 1);
        RequestId id = watched(admin);
        Recorder newcomer = admin("newcomer", 2);
        look();
        tell("newcomer", asked(newcomer), new WatchWriter()
                .update(RoomPicture.of(List.of(), null, 0, now, true, Source.MEMBER, Mode.FORMING)));
        assertThat(newcomer.take()).hasSize(1);
        assertThat(client.take()).isEmpty();
        pass(Duration.ofMillis(500));
        tell("admin", id, admins.update(room(Source.ADMIN, "admin", 2)));
        assertThat(updates(client, MINE)).singleElement()
                .satisfies(update -> assertThat(update.workers()).containsExactly(worker("admin", 2)));
    }

    @Test
    void afterThisServerStoodStillNobodyIsTakenForSilent() {
        Recorder admin = admin("admin", 1);
        watched(admin);
        look();
        pass(Duration.ofSeconds(3));
        look();
        assertThat(admin.take()).isEmpty();
    }

    @Test
    void aWorkerThatNeverEndsAnUpdateIsSilent() {
        Recorder admin = admin("admin", 1);
        watch(client, MINE);
        RequestId id = asked(admin);
        for (int i = 1; i <= 5; i++) {
            pass(Duration.ofMillis(100));
            tell("admin", id, List.of(new WatchUpdate(i, true, true, List.of(), List.of(), null, 0, now, false,
                    Source.ADMIN, Mode.NORMAL, null)));
            look();
        }
        assertThat(admin.take()).contains(new FromServer.UnwatchWorkers(id));
    }

    @Test
    void nobodyElseCanTellInTheAskedOnesPlace() {
        Recorder admin = admin("admin", 1);
        fixture.worker("member", 9);
        watch(client, MINE);
        RequestId id = asked(admin);
        tell("member", id, admins.update(room(Source.ADMIN, "member", 1)));
        watches.told(new Sender(new RoomId("elsewhere"), new PeerId("admin"), new Recorder()),
                new FromPeer.WatchUpdated(id, new WatchWriter().update(room(Source.ADMIN, "member", 1)).getFirst()));
        assertThat(client.take()).isEmpty();
        tell("admin", new RequestId("wthere-1"), admins.update(room(Source.ADMIN, "admin", 1)));
        assertThat(elsewhere).containsExactly("there admin");
        tell("stranger", new RequestId("wthere-1"), admins.update(room(Source.ADMIN, "admin", 1)));
        assertThat(elsewhere).hasSize(1);
    }

    @Test
    void aWorkerIsAskedAgainBeforeItForgets() {
        Recorder admin = admin("admin", 1);
        RequestId id = watched(admin);
        keep("admin", id, admins, Teller.ASK_AGAIN);
        assertThat(admin.take()).containsExactly(new FromServer.WatchWorkers(id));
    }
}
