package dev.roommesh.containers;

import static dev.roommesh.signaling.OldDoors.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.OldDoors;
import dev.roommesh.signaling.OldDoors.Identity;
import dev.roommesh.signaling.OldDoors.Room;
import dev.roommesh.signaling.OldPeer;
import dev.roommesh.signaling.RawPeer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Old peers of one room on two servers with one engine: to them it is one server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OldPeersIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Stack stack = new Stack(Map.of("restart-grace", "3s"),
            Map.of("ROOMMESH_OLDPEERS_CREATEROOMS", "true"));
    private final List<OldPeer> peers = new ArrayList<>();
    private OldDoors doors;
    private Room room;

    @BeforeEach
    void openRoom() {
        await().atMost(LIMIT).until(() -> stack.isInFront());
        doors = new OldDoors(stack.front());
        // One is for each test; of one address few may be opened in a minute.
        room = doors.createRoom(doors.signIn());
    }

    @AfterEach
    void hangUp() {
        peers.forEach(OldPeer::close);
    }

    @AfterAll
    void end() {
        stack.close();
    }

    private OldPeer dial(int server) {
        URI at = stack.at(server);
        var peer = new OldPeer(URI.create("ws://" + at.getHost() + ":" + at.getPort() + "/"));
        peers.add(peer);
        return peer;
    }

    private OldPeer worker(int server, Identity identity, boolean claims) {
        OldPeer worker = dial(server);
        worker.say(register(identity, room, "worker", claims, 16_000));
        return worker;
    }

    @Test
    void oldPeersOnTwoServersFindAndReachOneAnother() {
        Identity ana = doors.signIn();
        Identity ben = doors.signIn();
        Identity cid = doors.signIn();
        OldPeer first = worker(1, ana, true);
        assertThat(first.next("registered_auth")).containsEntry("admin_peer_id", ana.name());
        OldPeer second = worker(2, ben, true);
        assertThat(second.next("admin_conflict")).containsEntry("current_admin", ana.name());
        assertThat(second.next("registered_auth")).containsEntry("admin_peer_id", ana.name())
                .containsEntry("peer_list", List.of(ana.name()));
        second.say(Map.of("type", "mesh_connect", "target_peer_id", ana.name(), "offer",
                Map.of("type", "offer", "sdp", "v=0")));
        assertThat(first.next("mesh_offer")).containsEntry("from_peer_id", ben.name()).containsKey("metadata");
        first.say(Map.of("type", "mesh_answer", "target_peer_id", ben.name(), "answer",
                Map.of("type", "answer", "sdp", "v=1")));
        assertThat(second.next("mesh_answer")).containsEntry("from_peer_id", ana.name());

        OldPeer client = dial(2);
        client.say(register(cid, room, "client", null, 0));
        client.next("registered_auth");
        client.say(
                Map.of("type", "offer", "sender", "x", "target", ana.name(), "sdp", "v=0", "role", "client", "n", 1));
        assertThat(first.next()).isEqualTo(
                Map.of("type", "offer", "sender", cid.name(), "target", ana.name(), "sdp", "v=0", "n", 1));
        first.say(Map.of("type", "answer", "target", cid.name(), "sdp", "v=1"));
        assertThat(client.next("answer")).containsEntry("sender", ana.name());
        first.say(Map.of("type", "error", "target", cid.name(), "reason", "worker_busy", "current_status", "busy"));
        assertThat(client.next("error")).containsEntry("reason", "worker_busy").containsEntry("current_status", "busy");
        first.say(Map.of("type", "update_metadata", "metadata", Map.of("properties", Map.of("status", "busy"))));
        first.next("metadata_updated");
        await().atMost(LIMIT).until(() -> {
            client.say(Map.of("type", "discover_peers", "filters",
                    Map.of("tags", List.of("sleap-rtc"), "properties", Map.of("status", "busy"))));
            return Integer.valueOf(1).equals(client.next("peer_list").get("count"));
        });
        assertThat(second.rest()).isEmpty();
    }

    @Test
    void anOldClientReachesAWorkerOfTodayOnAnotherServer() {
        try (RawPeer ours = stack.connect(1)) {
            ours.joinAsWorker("ours", new RawPeer.Room(new RoomId(room.id()), room.token()), 80_000);
            Identity ben = doors.signIn();
            OldPeer client = dial(2);
            client.say(register(ben, room, null, null, 0));
            client.say(Map.of("type", "offer", "target", "ours", "sdp", "v=0"));
            client.next("registered_auth");
            assertThat(ours.next(FromServer.PeerOffer.class).sender()).isEqualTo(new PeerId(ben.name()));
            ours.send(new FromPeer.PeerAnswer(new PeerId(ben.name()), "v=1", Map.of()));
            assertThat(client.next("answer")).containsEntry("sender", "ours");
        }
    }

    @Test
    void ofManyClaimsOnTwoServersOneIsGrantedAndItOutlivesTheEnginesMemory() throws Exception {
        List<Identity> identities = new ArrayList<>();
        List<OldPeer> workers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            identities.add(doors.signIn());
            workers.add(dial(1 + i % 2));
        }
        for (int i = 0; i < 8; i++)
            workers.get(i).say(register(identities.get(i), room, "worker", true, 1));
        List<Object> admins = new ArrayList<>();
        for (OldPeer worker : workers)
            admins.add(worker.await("registered_auth").get("admin_peer_id"));
        assertThat(admins).doesNotContainNull().containsOnly(admins.getFirst());
        Object admin = admins.getFirst();

        assertThat(stack.engine.execInContainer("redis-cli", "flushall").getExitCode()).isZero();
        Identity late = doors.signIn();
        // As long as places are kept for those who held them, it is let in nowhere, and its socket ends.
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).until(() -> {
            OldPeer newcomer = worker(2, late, true);
            await().atMost(LIMIT).until(() -> newcomer.hasEnded() || newcomer.hasHeard());
            if (!newcomer.hasHeard()) return false;
            assertThat(newcomer.next("admin_conflict")).containsEntry("current_admin", admin);
            return true;
        });
        assertThat(workers).noneMatch(OldPeer::hasEnded);
    }

    @Test
    void aWorkerThatMovesToAnotherServerKeepsItsOlderSocketWithoutAWord() throws Exception {
        Identity ana = doors.signIn();
        OldPeer before = worker(1, ana, true);
        before.next("registered_auth");
        OldPeer after = worker(2, ana, true);
        assertThat(after.next("registered_auth")).containsEntry("admin_peer_id", ana.name());
        OldPeer client = dial(1);
        client.say(register(doors.signIn(), room, "client", null, 0));
        client.next("registered_auth");
        client.say(Map.of("type", "offer", "target", ana.name(), "sdp", "v=0"));
        after.next("offer");
        assertThat(stack.engine.execInContainer("redis-cli", "flushall").getExitCode()).isZero();
        // Meanwhile it may be that nobody is there.
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).until(() -> {
            client.say(Map.of("type", "offer", "target", ana.name(), "sdp", "v=0"));
            return !stack.engine.execInContainer("redis-cli", "keys", "roommesh:room:*").getStdout().isBlank()
                    && after.hasHeard();
        });
        after.next("offer");
        after.rest();
        assertThat(before.rest()).as("it takes nothing back").isEmpty();
        assertThat(before.hasEnded()).isFalse();
        before.hangUp();
        before.awaitClosing();
        client.say(Map.of("type", "offer", "target", ana.name(), "sdp", "v=0"));
        after.next("offer");
    }
}
