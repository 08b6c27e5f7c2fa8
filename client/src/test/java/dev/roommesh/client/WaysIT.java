package dev.roommesh.client;

import static dev.roommesh.client.TwoWayRoom.ANA;
import static dev.roommesh.client.TwoWayRoom.BEN;
import static dev.roommesh.client.TwoWayRoom.answer;
import static dev.roommesh.client.TwoWayRoom.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.Features;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.Source;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over a real data channel to a worker, and a real socket to a server beside it. */
@Timeout(60)
class WaysIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Way DIRECT = new Way.Direct(ANA);

    private final TwoWayRoom room = new TwoWayRoom(answering(answer(ANA, 4, false, Source.MEMBER)),
            answering(answer(ANA, 4, false, Source.ADMIN)));

    @AfterEach
    void end() {
        room.close();
    }

    private static Optional<FromServer> silent(FromPeer message) {
        return Optional.empty();
    }

    private RoomClient direct() throws InterruptedException {
        RoomClient client = RoomClient.connect(room.facts(), LIMIT, Reach.DIRECT);
        assertThat(client.awaitDirect(LIMIT)).as(client.whyNotDirect().orElse("")).isTrue();
        return client;
    }

    private static RoomClient.Answer ask(RoomClient client) {
        return client.ask(WorkerQuery.ALL, LIMIT).join();
    }

    /** On a busy machine an answer may take longer than the relay is waited with. */
    private static void askedBy(RoomClient client, Way way) {
        await().atMost(LIMIT).until(() -> ask(client).way().equals(way));
    }

    @Test
    void theAdminIsAskedAndNobodyElse() throws Exception {
        try (RoomClient client = direct()) {
            await().atMost(LIMIT).until(() -> {
                int before = room.relayed().size();
                return ask(client).equals(new RoomClient.Answer(answer(ANA, 4, false, Source.ADMIN), DIRECT))
                        && room.relayed().size() == before;
            });
            assertThat(client.way()).isEqualTo(DIRECT);
            assertThat(client.whyNotDirect()).isEmpty();
            assertThat(room.dialled()).containsExactly(ANA);
        }
    }

    @Test
    void whoIsSilentOrOutOfDateIsNotReliedOn() throws Exception {
        try (RoomClient client = direct()) {
            room.workersSay(WaysIT::silent);
            assertThat(ask(client).way()).as("silent").isEqualTo(new Way.Relay());
            room.workersSay(answering(answer(ANA, 4, true, Source.ADMIN)));
            assertThat(ask(client).way()).as("out of date").isEqualTo(new Way.Relay());
            room.relaySays(WaysIT::silent);
            RoomClient.Answer poor = ask(client);
            assertThat(poor.way()).as("nobody knows better").isEqualTo(DIRECT);
            assertThat(poor.workers().stale()).isTrue();
            room.workersSay(WaysIT::silent);
            assertThatThrownBy(() -> client.ask(WorkerQuery.ALL, Duration.ofMillis(300)).join())
                    .hasMessageContaining("answer");
        }
    }

    @Test
    void aWishThatAWorkerCannotSeeToGoesToTheServer() throws Exception {
        try (RoomClient client = direct()) {
            room.workersSay(message -> message instanceof FromPeer.ReserveWorker wish
                    ? Optional.of(new FromServer.Reservation(wish.requestId(), ReservationOutcome.NOT_NOW, null, 0))
                    : Optional.empty());
            room.relaySays(message -> message instanceof FromPeer.ReserveWorker wish
                    ? Optional.of(new FromServer.Reservation(wish.requestId(), ReservationOutcome.NONE_FREE, null, 0))
                    : Optional.empty());
            assertThatThrownBy(() -> client.reserve(WorkerQuery.ALL, Duration.ofMinutes(1)).join())
                    .hasMessageContaining(new ClientFailure.NotReserved(ReservationOutcome.NONE_FREE).sentence());
        }
    }

    @Test
    void theServerDecidesWhereAWorkerMayBeAsked() throws Exception {
        try (RoomClient client = direct()) {
            room.say(new FromServer.FeaturesChanged(new Features(true, false)));
            await().atMost(LIMIT).until(() -> client.way().equals(new Way.Relay()));
            assertThat(ask(client).way()).isEqualTo(new Way.Relay());
            await().atMost(LIMIT).until(() -> client.whyNotDirect().orElse("").contains("server alone"));
            room.say(new FromServer.FeaturesChanged(new Features(true, true)));
            await().atMost(LIMIT).until(() -> client.way().equals(DIRECT));
        }
    }

    @Test
    void theChannelFollowsTheAdminAndComesBack() throws Exception {
        try (RoomClient client = direct()) {
            room.workersSay(answering(answer(BEN, 5, false, Source.MEMBER)));
            askedBy(client, DIRECT);
            await().atMost(LIMIT).until(() -> client.way().equals(new Way.Direct(BEN)));
            room.relaySays(answering(answer(ANA, 4, false, Source.MEMBER)));
            // An older term says nothing.
            askedBy(client, new Way.Direct(BEN));
            room.relaySays(answering(answer(BEN, 5, false, Source.MEMBER)));
            room.endChannels();
            await().atMost(LIMIT).until(() -> room.dialled().size() == 3);
            await().atMost(LIMIT).until(() -> client.way().equals(new Way.Direct(BEN)));
            assertThat(room.dialled()).containsExactly(ANA, BEN, BEN);
        }
    }

    @Test
    void aWatchMovesToTheChannelAndBack() throws Exception {
        List<WatchEvent> told = new CopyOnWriteArrayList<>();
        room.relaySays(WaysIT::watched);
        room.workersSay(WaysIT::watched);
        try (RoomClient client = RoomClient.connect(room.facts());
                WorkerWatch watch = client.watch(WorkerQuery.ALL, told::add).join()) {
            await().atMost(LIMIT).until(() -> watch.way().equals(Optional.of(DIRECT)));
            assertThat(room.relayed()).anyMatch(FromPeer.UnwatchWorkers.class::isInstance);
            room.workersSay(WaysIT::silent);
            room.endChannels();
            await().atMost(LIMIT).until(() -> watch.way().equals(Optional.of(new Way.Relay())));
            assertThat(told.stream().filter(WatchEvent.WayChanged.class::isInstance)).startsWith(
                    new WatchEvent.WayChanged(new Way.Relay()), new WatchEvent.WayChanged(DIRECT),
                    new WatchEvent.WayChanged(new Way.Relay()));
            assertThat(told).noneMatch(WatchEvent.Ended.class::isInstance);
        }
    }

    @Test
    void aPoorAnswerDoesNotBeatAGoodOneThatComesLater() throws Exception {
        try (RoomClient client = direct()) {
            var relayed = new CountDownLatch(1);
            room.relaySays(message -> {
                relayed.countDown();
                return answering(answer(ANA, 4, true, Source.REGISTRATIONS)).apply(message);
            });
            room.workersSay(message -> {
                await().until(() -> relayed.getCount() == 0);
                return answering(answer(ANA, 4, false, Source.ADMIN)).apply(message);
            });
            askedBy(client, DIRECT);
        }
    }

    @Test
    void ofTwoGrantsOneIsGivenBack() throws Exception {
        try (RoomClient client = direct()) {
            var relayed = new CountDownLatch(1);
            var released = new LinkedBlockingQueue<FromPeer.ReleaseWorker>();
            room.relaySays(message -> {
                if (message instanceof FromPeer.ReleaseWorker given) released.add(given);
                if (!(message instanceof FromPeer.ReserveWorker wish)) return Optional.empty();
                relayed.countDown();
                return Optional.of(granted(wish.requestId(), BEN));
            });
            room.workersSay(message -> {
                if (!(message instanceof FromPeer.ReserveWorker wish)) return Optional.empty();
                await().until(() -> relayed.getCount() == 0);
                return Optional.of(granted(wish.requestId(), ANA));
            });
            try (Reservation reservation = client.reserve(WorkerQuery.ALL, Duration.ofSeconds(5)).join()) {
                FromPeer.ReleaseWorker late = released.poll(10, TimeUnit.SECONDS);
                assertThat(late).isNotNull();
                assertThat(Set.of(reservation.peerId(), late.workerPeerId())).containsExactlyInAnyOrder(ANA, BEN);
            }
        }
    }

    private static FromServer granted(RequestId id, PeerId worker) {
        return new FromServer.Reservation(id, ReservationOutcome.GRANTED, WorkerEntry.of(worker, Profile.EMPTY), 5_000);
    }

    @Test
    void theServersWordMovesTheChannelAndTheEndOfAWatchDoesNotEndIt() throws Exception {
        room.workersSay(WaysIT::watched);
        room.relaySays(message -> watched(message)
                .or(() -> answering(answer(ANA, 4, false, Source.MEMBER)).apply(message)));
        try (RoomClient client = direct()) {
            try (WorkerWatch watch = client.watch(WorkerQuery.ALL, _ -> {}).join()) {
                await().atMost(LIMIT).until(() -> watch.way().equals(Optional.of(DIRECT)));
            }
            room.say(new FromServer.AdminChanged(BEN, 5));
            await().atMost(LIMIT).until(() -> client.way().equals(new Way.Direct(BEN)));
            assertThat(room.dialled()).as("the end of the watch was none of the channel").containsExactly(ANA, BEN);
        }
    }

    @Test
    void aConnectionToTheServerIsMadeAgainThoughNobodyNeedsIt() throws Exception {
        try (RoomClient client = direct()) {
            room.disconnect();
            await().atMost(LIMIT).until(() -> room.registrations() == 2);
            assertThat(client.way()).isEqualTo(DIRECT);
            askedBy(client, DIRECT);
        }
    }

    @Test
    void aWatchIsNotLeftToAWorkerThatIsCutOff() throws Exception {
        room.relaySays(WaysIT::watched);
        room.workersSay(message -> message instanceof FromPeer.WatchWorkers(RequestId id)
                ? Optional.of(new FromServer.WatchUpdated(id, first(true)))
                : Optional.empty());
        List<WatchEvent> told = new CopyOnWriteArrayList<>();
        try (RoomClient client = RoomClient.connect(room.facts());
                WorkerWatch watch = client.watch(WorkerQuery.ALL, told::add).join()) {
            await().atMost(LIMIT).until(() -> told.contains(new WatchEvent.WayChanged(DIRECT)));
            await().atMost(LIMIT).until(() -> watch.way().equals(Optional.of(new Way.Relay())));
        }
    }

    /** The same room, seen once. */
    private static Optional<FromServer> watched(FromPeer message) {
        if (!(message instanceof FromPeer.WatchWorkers(RequestId id))) return Optional.empty();
        return Optional.of(new FromServer.WatchUpdated(id, first(false)));
    }

    private static WatchUpdate first(boolean stale) {
        return new WatchWriter()
                .update(RoomPicture.of(List.of(), ANA, 4, Instant.EPOCH, stale, Source.ADMIN, Mode.NORMAL))
                .getFirst();
    }
}
