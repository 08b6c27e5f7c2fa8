package dev.roommesh.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.Role;
import dev.roommesh.model.Sdp;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.signaling.RawPeer;
import dev.roommesh.signaling.RawPeer.Room;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchWriter;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two servers, one engine: what peers of either see of one another, and what the engine's absence changes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedRoomsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final LinkAttempt ATTEMPT = new LinkAttempt(7, 3);

    private static final Duration LEASE = Duration.ofSeconds(6);

    private final Stack stack = new Stack(Map.of("lease", LEASE.toSeconds() + "s", "restart-grace", "3s"));
    private final List<RawPeer> peers = new ArrayList<>();

    /** The load balancer looks at the servers twice a second, and a test before may have left them not ready. */
    @BeforeEach
    void everybodyIsReady() {
        await().atMost(LIMIT).until(() -> stack.isInFront());
    }

    @AfterEach
    void hangUp() {
        peers.forEach(RawPeer::close);
    }

    @AfterAll
    void end() {
        stack.close();
    }

    private RawPeer connect(int server) {
        RawPeer peer = stack.connect(server);
        peers.add(peer);
        return peer;
    }

    @Test
    void ofTwentyWorkersThatRaceThroughBothServersTenGetIn() throws InterruptedException {
        Room room = stack.createRoom();
        List<RawPeer> racers = new ArrayList<>();
        for (int i = 0; i < 20; i++)
            racers.add(connect(1 + i % 2));
        var start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < racers.size(); i++) {
            RawPeer racer = racers.get(i);
            String name = "w" + i;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                }
                racer.send(RawPeer.register(name, room, Role.WORKER, 1_000));
            }));
        }
        start.countDown();
        for (Thread thread : threads)
            thread.join();
        int in = 0;
        for (RawPeer racer : racers) {
            FromServer answer = racer.awaitAnswer();
            if (answer instanceof FromServer.Registered) in++;
            else
                assertThat(answer).isInstanceOfSatisfying(FromServer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ROOM_FULL));
        }
        assertThat(in).isEqualTo(10);
        RawPeer client = connect(1);
        assertThat(client.joinAsClient("client", room).peers()).hasSize(10);
    }

    @Test
    void peersOfTwoServersAreIntroducedAndTheirSignalsRelayed() {
        Room room = stack.createRoom();
        RawPeer ana = connect(1);
        ana.joinAsWorker("ana", room, 1_000);
        RawPeer ben = connect(2);
        assertThat(ben.joinAsWorker("ben", room, 2_000).peers()).extracting(ListedPeer::peerId)
                .containsExactly(new PeerId("ana"));
        assertThat(ana.next(FromServer.PeerJoined.class).peer().metadata().gpuMemoryMb()).isEqualTo(2_000);

        var offer = new Sdp("offer", "v=0 offer");
        ben.send(new FromPeer.MeshConnect(new PeerId("ana"), offer, ATTEMPT));
        FromServer.MeshOffer heard = ana.next(FromServer.MeshOffer.class);
        assertThat(heard.fromPeerId()).isEqualTo(new PeerId("ben"));
        assertThat(heard.offer()).isEqualTo(offer);
        ana.send(new FromPeer.MeshAnswer(new PeerId("ben"), new Sdp("answer", "v=0"), ATTEMPT));
        assertThat(ben.next(FromServer.MeshAnswer.class).attempt()).isEqualTo(ATTEMPT);

        ben.send(new FromPeer.AdminElected(new PeerId("ben"), 5));
        assertThat(ana.next(FromServer.AdminChanged.class))
                .isEqualTo(new FromServer.AdminChanged(new PeerId("ben"), 5));
        ben.send(new FromPeer.Leave());
        assertThat(ana.next(FromServer.PeerLeft.class).peerId()).isEqualTo(new PeerId("ben"));
    }

    @Test
    void theAdminOfAnotherServerAnswersAQuestion() {
        Room room = stack.createRoom();
        RawPeer admin = connect(1);
        admin.joinAsWorker("admin", room, 1_000);
        admin.send(new FromPeer.AdminElected(new PeerId("admin"), 5));
        RawPeer client = connect(2);
        client.joinAsClient("client", room);
        client.send(new FromPeer.QueryWorkers(new RequestId("mine"), null, null));
        var asked = admin.await(FromServer.QueryWorkers.class);
        admin.send(new FromPeer.WorkerList(asked.requestId(), answer()));
        var list = client.await(FromServer.WorkerList.class);
        assertThat(list.requestId()).isEqualTo(new RequestId("mine"));
        assertThat(list.answer().source()).isEqualTo(Source.ADMIN);
    }

    @Test
    void aWorkerOfAnotherServerIsReservedAndGivenBack() {
        Room room = stack.createRoom();
        RawPeer admin = connect(1);
        admin.joinAsWorker("admin", room, 1_000);
        admin.send(new FromPeer.AdminElected(new PeerId("admin"), 5));
        RawPeer client = connect(2);
        client.joinAsClient("client", room);
        var id = new ReservationId("0123456789abcdef");
        client.send(new FromPeer.ReserveWorker(new RequestId("mine"), id, null, 5_000, null));
        var wish = admin.await(FromServer.ReserveWorker.class);
        assertThat(wish.clientPeerId()).isEqualTo(new PeerId("client"));
        assertThat(wish.reservationId()).isEqualTo(id);
        WorkerEntry worker = picture(1_000).workers().get(new PeerId("admin"));
        admin.send(new FromPeer.Reservation(wish.requestId(), ReservationOutcome.GRANTED, worker, 5_000));
        assertThat(client.await(FromServer.Reservation.class)).isEqualTo(new FromServer.Reservation(
                new RequestId("mine"), ReservationOutcome.GRANTED, worker, 5_000));
        client.send(new FromPeer.ReleaseWorker(new RequestId("over"), id, new PeerId("admin")));
        var release = admin.await(FromServer.ReleaseWorker.class);
        admin.send(new FromPeer.Reservation(release.requestId(), ReservationOutcome.RELEASED, null, 0));
        assertThat(client.await(FromServer.Reservation.class).outcome()).isEqualTo(ReservationOutcome.RELEASED);
    }

    @Test
    void theAdminOfAnotherServerIsAskedToForgetAWorker() {
        Room room = stack.createRoom();
        RawPeer admin = connect(1);
        admin.joinAsWorker("admin", room, 1_000);
        RawPeer client = connect(2);
        client.joinAsClient("client", room);
        admin.send(new FromPeer.AdminElected(new PeerId("admin"), 5));
        client.await(FromServer.AdminChanged.class);
        client.send(new FromPeer.ForgetWorker(new RequestId("mine"), new PeerId("dead")));
        var wish = admin.await(FromServer.ForgetWorker.class);
        assertThat(wish.workerPeerId()).isEqualTo(new PeerId("dead"));
        admin.send(new FromPeer.WorkerForgotten(wish.requestId(), ForgetOutcome.ALIVE));
        assertThat(client.await(FromServer.WorkerForgotten.class))
                .isEqualTo(new FromServer.WorkerForgotten(new RequestId("mine"), ForgetOutcome.ALIVE));
    }

    @Test
    void theAdminOfAnotherServerTellsWhoWatches() {
        Room room = stack.createRoom();
        RawPeer admin = connect(1);
        admin.joinAsWorker("admin", room, 1_000);
        admin.send(new FromPeer.AdminElected(new PeerId("admin"), 5));
        RawPeer client = connect(2);
        client.joinAsClient("client", room);
        client.send(new FromPeer.WatchWorkers(new RequestId("mine")));
        RequestId id = admin.await(FromServer.WatchWorkers.class).requestId();
        var writer = new WatchWriter();
        for (long gpu = 1; gpu <= 3; gpu++) {
            RoomPicture now = picture(gpu);
            writer.update(now).forEach(update -> admin.send(new FromPeer.WatchUpdated(id, update)));
            FromServer.WatchUpdated shown = client.await(FromServer.WatchUpdated.class);
            while (shown.update().workers().isEmpty())
                shown = client.await(FromServer.WatchUpdated.class);
            assertThat(shown.requestId()).isEqualTo(new RequestId("mine"));
            assertThat(shown.update().workers()).isEqualTo(List.copyOf(now.workers().values()));
            assertThat(shown.update().source()).isEqualTo(Source.ADMIN);
        }
        client.send(new FromPeer.UnwatchWorkers(new RequestId("mine")));
        assertThat(admin.await(FromServer.UnwatchWorkers.class).requestId()).isEqualTo(id);
    }

    private static RoomPicture picture(long gpu) {
        var profile = Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(gpu));
        return RoomPicture.of(List.of(WorkerEntry.of(new PeerId("admin"), profile)), new PeerId("admin"), 5,
                Instant.EPOCH, false, Source.ADMIN, Mode.NORMAL);
    }

    @Test
    void whoAsksByHttpAServerWithoutASocketOfTheRoomIsAnsweredByTheAdmin() {
        Room room = stack.createRoom();
        RawPeer admin = connect(1);
        admin.joinAsWorker("admin", room, 1_000);
        admin.send(new FromPeer.AdminElected(new PeerId("admin"), 5));
        Thread.startVirtualThread(() -> {
            var asked = admin.await(FromServer.QueryWorkers.class);
            admin.send(new FromPeer.WorkerList(asked.requestId(), answer()));
        });
        var response = stack.send(HttpRequest.newBuilder(stack.at(2).resolve("/discover-workers"))
                .header("Authorization", "Bearer " + room.token()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"source\":\"admin\"");
    }

    @Test
    void theNewestRegistrationStandsOnWhicheverServer() {
        Room room = stack.createRoom();
        RawPeer watcher = connect(1);
        watcher.joinAsWorker("watcher", room, 1_000);
        RawPeer older = connect(1);
        older.joinAsWorker("w", room, 1_000);
        watcher.next(FromServer.PeerJoined.class);
        RawPeer newer = connect(2);
        newer.joinAsWorker("w", room, 2_000);
        assertThat(older.await(FromServer.Refused.class).code()).isEqualTo(ErrorCode.REPLACED);
        older.awaitClosing();
        assertThat(watcher.next(FromServer.PeerJoined.class).peer().metadata().gpuMemoryMb()).isEqualTo(2_000);
        watcher.send(new FromPeer.DialMe(new PeerId("w")));
        assertThat(newer.await(FromServer.DialMe.class).fromPeerId()).isEqualTo(new PeerId("watcher"));
        assertThat(watcher.hasHeardNothing()).as("the end of the older socket is no departure").isTrue();
    }

    @Test
    void whileTheEngineIsAwayRoomsGoOnAndAfterwardsNobodyIsAGhost() {
        Room room = stack.createRoom();
        RawPeer ana = connect(1);
        ana.joinAsWorker("ana", room, 1_000);
        RawPeer ben = connect(1);
        ben.joinAsWorker("ben", room, 2_000);
        RawPeer cid = connect(2);
        cid.joinAsWorker("cid", room, 3_000);
        // So that what the engine knows of the room afterwards begins lower than what the servers know.
        for (int change = 0; change < 90; change++) {
            ana.send(new FromPeer.UpdateMetadata(new Profile(List.of("tag" + change), Map.of())));
            ana.await(FromServer.MetadataUpdated.class);
        }
        stop();
        await().atMost(LIMIT).until(() -> stack.get(1, "/actuator/health/readiness").statusCode() == 503
                && stack.get(2, "/actuator/health/readiness").statusCode() == 503);
        ben.send(new FromPeer.DialMe(new PeerId("ana")));
        assertThat(ana.await(FromServer.DialMe.class).fromPeerId()).as("local relays go on")
                .isEqualTo(new PeerId("ben"));
        RawPeer newcomer = connect(2);
        newcomer.send(RawPeer.register("newcomer", room, Role.WORKER, 1_000));
        FromServer.Refused refused = newcomer.next(FromServer.Refused.class);
        assertThat(refused.code()).isEqualTo(ErrorCode.RETRY_LATER);
        assertThat(refused.retryAfterMs()).isPositive();
        ben.hangUp();
        ben.awaitClosing();
        stack.engine.getDockerClient().startContainerCmd(stack.engine.getContainerId()).exec();
        await().atMost(LIMIT).until(() -> stack.get(1, "/actuator/health/readiness").statusCode() == 200
                && stack.get(2, "/actuator/health/readiness").statusCode() == 200);
        // The engine has lost its memory: whoever is here takes its place again, and others wait for the grace's end.
        // Seldom, for each try makes the room's version grow.
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            RawPeer client = connect(2);
            client.send(RawPeer.register("client", room, Role.CLIENT, 0));
            assertThat(client.awaitAnswer()).isInstanceOfSatisfying(FromServer.Registered.class,
                    registered -> assertThat(registered.peers()).extracting(ListedPeer::peerId)
                            .containsExactlyInAnyOrder(new PeerId("ana"), new PeerId("cid")));
        });
        cid.send(new FromPeer.DialMe(new PeerId("ana")));
        assertThat(ana.await(FromServer.DialMe.class).fromPeerId()).as("and so do those between servers")
                .isEqualTo(new PeerId("cid"));
        // Nobody could say so while it happened.
        assertThat(cid.await(FromServer.PeerLeft.class).peerId()).isEqualTo(new PeerId("ben"));
        await("the end of the grace").atMost(LIMIT).untilAsserted(() -> {
            RawPeer late = connect(1);
            late.send(RawPeer.register("late", room, Role.WORKER, 1_000));
            assertThat(late.awaitAnswer()).isInstanceOfSatisfying(FromServer.Registered.class,
                    registered -> assertThat(registered.peers()).hasSize(2));
        });
    }

    @Test
    void anEngineThatWasAwayForLongerThanALeaseEndsNobodysPlace() {
        Room room = stack.createRoom();
        RawPeer ana = connect(1);
        ana.joinAsWorker("ana", room, 1_000);
        RawPeer cid = connect(2);
        cid.joinAsWorker("cid", room, 3_000);
        ana.next(FromServer.PeerJoined.class);
        var docker = stack.engine.getDockerClient();
        docker.pauseContainerCmd(stack.engine.getContainerId()).exec();
        await().atMost(LIMIT).until(() -> stack.get(1, "/actuator/health/readiness").statusCode() == 503);
        await().pollDelay(LEASE.plusSeconds(2)).atMost(LIMIT).until(() -> true);
        docker.unpauseContainerCmd(stack.engine.getContainerId()).exec();
        await().atMost(LIMIT).until(() -> stack.get(1, "/actuator/health/readiness").statusCode() == 200
                && stack.get(2, "/actuator/health/readiness").statusCode() == 200);
        await().atMost(LIMIT).untilAsserted(() -> {
            ana.send(new FromPeer.DialMe(new PeerId("cid")));
            assertThat(cid.await(FromServer.DialMe.class).fromPeerId()).isEqualTo(new PeerId("ana"));
        });
        // Two rounds of renewals: whoever had not taken its place again would be announced as gone by then.
        await().pollDelay(LEASE).atMost(LIMIT).until(() -> true);
        assertThat(ana.hasEnded() || cid.hasEnded()).isFalse();
        RawPeer client = connect(1);
        assertThat(client.joinAsClient("client", room).peers()).hasSize(2);
    }

    private void stop() {
        stack.engine.getDockerClient().stopContainerCmd(stack.engine.getContainerId()).withTimeout(0).exec();
    }

    private static WorkerAnswer answer() {
        return new WorkerAnswer(List.of(), 0, new PeerId("admin"), 5, Instant.parse("2030-01-01T00:00:00Z"), false,
                Source.ADMIN, Mode.NORMAL);
    }
}
