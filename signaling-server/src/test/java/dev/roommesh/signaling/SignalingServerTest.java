package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Sdp;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.signaling.RawPeer.Room;
import dev.roommesh.signaling.room.Presence;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.RoomTokens;
import dev.roommesh.signaling.websocket.SignalingHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole server, and peers that talk to it over real sockets. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
        "roommesh.ice-servers[0].urls=stun:127.0.0.1:3478", "roommesh.query-hedge-after=100ms",
        "roommesh.query-answer-within=1s"})
final class SignalingServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(RawPeer.WAIT_SECONDS);
    private static final Sdp OFFER = new Sdp("offer", "v=0 offer");
    private static final LinkAttempt ATTEMPT = new LinkAttempt(7, 3);

    @TempDir
    static Path folder;

    private final List<RawPeer> peers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private RoomTokens tokens;

    @Autowired
    private Presence presence;

    @Autowired
    private SignalingHandler sockets;

    @Autowired
    private Rooms rooms;

    @Autowired
    private InstantSource time;

    @DynamicPropertySource
    static void secret(DynamicPropertyRegistry properties) {
        properties.add("roommesh.secret-file", () -> folder.resolve("made/secret").toString());
    }

    @AfterEach
    void hangUp() {
        peers.forEach(RawPeer::close);
    }

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

        watcher.send(new FromPeer.DialMe(new PeerId("w")));
        assertThat(newer.next(FromServer.DialMe.class).fromPeerId()).isEqualTo(new PeerId("watcher"));
        assertThat(watcher.hasHeardNothing()).as("no departure is announced").isTrue();
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

    @Test
    void badFramesGetAClearErrorAndNothingElseIsDisturbed() {
        Room room = createRoom();
        RawPeer peer = connect();
        peer.send("{\"type\":\"query_workers\",\"request_id\":\"q\"}");
        assertThat(peer.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.NOT_IN_ROOM);
        peer.joinAsWorker("w", room, 1);
        peer.send("{\"type\":");
        assertThat(peer.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.INVALID_JSON);
        peer.send("{\"type\":\"sing\"}");
        assertThat(peer.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.UNKNOWN_MESSAGE_TYPE);
        peer.send("{\"type\":\"dial_me\"}");
        assertThat(peer.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.INVALID_MESSAGE);
        peer.send("\"" + "x".repeat(1024 * 1024) + "\"");
        assertThat(peer.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE);
        peer.send(new FromPeer.UpdateMetadata(profile(2)));
        assertThat(peer.next(FromServer.MetadataUpdated.class).metadata()).isEqualTo(profile(2));
    }

    @Test
    void aSocketWithTooManyBadFramesIsClosed() {
        RawPeer peer = connect();
        for (int i = 0; i < 40; i++) {
            var _ = peer.sendLater("nonsense");
        }
        assertThat(peer.awaitClosing().code()).isEqualTo(1008);
    }

    @Test
    void aFloodEndsTheSocketOfTheFlooderAlone() {
        Room room = createRoom();
        RawPeer other = connect();
        other.joinAsWorker("other", room, 1);
        RawPeer flooder = connect();
        flooder.joinAsClient("flooder", room);
        var sent = flooder.sendLater("{\"type\":\"update_metadata\",\"metadata\":{\"tags\":[],\"properties\":{}}}");
        for (int i = 0; i < 20_000; i++) {
            sent = sent.thenCompose(_ -> flooder
                    .sendLater("{\"type\":\"update_metadata\",\"metadata\":{\"tags\":[],\"properties\":{}}}"));
        }
        assertThat(flooder.await(FromServer.Refused.class).code()).isEqualTo(ErrorCode.RATE_LIMITED);
        other.send(new FromPeer.UpdateMetadata(profile(2)));
        other.next(FromServer.MetadataUpdated.class);
    }

    @Test
    void aWrongTokenIsRefusedInWordsThatOldPeersKnow() {
        Room room = createRoom();
        for (String token : List.of("nonsense", createRoom().token(),
                tokens.ticket(room.id(), new PeerId("w"), Instant.now()))) {
            RawPeer peer = connect();
            peer.send(RawPeer.register("w", new Room(room.id(), token), Role.WORKER, 1));
            FromServer.Refused refused = peer.next(FromServer.Refused.class);
            assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
            assertThat(refused.reason()).isEqualTo("Invalid token");
            assertThat(refused.message()).doesNotContain(token);
            assertThat(peer.awaitClosing()).isEqualTo(new RawPeer.Closing(1008, "UNAUTHORIZED"));
        }
    }

    @Test
    void aPeerThatStopsReadingIsCutOffWhileOthersGoOn() {
        Room room = createRoom();
        RawPeer stuck = new RawPeer(uri("/ws"), false);
        peers.add(stuck);
        stuck.send(RawPeer.register("stuck", room, Role.WORKER, 1));
        RawPeer sender = connect();
        sender.joinAsWorker("sender", room, 1);
        RawPeer other = connect();
        other.joinAsWorker("other", room, 1);
        var big = new Sdp("offer", "x".repeat(30_000));
        FromPeer.MeshConnect offer = new FromPeer.MeshConnect(new PeerId("stuck"), big, ATTEMPT);
        await().atMost(LIMIT.multipliedBy(2)).until(() -> {
            for (int i = 0; i < 20; i++)
                sender.send(offer);
            sender.send(new FromPeer.UpdateMetadata(profile(5)));
            sender.await(FromServer.MetadataUpdated.class);
            return !other.hasHeardNothing();
        });
        assertThat(other.next(FromServer.PeerLeft.class))
                .isEqualTo(new FromServer.PeerLeft(new PeerId("stuck"), DepartureReason.CLOSED));
        sender.send(new FromPeer.DialMe(new PeerId("other")));
        other.next(FromServer.DialMe.class);
    }

    @Test
    void departuresAndArrivalsAreAnnouncedToWorkersAlone() {
        Room room = createRoom();
        RawPeer watcher = connect();
        watcher.joinAsWorker("watcher", room, 1);
        RawPeer client = connect();
        client.joinAsClient("client", room);
        RawPeer leaver = connect();
        leaver.joinAsWorker("leaver", room, 2);
        assertThat(watcher.next(FromServer.PeerJoined.class).peer().peerId()).isEqualTo(new PeerId("leaver"));
        leaver.send(new FromPeer.Leave());
        assertThat(watcher.next(FromServer.PeerLeft.class).reason()).isEqualTo(DepartureReason.LEFT);
        RawPeer crasher = connect();
        crasher.joinAsWorker("crasher", room, 2);
        watcher.next(FromServer.PeerJoined.class);
        crasher.close();
        assertThat(watcher.next(FromServer.PeerLeft.class))
                .isEqualTo(new FromServer.PeerLeft(new PeerId("crasher"), DepartureReason.CLOSED));
        assertThat(client.hasHeardNothing()).isTrue();
    }

    @Test
    void whatFollowsARegistrationWithoutWaitingIsHandledInOrder() {
        Room room = createRoom();
        RawPeer peer = connect();
        peer.send(RawPeer.register("w", room, Role.WORKER, 1));
        for (int i = 0; i < 50; i++)
            peer.send(new FromPeer.UpdateMetadata(profile(i)));
        peer.next(FromServer.Registered.class);
        for (int i = 0; i < 50; i++)
            assertThat(peer.next(FromServer.MetadataUpdated.class).metadata()).isEqualTo(profile(i));
    }

    @Test
    void inARoomThatAFreshServerDoesNotKnowTicketHoldersComeFirst() {
        var unknown = new RoomId("from-before");
        String token = tokens.token(unknown, Instant.now());
        RawPeer stranger = connect();
        stranger.send(RawPeer.register("stranger", new Room(unknown, token), Role.WORKER, 1));
        FromServer.Refused later = stranger.next(FromServer.Refused.class);
        assertThat(later.code()).isEqualTo(ErrorCode.RETRY_LATER);
        assertThat(later.retryAfterMs()).isPositive().isLessThanOrEqualTo(30_000L);
        assertThat(stranger.awaitClosing().code()).isEqualTo(1013);

        var peer = new PeerId("holder");
        RawPeer holder = connect();
        holder.send(new FromPeer.Register(peer, unknown, token, Role.WORKER, profile(1), 1L,
                tokens.ticket(unknown, peer, Instant.now()), peer, 8L));
        assertThat(holder.next(FromServer.Registered.class).adminTerm()).isEqualTo(8);
        assertThat(connect().joinAsClient("c", new Room(unknown, token)).adminPeerId()).isEqualTo(peer);
    }

    @Test
    void aLeaseThatRunsOutEndsTheSocketAndIsAnnounced() {
        Room room = createRoom();
        RawPeer silent = connect();
        silent.joinAsWorker("silent", room, 1);
        presence.sweep(time.instant().plusSeconds(44));
        silent.send(new FromPeer.UpdateMetadata(profile(2)));
        silent.next(FromServer.MetadataUpdated.class);
        presence.sweep(time.instant().plusSeconds(46));
        assertThat(silent.awaitClosing().reason()).contains("lease expired");
        assertThat(connect().joinAsWorker("next", room, 1).peers()).isEmpty();
    }

    @Test
    void aPongIsASignOfLife() {
        Room room = createRoom();
        RawPeer silent = connect();
        silent.joinAsWorker("silent", room, 1);
        Instant before = time.instant();
        await().atMost(LIMIT).until(() -> {
            sockets.pingSockets();
            return time.instant().isAfter(before.plusMillis(1))
                    && rooms.lapsed(before.plusSeconds(45).plusMillis(1)).isEmpty();
        });
    }

    @Test
    void aSocketOnWhichNobodyRegistersIsClosed() {
        Room room = createRoom();
        RawPeer member = connect();
        member.joinAsWorker("member", room, 1);
        RawPeer nobody = connect();
        nobody.send("{}");
        nobody.next(FromServer.Refused.class);
        sockets.sweep(time.instant().plusSeconds(11));
        assertThat(nobody.next(FromServer.Refused.class).code()).isEqualTo(ErrorCode.NOT_IN_ROOM);
        assertThat(nobody.awaitClosing().code()).isEqualTo(1008);
        member.send(new FromPeer.UpdateMetadata(profile(2)));
        member.next(FromServer.MetadataUpdated.class);
    }

    @Test
    void everyRegisteredPeerIsPinged() {
        RawPeer peer = connect();
        peer.joinAsClient("c", createRoom());
        // The answer to a second message shows that the first has been handled to its end.
        peer.send(new FromPeer.UpdateMetadata(profile(2)));
        peer.next(FromServer.MetadataUpdated.class);
        sockets.pingPeers();
        peer.next(FromServer.Ping.class);
    }

    @Test
    void healthAndMetricsCanBeReadAndHoldNoRoom() throws Exception {
        Room room = createRoom();
        connect().joinAsWorker("w", room, 1);
        assertThat(get("/health")).contains("\"status\":\"healthy\"", "\"timestamp\":\"", "\"version\":\"");
        assertThat(get("/actuator/health/readiness")).contains("UP");
        assertThat(get("/actuator/health/liveness")).contains("UP");
        assertThat(get("/actuator/prometheus")).contains("roommesh_rooms", "roommesh_registrations_total",
                "roommesh_relays_total{type=\"offer\"}").doesNotContain(room.id().value());
    }

    @Test
    void aPageOfAnotherOriginGetsNoRoom() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/create-room"))
                .header("Origin", "http://elsewhere.example").POST(HttpRequest.BodyPublishers.noBody()).build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }

    private RawPeer connect() {
        return connect("/ws");
    }

    private RawPeer connect(String path) {
        var peer = new RawPeer(uri(path));
        peers.add(peer);
        return peer;
    }

    private URI uri(String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    private record Created(String roomId, String token) {}

    private Room createRoom() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/create-room"))
                .POST(HttpRequest.BodyPublishers.noBody()).build();
        try {
            String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            var decoded = new DiscoveryJson().decode(body, Created.class);
            if (!(decoded instanceof Decoded.Accepted<Created>(Created created)))
                throw new AssertionError(body);
            assertThat(created.roomId()).matches("[0-9a-f]{8}");
            return new Room(new RoomId(created.roomId()), created.token());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static Profile profile(long gpu) {
        return new Profile(List.of("test"), Map.of(Profile.GPU_MEMORY_MB, PropertyValue.of(gpu)));
    }

    private static WorkerAnswer answer(Source source) {
        return new WorkerAnswer(List.of(WorkerEntry.of(new PeerId("x"), profile(1))), 1, new PeerId("admin"), 3,
                Instant.parse("2030-01-01T00:00:00Z"), false, source, Mode.NORMAL);
    }
}
