package dev.roommesh.signaling;

import static dev.roommesh.signaling.OldDoors.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.JsonText;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.signaling.OldDoors.Identity;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the server does for old peers. */
final class OldPeersTest extends OldPeerScenario {
    @Test
    void anOfferThatFollowsItsRegistrationAtOnceArrivesAfterItUnderTheRightName() {
        Identity ana = doors.signIn();
        OldPeer worker = meshWorker(ana, true);
        worker.next("registered_auth");
        Identity ben = doors.signIn();
        OldPeer client = dial();
        client.say(register(ben, room, null, null, 0));
        client.say(
                """
                        {"type":"offer","sender":"%s","target":"%s","sdp":"v=0","role":"client","from_peer_id":"x","key":{"a":[1]}}"""
                        .formatted(ana.name(), ana.name()));
        assertThat(worker.next()).isEqualTo(Map.of("type", "offer", "sender", ben.name(), "target", ana.name(), "sdp",
                "v=0", "key", Map.of("a", List.of(1))));
        Map<String, Object> welcome = client.next("registered_auth");
        assertThat(welcome).containsEntry("token", room.token()).containsEntry("admin_peer_id", ana.name());
        worker.say("""
                {"type":"answer","target":"%s","sdp":"v=1"}""".formatted(ben.name()));
        assertThat(client.next()).isEqualTo(
                Map.of("type", "answer", "sender", ana.name(), "target", ben.name(), "sdp", "v=1"));
        client.say("""
                {"type":"offer","target":"nobody","sdp":"v=0"}""");
        client.say("""
                {"type":"discover_peers","filters":{"role":"worker"}}""");
        assertThat(client.next("peer_list")).as("the oldest clients know no error").containsEntry("count", 1);
    }

    @Test
    void theFirstOldWorkerThatClaimsItHasTheOfficeUntilItIsGone() {
        Identity ana = doors.signIn();
        Identity ben = doors.signIn();
        OldPeer first = meshWorker(ana, true);
        assertThat(first.next("registered_auth")).containsEntry("admin_peer_id", ana.name())
                .containsEntry("peer_list", List.of());
        OldPeer second = meshWorker(ben, true);
        assertThat(second.next("admin_conflict")).containsEntry("current_admin", ana.name())
                .containsEntry("room_id", room.id());
        assertThat(second.next("registered_auth")).containsEntry("admin_peer_id", ana.name())
                .containsEntry("peer_list", List.of(ana.name()));
        first.say(register(ana, room, "worker", false, 16_000));
        assertThat(first.next("registered_auth")).as("it has it still").containsEntry("admin_peer_id", ana.name());
        assertThat(first.rest()).isEmpty();
        first.close();
        OldPeer third = dial();
        Awaitility.await().atMost(LIMIT).until(() -> {
            third.say(register(ben, room, "worker", false, 16_000));
            return third.next("registered_auth").get("admin_peer_id") == null;
        });
        third.say(register(ben, room, "worker", true, 16_000));
        assertThat(third.next("registered_auth")).containsEntry("admin_peer_id", ben.name());
    }

