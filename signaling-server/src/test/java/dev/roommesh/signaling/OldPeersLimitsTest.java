package dev.roommesh.signaling;

import static dev.roommesh.signaling.OldDoors.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.OldDoors.Identity;
import dev.roommesh.signaling.OldDoors.Room;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What old peers cannot do, be it that they try or that others do. */
final class OldPeersLimitsTest extends OldPeerScenario {
    @Test
    void nobodyRegistersUnderTheNameOfAnother() {
        Identity ana = doors.signIn();
        Identity eve = doors.signIn();
        List<Map<String, Object>> wrong = new ArrayList<>();
        wrong.add(new LinkedHashMap<>(register(ana, room, "worker", true, 1)));
        wrong.getFirst().put("id_token", eve.idToken());
        wrong.add(new LinkedHashMap<>(register(ana, room, "worker", true, 1)));
        wrong.getLast().put("id_token", room.token());
        wrong.add(new LinkedHashMap<>(register(ana, room, "worker", true, 1)));
        wrong.getLast().remove("id_token");
        wrong.add(new LinkedHashMap<>(register(ana, room, "client", null, 1)));
        wrong.getLast().put("token", ana.idToken());
        for (Map<String, Object> frame : wrong) {
            OldPeer liar = dial();
            liar.say(frame);
            assertThat(liar.next("error")).as("%s", frame.keySet()).containsEntry("reason", "Invalid token")
                    .containsEntry("code", "UNAUTHORIZED").containsKey("message");
            assertThat(liar.awaitClosing()).isEqualTo(1008);
        }
        OldPeer bound = client(eve);
        bound.say(register(ana, room, "client", null, 0));
        assertThat(bound.next("error")).containsEntry("code", "SENDER_MISMATCH");
    }

