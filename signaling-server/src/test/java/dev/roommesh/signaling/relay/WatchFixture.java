package dev.roommesh.signaling.relay;

import static dev.roommesh.signaling.room.RoomFixture.NOW;
import static dev.roommesh.signaling.room.RoomFixture.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.signaling.room.Recorder;
import dev.roommesh.signaling.room.RoomFixture;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Watches of real rooms at a time that tests say, one client, and workers that tell what a test wants. */
abstract class WatchFixture {
    static final RequestId MINE = new RequestId("mine");

    final RoomFixture fixture = new RoomFixture();
    final ArrayDeque<Runnable> alarms = new ArrayDeque<>();
    final List<String> elsewhere = new ArrayList<>();
    final Recorder client = new Recorder();
    final WatchWriter admins = new WatchWriter();
    boolean registry = true;
    Instant now = NOW;
    final Watches watches = new Watches(fixture.rooms, this::later, Runnable::run, () -> now,
            new OtherServers() {
                @Override
                public String here() {
                    return "here";
                }

                @Override
                public void answered(String server, Sender worker, FromPeer answer) {
                    elsewhere.add(server + " " + worker.peer());
                }
            }, _ -> registry);

    Alarms.Alarm later(Duration delay, Runnable action) {
        alarms.add(action);
        return () -> alarms.remove(action);
    }

    Recorder admin(String name, long term) {
        Recorder worker = fixture.worker(name, 1);
        fixture.rooms.reportAdmin(ROOM, new PeerId(name), term, now);
        return worker;
    }

    /** The client watches, and has seen the first picture. */
    RequestId watched(Recorder admin) {
        watch(client, MINE);
        RequestId id = asked(admin);
        PeerId name = fixture.rooms.view(ROOM).orElseThrow().admin().orElseThrow();
        tell(name.value(), id, admins.update(room(Source.ADMIN, name.value(), 1)));
        assertThat(updates(client, MINE)).hasSize(1);
        return id;
    }

    void keep(String worker, RequestId id, WatchWriter writer, Duration length) {
        Instant end = now.plus(length);
        while (now.isBefore(end)) {
            pass(Duration.ofMillis(500));
            tell(worker, id, writer.update(room(Source.MEMBER, "admin", 1)));
            if (now.isBefore(end)) look();
        }
        look();
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** As the server does, so that a silence is no surprise. */
    void passLooking(Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end);) {
            pass(RoomWatch.LOOK);
            look();
        }
    }

    void look() {
        watches.look();
    }

    static Sender sender(Recorder peer) {
        return new Sender(ROOM, new PeerId("client"), peer);
    }

    void watch(Recorder peer, RequestId id) {
        watches.watch(sender(peer), new FromPeer.WatchWorkers(id));
    }

    void tell(String worker, RequestId id, List<WatchUpdate> updates) {
        for (WatchUpdate update : updates)
            watches.told(new Sender(ROOM, new PeerId(worker), new Recorder()), new FromPeer.WatchUpdated(id, update));
    }

    static RequestId asked(Recorder worker) {
        List<FromServer> heard = worker.take();
        assertThat(heard).singleElement().isInstanceOf(FromServer.WatchWorkers.class);
        return ((FromServer.WatchWorkers) heard.getFirst()).requestId();
    }

    static List<WatchUpdate> updates(Recorder peer, RequestId id) {
        List<FromServer> heard = peer.take();
        assertThat(heard).allSatisfy(message -> assertThat(message).isInstanceOfSatisfying(
                FromServer.WatchUpdated.class, told -> assertThat(told.requestId()).isEqualTo(id)));
        return heard.stream().map(message -> ((FromServer.WatchUpdated) message).update()).toList();
    }

    RoomPicture room(Source source, String worker, int jobs) {
        return RoomPicture.of(List.of(worker(worker, jobs)), new PeerId(worker), 1, now, false, source, Mode.NORMAL);
    }

    static WorkerEntry worker(String name, int jobs) {
        return WorkerEntry.of(new PeerId(name), Profile.EMPTY.with("jobs", PropertyValue.of(jobs)));
    }
}
