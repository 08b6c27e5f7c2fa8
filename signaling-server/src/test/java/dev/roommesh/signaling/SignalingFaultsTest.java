package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Sdp;
import dev.roommesh.signaling.RawPeer.Room;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Peers that break the rules, stop reading, or go: what each is told, and that nobody else notices. */
class SignalingFaultsTest extends ServerScenario {
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
        var refused = new AtomicBoolean();
        flood(flooder, refused);
        assertThat(flooder.await(FromServer.Refused.class).code()).isEqualTo(ErrorCode.RATE_LIMITED);
        refused.set(true);
        other.send(new FromPeer.UpdateMetadata(profile(2)));
        other.next(FromServer.MetadataUpdated.class);
    }

    /** Each holds a thread, of which there must be enough. */
    @Test
    void requestsThatNeverEndHoldUpNobody() throws Exception {
        Room room = createRoom();
        RawPeer peer = connect();
        peer.joinAsWorker("w", room, 1);
        List<Socket> stalled = new ArrayList<>();
        try {
            String begun = "POST /discover-workers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + room.token()
                    + "\r\nContent-Length: 1000\r\n\r\n{";
            for (int i = 0; i < 300; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                stalled.add(socket);
                socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(get("/health")).contains("healthy");
                peer.send(new FromPeer.UpdateMetadata(profile(i)));
                peer.next(FromServer.MetadataUpdated.class);
            }
            assertThat(connect().joinAsClient("c", room).peers()).hasSize(1);
        } finally {
            for (Socket socket : stalled)
                socket.close();
        }
    }

    /** One message behind the other, until it is refused or the socket is gone: a slow machine floods slowly. */
    private static void flood(RawPeer flooder, AtomicBoolean refused) {
        var _ = flooder.sendLater("{\"type\":\"update_metadata\",\"metadata\":{\"tags\":[],\"properties\":{}}}")
                .thenRunAsync(() -> {
                    if (!refused.get()) flood(flooder, refused);
                });
    }

    @Test
    void aWrongTokenIsRefusedInWordsThatOldPeersKnow() {
        Room room = createRoom();
        for (String token : List.of("nonsense", createRoom().token(),
                tokens.ticket(room.id(), new PeerId("w")))) {
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
        String token = tokens.issue(unknown).text();
        RawPeer stranger = connect();
        stranger.send(RawPeer.register("stranger", new Room(unknown, token), Role.WORKER, 1));
        FromServer.Refused later = stranger.next(FromServer.Refused.class);
        assertThat(later.code()).isEqualTo(ErrorCode.RETRY_LATER);
        assertThat(later.retryAfterMs()).isPositive().isLessThanOrEqualTo(600_000L);
        assertThat(stranger.awaitClosing().code()).isEqualTo(1013);

        var peer = new PeerId("holder");
        RawPeer holder = connect();
        holder.send(new FromPeer.Register(peer, unknown, token, Role.WORKER, profile(1), 1L,
                tokens.ticket(unknown, peer), peer, 8L, null));
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
    void whatIsNotThereIsToldInTheFormOfAllErrors() throws Exception {
        for (String path : List.of("/error", "/nowhere")) {
            HttpResponse<String> answer = http
                    .send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Accept", "text/html").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(answer.body()).isEqualTo("{\"detail\":\"Not Found.\"}");
        }
    }

    @Test
    void aPageOfAnotherOriginGetsNoRoom() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/create-room"))
                .header("Origin", "http://elsewhere.example").POST(HttpRequest.BodyPublishers.noBody()).build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }

}
