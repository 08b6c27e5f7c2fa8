package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Role;
import dev.roommesh.model.Sdp;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.signaling.RawPeer.Room;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole server, and peers that talk to it over real sockets. */
class SignalingServerTest extends ServerScenario {
    @Test
    void theAnswerToARegistrationSaysAllThatAPeerNeeds() {
        Room room = createRoom();
        RawPeer first = connect();
        assertThat(first.joinAsWorker("w1", room, 100).peers()).isEmpty();
        first.send(new FromPeer.AdminElected(new PeerId("w1"), 5));
        first.next(FromServer.AdminChanged.class);

        FromServer.Registered second = connect().joinAsWorker("w2", room, 200);

        assertThat(second.roomId()).isEqualTo(room.id());
        assertThat(second.peerId()).isEqualTo(new PeerId("w2"));
        assertThat(second.peers()).singleElement().isEqualTo(
                new ListedPeer(new PeerId("w1"), Role.WORKER, profile(100), true, 1));
        assertThat(second.adminPeerId()).isEqualTo(new PeerId("w1"));
        assertThat(second.adminTerm()).isEqualTo(5);
        assertThat(second.features().registry()).isTrue();
        assertThat(second.iceServers()).singleElement()
                .satisfies(server -> assertThat(server.urls()).containsExactly("stun:127.0.0.1:3478"));
        assertThat(second.leaseSeconds()).isEqualTo(45);
        assertThat(second.ticket()).isNotBlank();
        assertThat(second.peerList()).containsExactly(new PeerId("w1"));
        assertThat(second.peerMetadata()).containsEntry(new PeerId("w1"), profile(100));
        assertThat(second.meshIceServers()).isEqualTo(second.iceServers());
    }

    @Test
    void theOldPathLeadsHereToo() {
        assertThat(connect("/").joinAsClient("c", createRoom()).peers()).isEmpty();
    }

    @Test
    void theEleventhWorkerIsToldThatTheRoomIsFullAndClientsAreNot() {
        Room room = createRoom();
        for (int i = 0; i < 10; i++)
            connect().joinAsWorker("w" + i, room, i);
        RawPeer eleventh = connect();
        eleventh.send(RawPeer.register("w10", room, Role.WORKER, 1));
        FromServer.Refused refused = eleventh.next(FromServer.Refused.class);
        assertThat(refused.code()).isEqualTo(ErrorCode.ROOM_FULL);
        assertThat(refused.message()).contains("stop one of them");
        assertThat(eleventh.awaitClosing()).isEqualTo(new RawPeer.Closing(1008, "ROOM_FULL"));

        assertThat(connect().joinAsClient("c", room).peers()).hasSize(10);
        assertThat(connect().joinAsWorker("w9", room, 9).peers()).as("a re-registration never counts").hasSize(9);
    }

    @Test
    void aNewerRegistrationTakesThePlaceOfTheOlderWhichLeavesNoTrace() {
        Room room = createRoom();
        RawPeer watcher = connect();
        watcher.joinAsWorker("watcher", room, 1);
        RawPeer older = connect();
        older.joinAsWorker("w", room, 1);
        watcher.next(FromServer.PeerJoined.class);

        RawPeer newer = connect();
        newer.joinAsWorker("w", room, 2);
        assertThat(older.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.REPLACED);
        assertThat(older.awaitClosing().code()).isEqualTo(1008);
        assertThat(watcher.next(FromServer.PeerJoined.class).peer().metadata().gpuMemoryMb())
                .as("what it registers now").isEqualTo(2);

        watcher.send(new FromPeer.DialMe(new PeerId("w")));
        assertThat(newer.next(FromServer.DialMe.class).fromPeerId()).isEqualTo(new PeerId("watcher"));
        assertThat(watcher.hasHeardNothing()).as("no departure is announced").isTrue();
    }