    @Test
    void noPeerOfTodayTakesThePlaceOfAnOldOne() {
        Identity ana = doors.signIn();
        OldPeer worker = meshWorker(ana, true);
        worker.next("registered_auth");
        RawPeer thief = connect();
        thief.send(RawPeer.register(ana.name(), ofToday(), Role.WORKER, 1));
        assertThat(thief.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
        OldPeer client = client(doors.signIn());
        client.say("{\"type\":\"offer\",\"target\":\"" + ana.name() + "\",\"sdp\":\"v=0\"}");
        worker.next("offer");
    }

    @Test
    void nobodyBecomesOldBySayingSoToOutliveItsReplacement() {
        RawPeer first = connect();
        first.joinAsClient("vic", ofToday());
        first.send("{\"type\":\"register\",\"peer_id\":\"vic\",\"room_id\":\"" + room.id() + "\",\"token\":\""
                + room.token()
                + "\",\"id_token\":\"x\",\"role\":\"client\"}");
        assertThat(first.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
        connect().joinAsClient("vic", ofToday());
        assertThat(first.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.REPLACED);
        Awaitility.await().atMost(LIMIT).until(first::hasEnded);
    }

    @Test
    void aWorkerTakesNoWorkerOfTodayByAnOffer() {
        RawPeer worker = connect();
        worker.joinAsWorker("ours", ofToday(), 1);
        OldPeer other = meshWorker(doors.signIn(), true);
        other.next("registered_auth");
        other.say("{\"type\":\"offer\",\"target\":\"ours\",\"sdp\":\"v=0\"}");
        OldPeer client = client(doors.signIn());
        client.say("{\"type\":\"offer\",\"target\":\"ours\",\"sdp\":\"v=1\"}");
        assertThat(worker.await(FromServer.PeerOffer.class).sdp()).as("the client's alone").isEqualTo("v=1");
    }

    @Test
    void whoHasNoPlaceAnyMoreReachesNobody() {
        Identity ana = doors.signIn();
        OldPeer before = meshWorker(ana, true);
        before.next("registered_auth");
        OldPeer after = meshWorker(ana, true);
        after.next("registered_auth");
        Identity ben = doors.signIn();
        OldPeer client = client(ben);
        after.close();
        Awaitility.await().atMost(LIMIT)
                .until(() -> rooms.view(new RoomId(room.id())).orElseThrow().worker(new PeerId(ana.name())).isEmpty());
        before.say("{\"type\":\"answer\",\"target\":\"" + ben.name() + "\",\"sdp\":\"v=0\"}");
        before.say("{\"type\":\"discover_peers\"}");
        before.next("peer_list");
        client.say("{\"type\":\"discover_peers\"}");
        assertThat(client.next()).containsEntry("type", "peer_list").containsEntry("count", 0);
    }

    @Test
    void aRegistrationWithAnAccountIsRefusedInWordsThatItsSenderKnows() {
        for (String frame : List.of(
                "{\"type\":\"register\",\"api_key\":\"slp_x\",\"role\":\"worker\",\"is_admin\":true}",
                "{\"type\":\"register\",\"jwt\":\"x\",\"room_id\":\"r\",\"peer_id\":\"me\"}")) {
            OldPeer peer = dial();
            peer.say(frame);
            assertThat(peer.next("error")).containsEntry("reason", "No access to this room")
                    .containsKeys("code", "message");
            assertThat(peer.awaitClosing()).isEqualTo(1008);
        }
    }

    @Test
    void ofTooManyOlderSocketsTheOldestEnd() {
        Identity ana = doors.signIn();
        List<OldPeer> sockets = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sockets.add(meshWorker(ana, true));
            sockets.getLast().next("registered_auth");
        }
        assertThat(sockets.getFirst().awaitClosing()).isEqualTo(1008);
        assertThat(sockets.subList(1, 6)).noneMatch(OldPeer::hasEnded);
        assertThat(sockets.getFirst().rest()).isEmpty();
    }

    @Test
    void theCapCountsWorkersOfAllGenerationsAndTheEleventhIsToldSo() {
        for (int i = 0; i < 5; i++)
            connect().joinAsWorker("w" + i, ofToday(), 1);
        Identity last = doors.signIn();
        for (int i = 0; i < 5; i++) {
            last = doors.signIn();
            meshWorker(last, false).next("registered_auth");
        }
        OldPeer eleventh = meshWorker(doors.signIn(), true);
        assertThat(eleventh.next("error")).containsEntry("code", "ROOM_FULL").containsKeys("reason", "message");
        assertThat(eleventh.awaitClosing()).isEqualTo(1008);
        meshWorker(last, false).next("registered_auth");
        RawPeer ours = connect();
        ours.send(RawPeer.register("w5", ofToday(), Role.WORKER, 1));
        assertThat(ours.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.ROOM_FULL);
    }

    @Test
    void whoseRoomIsEndedIsToldSo() throws Exception {
        OldPeer worker = meshWorker(doors.signIn(), true);
        worker.next("registered_auth");
        OldPeer client = client(doors.signIn());
        var end = HttpRequest.newBuilder(doors.server().resolve("/rooms/" + room.id())).DELETE().build();
        assertThat(http.send(end, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        for (OldPeer peer : List.of(worker, client)) {
            assertThat(peer.next("error")).containsEntry("code", "TOKEN_REVOKED").containsEntry("reason",
                    "Token revoked");
            assertThat(peer.awaitClosing()).isEqualTo(1008);
        }
    }

    @Test
    void whoShallTryAgainIsNotToldToEnd() {
        var unknown = new RoomId("not-known-here");
        var elsewhere = new Room(unknown.value(), tokens.issue(unknown).text());
        OldPeer worker = dial();
        worker.say(register(doors.signIn(), elsewhere, "worker", true, 1));
        assertThat(worker.awaitClosing()).isEqualTo(1013);
        assertThat(worker.rest()).isEmpty();
        OldPeer client = dial();
        client.say(register(doors.signIn(), elsewhere, "client", null, 1));
        assertThat(client.next("error")).containsEntry("code", "RETRY_LATER");
    }

    @Test
    void aFloodEndsItsSocketAloneAndWithoutAWord() {
        OldPeer flooder = meshWorker(doors.signIn(), true);
        flooder.next("registered_auth");
        OldPeer other = client(doors.signIn());
        boolean open = true;
        for (int i = 0; i < 20_000 && open && !flooder.hasEnded(); i++)
            open = flooder.trySay("{\"type\":\"nonsense\"}");
        assertThat(flooder.awaitClosing()).isIn(1006, 1008);
        assertThat(flooder.rest()).isEmpty();
        other.say("{\"type\":\"discover_peers\"}");
        other.next("peer_list");
    }

    @Test
    void peersOfOtherRoomsAreOutOfReach() {
        Identity ana = doors.signIn();
        OldPeer worker = meshWorker(ana, true);
        worker.next("registered_auth");
        Room elsewhere = doors.createRoom(doors.signIn());
        OldPeer stranger = dial();
        stranger.say(register(doors.signIn(), elsewhere, "client", null, 0));
        stranger.next("registered_auth");
        for (String frame : List.of("{\"type\":\"offer\",\"target\":\"%s\",\"sdp\":\"\"}",
                "{\"type\":\"peer_message\",\"to_peer_id\":\"%s\",\"payload\":{}}",
                "{\"type\":\"mesh_connect\",\"target_peer_id\":\"%s\",\"offer\":{\"type\":\"offer\",\"sdp\":\"\"}}")) {
            stranger.say(frame.formatted(ana.name()));
            stranger.next("error");
        }
        stranger.say("{\"type\":\"discover_peers\"}");
        assertThat(stranger.next("peer_list")).containsEntry("count", 0);
        assertThat(worker.rest()).isEmpty();
    }
}