    @Test
    void theTwoMeshesKnowNothingOfEachOther() {
        RawPeer ours = connect();
        ours.joinAsWorker("ours", ofToday(), 80_000);
        ours.send(new FromPeer.AdminElected(new PeerId("ours"), 7));
        ours.next(FromServer.AdminChanged.class);
        Identity ana = doors.signIn();
        OldPeer mesh = meshWorker(ana, false);
        assertThat(mesh.next("registered_auth")).containsEntry("admin_peer_id", null)
                .containsEntry("peer_list", List.of()).containsEntry("peers", List.of())
                .containsEntry("peer_metadata", Map.of());
        Identity before = doors.signIn();
        OldPeer preMesh = dial();
        preMesh.say(register(before, room, "worker", null, 8_000));
        preMesh.next("registered_auth");
        Identity ben = doors.signIn();
        OldPeer other = meshWorker(ben, true);
        assertThat(other.next("registered_auth")).containsEntry("admin_peer_id", ben.name())
                .containsEntry("peer_list", List.of(ana.name()));

        FromServer.Registered welcome = connect().joinAsWorker("later", ofToday(), 1);
        assertThat(welcome.peers()).singleElement()
                .satisfies(peer -> assertThat(peer.peerId().value()).isEqualTo("ours"));
        assertThat(welcome.adminPeerId()).isEqualTo(new PeerId("ours"));
        assertThat(ours.next(FromServer.PeerJoined.class).peer().peerId()).isEqualTo(new PeerId("later"));
        ours.send(new FromPeer.MeshConnect(new PeerId(ana.name()), OFFER, ATTEMPT));
        assertThat(ours.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.PEER_NOT_FOUND);
        mesh.say("""
                {"type":"mesh_connect","target_peer_id":"ours","offer":{"type":"offer","sdp":"x"}}""");
        mesh.say("""
                {"type":"admin_elected","admin_peer_id":"%s","term":8}""".formatted(ana.name()));
        mesh.say("""
                {"type":"mesh_connect","target_peer_id":"%s","offer":{"type":"offer","sdp":"x"}}"""
                .formatted(ben.name()));
        assertThat(other.next("mesh_offer")).containsEntry("from_peer_id", ana.name()).containsEntry("metadata",
                Map.of("tags", List.of("sleap-rtc"), "properties",
                        Map.of("gpu_memory_mb", 16_000, "status", "available")));
        assertThat(mesh.rest()).isEmpty();
        assertThat(preMesh.rest()).isEmpty();
        assertThat(ours.hasHeardNothing()).isTrue();
    }

    @Test
    void anOldWorkerIsNeverToldOfAFaultWhateverItSays() {
        OldPeer worker = meshWorker(doors.signIn(), true);
        worker.next("registered_auth");
        for (int i = 0; i < 100; i++)
            worker.say("{\"type\":\"job_status\",\"number\":" + i + "}");
        for (String frame : List.of("{not json", "x".repeat(70_000), "{\"type\":\"offer\"}",
                "{\"type\":\"query_workers\"}", "[]", "5",
                "\"x\"",
                "{\"type\":\"peer_message\",\"to_peer_id\":\"nobody\",\"payload\":1}",
                "{\"type\":\"mesh_answer\",\"target_peer_id\":\"nobody\",\"answer\":{\"type\":\"answer\",\"sdp\":\"\"}}",
                "{\"type\":\"answer\",\"target\":\"nobody\",\"sdp\":\"\"}", "{\"type\":\"leave\"}",
                "{\"type\":\"error\",\"target\":\"nobody\",\"reason\":\"worker_busy\"}",
                "{\"type\":\"update_metadata\",\"metadata\":{\"properties\":{\"a\":\"" + "x".repeat(2_000) + "\"}}}"))
            worker.say(frame);
        worker.say("""
                {"type":"update_metadata","metadata":{"properties":{"status":"reserved"}}}""");
        Map<String, Object> updated = worker.next("metadata_updated");
        assertThat(updated).containsEntry("metadata", Map.of("tags", List.of("sleap-rtc"), "properties",
                Map.of("gpu_memory_mb", 16_000, "status", "reserved")));
    }

    @Test
    void anOldClientIsToldWhatItDidNotKnow() {
        OldPeer client = client(doors.signIn());
        client.say("{\"type\":\"query_workers\",\"request_id\":\"q\"}");
        assertThat(client.next("error")).containsEntry("code", "UNKNOWN_MESSAGE_TYPE").containsKeys("reason",
                "message");
        client.say("{\"type\":\"offer\",\"target\":\"nobody\",\"sdp\":\"\"}");
        assertThat(client.next("error")).containsEntry("code", "PEER_NOT_FOUND").containsEntry("target", "nobody");
    }