    /** Word for word as an old client asks, and in the fields that it reads. */
    @Test
    void anOldClientsQuestionIsAnsweredFromWhatWorkersSaidLast() {
        Room room = createRoom();
        RawPeer worker = connect();
        worker.joinAsWorker("w", room, 24_000);
        RawPeer busy = connect();
        busy.joinAsWorker("busy", room, 24_000);
        busy.send(new FromPeer.UpdateMetadata(profile(24_000).withStatus(WorkerStatus.BUSY)));
        busy.await(FromServer.MetadataUpdated.class);
        worker.send(new FromPeer.UpdateMetadata(profile(24_000).withStatus(WorkerStatus.AVAILABLE)));
        worker.await(FromServer.MetadataUpdated.class);
        RawPeer client = connect("/");
        client.joinAsClient("old", room);
        client.send("""
                {"type":"discover_peers","from_peer_id":"old","filters":{"role":"worker","room_id":"%s","tags":["test"],
                "properties":{"status":"available","gpu_memory_mb":{"$gte":8000}}}}""".formatted(room.id()));
        FromServer.PeerList list = client.next(FromServer.PeerList.class);
        assertThat(list.toPeerId()).isEqualTo(new PeerId("old"));
        assertThat(list.count()).isEqualTo(1);
        assertThat(list.peers()).singleElement().satisfies(found -> {
            assertThat(found.peerId()).isEqualTo(new PeerId("w"));
            assertThat(found.connectedAt()).isGreaterThan(1.7e9);
        });
        client.send("""
                {"type":"discover_peers","from_peer_id":"old","filters":{"role":"nobody"}}""");
        assertThat(client.next(FromServer.PeerList.class).peers()).isEmpty();
        client.send("""
                {"type":"discover_peers","from_peer_id":"old"}""");
        assertThat(client.next(FromServer.PeerList.class).peers()).hasSize(2);
        client.send("""
                {"type":"discover_peers","from_peer_id":"old","filters":{"properties":{"status":{"$gte":3}}}}""");
        assertThat(client.next(FromServer.PeerList.class).peers()).as("unlike types never match").isEmpty();
    }

    @Test
    void aFrameThatClaimsAnotherSenderIsRefusedAndNotForwarded() {
        Room room = createRoom();
        RawPeer target = connect();
        target.joinAsWorker("target", room, 1);
        RawPeer liar = connect();
        liar.joinAsClient("liar", room);
        liar.send("""
                {"type":"dial_me","target_peer_id":"target","from_peer_id":"target"}""");
        assertThat(liar.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.SENDER_MISMATCH);
        liar.send("""
                {"type":"dial_me","target_peer_id":"target","from_peer_id":"liar"}""");
        assertThat(target.next(FromServer.DialMe.class).fromPeerId()).isEqualTo(new PeerId("liar"));
        liar.send(RawPeer.register("somebody", room, Role.CLIENT, 0));
        assertThat(liar.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.SENDER_MISMATCH);
    }

    @Test
    void theSignalsOfALinkArriveWithTheSenderAndTheAttempt() {
        Room room = createRoom();
        RawPeer one = connect();
        one.joinAsWorker("w1", room, 100);
        RawPeer two = connect();
        two.joinAsWorker("w2", room, 200);
        one.next(FromServer.PeerJoined.class);
        var toTwo = new PeerId("w2");
        var candidate = new IceCandidate("candidate:1", "0", 0);

        one.send(new FromPeer.MeshConnect(toTwo, OFFER, ATTEMPT));
        one.send(new FromPeer.Candidate(toTwo, candidate, ATTEMPT));
        one.send(new FromPeer.DialMe(toTwo));
        assertThat(two.next(FromServer.MeshOffer.class))
                .isEqualTo(new FromServer.MeshOffer(new PeerId("w1"), OFFER, ATTEMPT, profile(100)));
        assertThat(two.next(FromServer.Candidate.class))
                .isEqualTo(new FromServer.Candidate(new PeerId("w1"), candidate, ATTEMPT));
        assertThat(two.next(FromServer.DialMe.class)).isEqualTo(new FromServer.DialMe(new PeerId("w1")));

        var answer = new Sdp("answer", "v=0 answer");
        two.send(new FromPeer.MeshAnswer(new PeerId("w1"), answer, ATTEMPT));
        assertThat(one.next(FromServer.MeshAnswer.class))
                .isEqualTo(new FromServer.MeshAnswer(toTwo, answer, ATTEMPT));
        two.send(new FromPeer.DialMe(new PeerId("nobody")));
        assertThat(two.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.PEER_NOT_FOUND);
    }

