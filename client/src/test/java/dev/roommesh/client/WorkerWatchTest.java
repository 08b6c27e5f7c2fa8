package dev.roommesh.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.client.WebSocketPeer.Conversation;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A watch over real sockets, to a server that tells what a test wants. */
class WorkerWatchTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final PeerId ANA = new PeerId("ana");
    private static final WorkerQuery AVAILABLE = new WorkerQuery(
            new Filters(WorkerStatus.AVAILABLE, null, List.of(), Map.of()), 5);

    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();

    /** Somebody watches here. */
    private static final class Asked {
        private final Conversation client;
        private final RequestId id;
        private final WatchWriter writer = new WatchWriter();

        Asked(Conversation client, RequestId id) {
            this.client = client;
            this.id = id;
        }

        void tell(RoomPicture room) {
            writer.update(room).forEach(update -> client.say(new FromServer.WatchUpdated(id, update)));
        }
    }

    /** Here everything comes over the server. */
    private void told(WatchEvent event) {
        if (!event.equals(new WatchEvent.WayChanged(new Way.Relay()))) events.add(event);
    }

    private WebSocketPeer server() {
        return new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            if (message instanceof FromPeer.WatchWorkers wanted) asked.add(new Asked(client, wanted.requestId()));
        });
    }

    @Test
    void theListenerHearsTheDifferenceAndAnswersComeFromTheReplica() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            var begins = client.watch(AVAILABLE, this::told);
            Asked watch = asked();
            watch.tell(room(1, ANA, worker("ana", WorkerStatus.AVAILABLE), worker("ben", WorkerStatus.BUSY)));
            try (var watching = begins.get(10, TimeUnit.SECONDS)) {
                assertThat(watching.answer().workers()).containsExactly(worker("ana", WorkerStatus.AVAILABLE));
                assertThat(watching.answer().source()).isEqualTo(Source.REPLICA);
                assertThat(watching.answer().asOf()).isEqualTo(NOW);
                assertThat(watching.answer().stale()).isFalse();
                assertThat(watching.answer(WorkerQuery.ALL).workers()).hasSize(2);
                assertThat(event()).isEqualTo(new WatchEvent.Appeared(worker("ana", WorkerStatus.AVAILABLE)));
                assertThat(event()).isEqualTo(new WatchEvent.AdminChanged(ANA, 1));
                watch.tell(room(1, ANA, worker("ana", WorkerStatus.BUSY), worker("ben", WorkerStatus.AVAILABLE)));
                assertThat(event()).as("it fits no more")
                        .isEqualTo(new WatchEvent.Gone(worker("ana", WorkerStatus.AVAILABLE)));
                assertThat(event()).isEqualTo(new WatchEvent.Appeared(worker("ben", WorkerStatus.AVAILABLE)));
                watch.tell(room(1, ANA, worker("ben", WorkerStatus.AVAILABLE, "tag")));
                assertThat(event()).isEqualTo(new WatchEvent.Changed(worker("ben", WorkerStatus.AVAILABLE),
                        worker("ben", WorkerStatus.AVAILABLE, "tag")));
                watch.tell(room(2, null, worker("ben", WorkerStatus.AVAILABLE, "tag")));
                assertThat(event()).isEqualTo(new WatchEvent.AdminChanged(null, 2));
                assertThat(events).isEmpty();
            }
        }
    }

    @Test
    void aCutWatchSaysSoInTimeAndThatItIsBack() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            var begins = client.watch(WorkerQuery.ALL, this::told);
            Asked watch = asked();
            watch.tell(room(1, ANA, worker("ana", WorkerStatus.AVAILABLE)));
            try (var watching = begins.get(10, TimeUnit.SECONDS)) {
                long from = System.nanoTime();
                WatchEvent event = event();
                while (!(event instanceof WatchEvent.BecameStale))
                    event = event();
                assertThat(Duration.ofNanos(System.nanoTime() - from))
                        .isBetween(Limits.WATCH_CUT_AFTER.minusMillis(100), Limits.WATCH_CUT_AFTER.plusSeconds(4));
                assertThat(watching.answer().stale()).isTrue();
                assertThat(watching.answer().asOf()).isEqualTo(NOW);
                assertThat(watching.answer().workers()).as("the last that is known").hasSize(1);
                watch.tell(room(1, ANA, worker("ana", WorkerStatus.AVAILABLE)));
                assertThat(event()).isInstanceOf(WatchEvent.BecameCurrent.class);
                assertThat(watching.answer().stale()).isFalse();
            }
        }
    }

    @Test
    void afterAnotherConnectionTheDifferenceAloneIsTold() throws Exception {
        try (var server = server();
                var client = RoomClient.connect(server.facts());
                var begun = begun(client, room(1, ANA, worker("ana", WorkerStatus.AVAILABLE),
                        worker("ben", WorkerStatus.AVAILABLE)))) {
            begun.asked().client.session().disconnect();
            asked().tell(room(1, ANA, worker("ana", WorkerStatus.AVAILABLE), worker("cleo", WorkerStatus.BUSY)));
            assertThat(withoutFreshness()).isEqualTo(new WatchEvent.Gone(worker("ben", WorkerStatus.AVAILABLE)));
            assertThat(withoutFreshness()).isEqualTo(new WatchEvent.Appeared(worker("cleo", WorkerStatus.BUSY)));
            assertThat(begun.watch().answer().workers()).hasSize(2);
        }
    }

    @Test
    void anotherServerThatIsBehindTakesNothingBack() throws Exception {
        WorkerEntry busy = revision(WorkerStatus.BUSY, 2);
        try (var server = server();
                var client = RoomClient.connect(server.facts());
                var begun = begun(client, room(2, ANA, busy))) {
            begun.asked().client.session().disconnect();
            Asked behind = asked();
            WorkerEntry other = worker("zoe", WorkerStatus.AVAILABLE);
            behind.tell(room(1, new PeerId("ben"), revision(WorkerStatus.AVAILABLE, 1), other));
            assertThat(withoutFreshness()).as("the rest is older").isEqualTo(new WatchEvent.Appeared(other));
            behind.tell(room(2, ANA, revision(WorkerStatus.BUSY, 3), other));
            behind.tell(room(2, ANA, revision(WorkerStatus.AVAILABLE, 4), other));
            assertThat(withoutFreshness()).as("a revision that says the same is no change")
                    .isEqualTo(new WatchEvent.Changed(busy, revision(WorkerStatus.AVAILABLE, 4)));
        }
    }

    private static WorkerEntry revision(WorkerStatus status, long revision) {
        return WorkerEntry.of(ANA, Profile.EMPTY.withStatus(status), revision);
    }

    @Test
    void whereSomethingWasLostTheRoomIsAskedForAgain() throws Exception {
        try (var server = server();
                var client = RoomClient.connect(server.facts());
                var begun = begun(client, room(1, ANA, worker("ana", WorkerStatus.AVAILABLE)))) {
            begun.asked().writer.update(room(1, ANA));
            begun.asked().tell(room(1, ANA, worker("ben", WorkerStatus.BUSY)));
            Asked again = asked();
            assertThat(again.id).isNotEqualTo(begun.asked().id);
            again.tell(room(1, ANA, worker("ben", WorkerStatus.BUSY)));
            assertThat(withoutFreshness()).isEqualTo(new WatchEvent.Gone(worker("ana", WorkerStatus.AVAILABLE)));
            assertThat(withoutFreshness()).isEqualTo(new WatchEvent.Appeared(worker("ben", WorkerStatus.BUSY)));
            assertThat(begun.watch().answer().workers()).hasSize(1);
        }
    }

    @Test
    void aSilentServerIsLeftForAnotherConnection() throws Exception {
        try (var server = server();
                var client = RoomClient.connect(server.facts());
                var begun = begun(client, room(1, ANA, worker("ana", WorkerStatus.AVAILABLE)))) {
            Asked again = asked();
            assertThat(again.client).isNotEqualTo(begun.asked().client);
            again.tell(room(1, ANA, worker("ana", WorkerStatus.AVAILABLE)));
            assertThat(event()).isInstanceOf(WatchEvent.BecameStale.class);
            assertThat(event()).isInstanceOf(WatchEvent.BecameCurrent.class);
            assertThat(begun.watch().answer().stale()).isFalse();
        }
    }

    @Test
    void aRefusalForGoodEndsTheWatchAndOneForNowDoesNot() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            var begins = client.watch(WorkerQuery.ALL, this::told);
            Asked busy = asked();
            refuse(busy, ErrorCode.RATE_LIMITED);
            Asked again = asked();
            again.tell(room(1, null, worker("ana", WorkerStatus.AVAILABLE)));
            var watching = begins.get(10, TimeUnit.SECONDS);
            refuse(again, ErrorCode.TOKEN_REVOKED);
            WatchEvent event = withoutFreshness();
            while (!(event instanceof WatchEvent.Ended))
                event = withoutFreshness();
            assertThat(event).isEqualTo(
                    new WatchEvent.Ended(new ClientFailure.Refused(ErrorCode.TOKEN_REVOKED, "No.")));
            assertThat(watching.answer().stale()).isTrue();
            var another = client.watch(WorkerQuery.ALL, this::told);
            Asked anew = asked();
            assertThat(watching.answer().workers()).as("what was known last").hasSize(1);
            assertThat(watching.answer().stale()).isTrue();
            refuse(anew, ErrorCode.TOKEN_REVOKED);
            assertThatThrownBy(another::join).isInstanceOf(CompletionException.class)
                    .hasMessageContaining("refused the token");
            var last = client.watch(WorkerQuery.ALL, this::told);
            asked().tell(room(1, null));
            assertThat(last.get(10, TimeUnit.SECONDS).answer().stale()).as("a refusal does not stay").isFalse();
        }
    }

    private static void refuse(Asked watch, ErrorCode code) {
        watch.client.say(new FromServer.Refused(code, "No.", "No.", watch.id, null));
    }

    @Test
    void aSlowListenerHoldsUpNeitherTheReplicaNorTheOthers() throws Exception {
        var slow = new CountDownLatch(1);
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            var begins = client.watch(WorkerQuery.ALL, _ -> {
                try {
                    slow.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
            Asked watch = asked();
            watch.tell(room(1, ANA, worker("ana", WorkerStatus.AVAILABLE)));
            try (var watching = begins.get(10, TimeUnit.SECONDS);
                    var other = client.watch(WorkerQuery.ALL, this::told).get(10, TimeUnit.SECONDS)) {
                assertThat(event()).isInstanceOf(WatchEvent.Appeared.class);
                watch.tell(room(1, ANA, worker("ana", WorkerStatus.BUSY)));
                WatchEvent event = event();
                while (!(event instanceof WatchEvent.Changed))
                    event = event();
                assertThat(watching.answer()).isEqualTo(other.answer());
                assertThat(watching.answer().workers()).containsExactly(worker("ana", WorkerStatus.BUSY));
            } finally {
                slow.countDown();
            }
        }
    }

    @Test
    void whenTheLastWatchIsClosedTheServerIsToldAndTheNextBeginsAnew() throws Exception {
        var unwatched = new LinkedBlockingQueue<RequestId>();
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            if (message instanceof FromPeer.WatchWorkers wanted) asked.add(new Asked(client, wanted.requestId()));
            if (message instanceof FromPeer.UnwatchWorkers unwanted) unwatched.add(unwanted.requestId());
        }); var client = RoomClient.connect(server.facts())) {
            RequestId first;
            try (var begun = begun(client, room(1, ANA, worker("ana", WorkerStatus.AVAILABLE)))) {
                first = begun.asked().id;
            }
            assertThat(unwatched.poll(10, TimeUnit.SECONDS)).isEqualTo(first);
            try (var begun = begun(client, room(1, ANA, worker("ben", WorkerStatus.AVAILABLE)))) {
                // Where the thread of the first watch has not ended yet, what it had seen a moment ago is shown first.
                while (begun.watch().answer().workers().contains(worker("ana", WorkerStatus.AVAILABLE)))
                    event();
                assertThat(begun.watch().answer().workers()).containsExactly(worker("ben", WorkerStatus.AVAILABLE));
            }
        }
    }

    @Test
    void aClosedClientIsNotWatched() throws Exception {
        try (var server = server()) {
            var client = RoomClient.connect(server.facts());
            var over = client.watch(WorkerQuery.ALL, this::told, Limits.WATCH_CUT_AFTER.plusMillis(300));
            assertThatThrownBy(over::join).hasMessageContaining("No first look at the room");
            client.close();
            assertThatThrownBy(() -> client.watch(WorkerQuery.ALL, this::told).join())
                    .hasMessageContaining("closed by this client");
        }
    }

    @Test
    void aServerThatIsTooOldToBeWatchedIsNotLeft() throws Exception {
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            if (message instanceof FromPeer.WatchWorkers)
                client.say(FromServer.Refused.of(ErrorCode.UNKNOWN_MESSAGE_TYPE, "There is no watch_workers."));
        }); var client = RoomClient.connect(server.facts())) {
            assertThatThrownBy(() -> client.watch(WorkerQuery.ALL, this::told).join())
                    .hasMessageContaining("There is no watch_workers");
        }
    }

    @Test
    void aFirstLookThatDoesNotComeTimesOutAndItsPlaceIsFreeAgain() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            for (int i = 0; i <= RoomClient.WATCHES_MAX; i++)
                assertThatThrownBy(() -> client.watch(WorkerQuery.ALL, this::told, Duration.ofMillis(1)).join())
                        .hasMessageContaining("No first look at the room came within 1 ms");
        }
    }

    @Test
    void oneWatchMoreThanTheLimitIsRefusedAtOnce() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            for (int i = 0; i < RoomClient.WATCHES_MAX; i++)
                assertThat(client.watch(WorkerQuery.ALL, this::told)).isNotDone();
            assertThatThrownBy(() -> client.watch(WorkerQuery.ALL, this::told).join())
                    .hasMessageContaining("at most " + RoomClient.WATCHES_MAX + " watches");
        }
    }

    /** A watch whose first events have been told, and who was asked for it. */
    private record Begun(WorkerWatch watch, Asked asked) implements AutoCloseable {
        @Override
        public void close() {
            watch.close();
        }
    }

    private Begun begun(RoomClient client, RoomPicture room) throws Exception {
        var begins = client.watch(WorkerQuery.ALL, this::told);
        Asked asked = asked();
        asked.tell(room);
        WorkerWatch watch = begins.get(10, TimeUnit.SECONDS);
        for (int i = 0; i <= room.workers().size(); i++)
            event();
        return new Begun(watch, asked);
    }

    private Asked asked() throws InterruptedException {
        Asked watch = asked.poll(20, TimeUnit.SECONDS);
        if (watch == null) throw new AssertionError("nobody asked to watch");
        return watch;
    }

    private WatchEvent event() throws InterruptedException {
        WatchEvent event = events.poll(20, TimeUnit.SECONDS);
        if (event == null) throw new AssertionError("nothing was told");
        return event;
    }

    private WatchEvent withoutFreshness() throws InterruptedException {
        WatchEvent event = event();
        while (event instanceof WatchEvent.BecameStale || event instanceof WatchEvent.BecameCurrent)
            event = event();
        return event;
    }

    private static WorkerEntry worker(String name, WorkerStatus status, String... tags) {
        return WorkerEntry.of(new PeerId(name), Profile.EMPTY.withTags(List.of(tags)).withStatus(status));
    }

    private static RoomPicture room(long term, @Nullable PeerId admin, WorkerEntry... workers) {
        return RoomPicture.of(List.of(workers), admin, term, NOW, false, Source.ADMIN, Mode.NORMAL);
    }
}