    @Test
    void aWorkerOfTodayAnswersAnOldClientAndIsFoundAsItIs() {
        RawPeer ours = connect();
        ours.joinAsWorker("ours", ofToday(), 80_000);
        ours.send(new FromPeer.UpdateMetadata(
                profile(80_000).withTags(List.of("sleap-rtc")).withStatus(WorkerStatus.BUSY)));
        ours.await(FromServer.MetadataUpdated.class);
        Identity ben = doors.signIn();
        OldPeer client = client(ben);
        client.say("""
                {"type":"discover_peers","from_peer_id":"x","filters":{"role":"worker","tags":["sleap-rtc"],
                "properties":{"status":"busy","gpu_memory_mb":{"$gte":8000}}}}""");
        assertThat(client.next("peer_list")).containsEntry("count", 1).containsEntry("to_peer_id", ben.name());
        client.say("{\"type\":\"offer\",\"sender\":\"x\",\"target\":\"ours\",\"sdp\":\"v=0\"}");
        assertThat(ours.next(FromServer.PeerOffer.class)).isEqualTo(
                new FromServer.PeerOffer(new PeerId(ben.name()), new PeerId("ours"), "v=0", Map.of()));
        ours.send(new FromPeer.PeerAnswer(new PeerId(ben.name()), "v=1", Map.of()));
        assertThat(client.next()).isEqualTo(
                Map.of("type", "answer", "sender", "ours", "target", ben.name(), "sdp", "v=1"));
        ours.send(new FromPeer.PeerCandidate(new PeerId(ben.name()), new JsonText("{\"candidate\":\"c\"}"), Map.of()));
        assertThat(client.next("candidate")).containsEntry("candidate", Map.of("candidate", "c"));
        ours.send(new FromPeer.PeerAnswer(new PeerId("nobody"), "v=1", Map.of()));
        assertThat(ours.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.PEER_NOT_FOUND);
    }

    @Test
    void aWorkersRefusalReachesItsClientAndNoCandidateAnOldWorker() {
        Identity ana = doors.signIn();
        OldPeer worker = meshWorker(ana, true);
        worker.next("registered_auth");
        Identity ben = doors.signIn();
        OldPeer client = client(ben);
        worker.say(
                """
                        {"type":"error","target":"%s","reason":"worker_busy","message":"Busy.","current_status":"busy","code":"X"}"""
                        .formatted(ben.name()));
        assertThat(client.next("error")).containsEntry("reason", "worker_busy").containsEntry("message", "Busy.")
                .containsEntry("current_status", "busy").containsEntry("target", ben.name())
                .containsEntry("sender", ana.name()).containsEntry("code", "OTHER");
        client.say("""
                {"type":"error","target":"%s","reason":"die"}""".formatted(ana.name()));
        client.say("""
                {"type":"candidate","target":"%s","candidate":"c"}""".formatted(ana.name()));
        client.say("""
                {"type":"peer_message","to_peer_id":"%s","payload":{"app_message_type":"job_request"}}"""
                .formatted(ana.name()));
        assertThat(worker.next()).isEqualTo(Map.of("type", "peer_message", "from_peer_id", ben.name(), "to_peer_id",
                ana.name(), "payload", Map.of("app_message_type", "job_request")));
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void anOlderSocketOfAWorkerStaysAndSpeaksForItAndItsEndIsNoDeparture() {
        Identity ana = doors.signIn();
        OldPeer first = meshWorker(ana, true);
        first.next("registered_auth");
        OldPeer second = meshWorker(ana, true);
        assertThat(second.next("registered_auth")).as("its own office is no conflict")
                .containsEntry("admin_peer_id", ana.name());
        first.say("""
                {"type":"update_metadata","metadata":{"properties":{"status":"busy"}}}""");
        first.next("metadata_updated");
        OldPeer client = client(doors.signIn());
        client.say("""
                {"type":"discover_peers","filters":{"properties":{"status":"busy"}}}""");
        assertThat(client.next("peer_list")).containsEntry("count", 1);
        assertThat(first.hasEnded()).isFalse();
        first.hangUp();
        first.awaitClosing();
        client.say("""
                {"type":"offer","target":"%s","sdp":"v=0"}""".formatted(ana.name()));
        second.next("offer");
        assertThat(first.rest()).isEmpty();
    }

    @Test
    void aliveIsSaidToOldPeersToo() {
        OldPeer worker = meshWorker(doors.signIn(), true);
        worker.next("registered_auth");
        // The answer may be there before the session knows that it is registered.
        Awaitility.await().atMost(LIMIT).until(() -> {
            sockets.pingPeers();
            return worker.hasHeardPing();
        });
    }
}