    @Test
    void aQueryGoesToTheAdminAndItsAnswerBackUnchanged() {
        Room room = createRoom();
        RawPeer best = connect();
        best.joinAsWorker("best", room, 900);
        RawPeer admin = connect();
        admin.joinAsWorker("admin", room, 100);
        admin.send(new FromPeer.AdminElected(new PeerId("admin"), 3));
        admin.next(FromServer.AdminChanged.class);
        RawPeer client = connect();
        client.joinAsClient("c", room);

        client.send(new FromPeer.QueryWorkers(new RequestId("mine"), new Filters(null, 50L, List.of(), Map.of()), 7));
        FromServer.QueryWorkers asked = admin.next(FromServer.QueryWorkers.class);
        assertThat(asked.filters().minGpuMemoryMb()).isEqualTo(50);
        assertThat(asked.limit()).isEqualTo(7);
        assertThat(asked.requestId()).isNotEqualTo(new RequestId("mine"));
        WorkerAnswer answer = answer(Source.ADMIN);
        admin.send(new FromPeer.WorkerList(asked.requestId(), answer));
        assertThat(client.next(FromServer.WorkerList.class))
                .isEqualTo(new FromServer.WorkerList(new RequestId("mine"), answer));
    }

    @Test
    void whenTheAdminIsSilentTheBestOtherWorkerAnswersAndTheLateAnswerIsDropped() {
        Room room = createRoom();
        RawPeer admin = connect();
        admin.joinAsWorker("admin", room, 900);
        admin.send(new FromPeer.AdminElected(new PeerId("admin"), 3));
        connect().joinAsWorker("small", room, 1);
        RawPeer second = connect();
        second.joinAsWorker("second", room, 500);
        RawPeer client = connect();
        client.joinAsClient("c", room);

        client.send(new FromPeer.QueryWorkers(new RequestId("q"), null, null));
        FromServer.QueryWorkers asked = second.next(FromServer.QueryWorkers.class);
        second.send(new FromPeer.WorkerList(asked.requestId(), answer(Source.MEMBER)));
        assertThat(client.next(FromServer.WorkerList.class).answer()).isEqualTo(answer(Source.MEMBER));

        admin.send(new FromPeer.WorkerList(admin.await(FromServer.QueryWorkers.class).requestId(),
                answer(Source.ADMIN)));
        admin.send(new FromPeer.UpdateMetadata(profile(901)));
        admin.await(FromServer.MetadataUpdated.class);
        assertThat(client.hasHeardNothing()).isTrue();
    }

    @Test
    void whenNobodyAnswersTheRegistrationsDo() {
        Room room = createRoom();
        RawPeer client = connect();
        client.joinAsClient("c", room);
        client.send(new FromPeer.QueryWorkers(new RequestId("empty"), null, null));
        WorkerAnswer empty = client.next(FromServer.WorkerList.class).answer();
        assertThat(empty.workers()).isEmpty();
        assertThat(empty.stale()).isFalse();
        assertThat(empty.source()).isEqualTo(Source.REGISTRATIONS);

        connect().joinAsWorker("silent", room, 10);
        client.send(new FromPeer.QueryWorkers(new RequestId("silent"), null, null));
        WorkerAnswer stale = client.next(FromServer.WorkerList.class).answer();
        assertThat(stale.workers()).containsExactly(WorkerEntry.of(new PeerId("silent"), profile(10)));
        assertThat(stale.stale()).isTrue();
        assertThat(stale.mode()).isEqualTo(Mode.FORMING);
    }

}
