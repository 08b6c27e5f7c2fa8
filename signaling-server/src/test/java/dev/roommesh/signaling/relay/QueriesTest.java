package dev.roommesh.signaling.relay;

import static dev.roommesh.signaling.room.RoomFixture.NOW;
import static dev.roommesh.signaling.room.RoomFixture.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.signaling.room.Recorder;
import dev.roommesh.signaling.room.RoomFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class QueriesTest {
    private static final QueryLimits LIMITS = new QueryLimits(Duration.ofMillis(50), Duration.ofSeconds(2), 3, 2);

    private final RoomFixture fixture = new RoomFixture();
    private final ArrayDeque<Runnable> alarms = new ArrayDeque<>();
    private final List<String> elsewhere = new ArrayList<>();
    private boolean registry = true;
    private final Queries queries = new Queries(fixture.rooms, this::later, () -> NOW, LIMITS, new Quiet(),
            new OtherServers() {
                @Override
                public String here() {
                    return "here";
                }

                @Override
                public void answered(String server, Sender worker, FromPeer answer) {
                    if (answer instanceof FromPeer.WorkerList list)
                        elsewhere.add(server + " " + worker.peer() + " " + list.requestId());
                }
            }, _ -> registry);
    private final Recorder client = new Recorder();

    private Alarms.Alarm later(Duration delay, Runnable action) {
        alarms.add(action);
        return () -> alarms.remove(action);
    }

    @Test
    void withoutAnAdminTheBestWorkerIsAskedAndThenTheNext() {
        Recorder best = fixture.worker("best", 9);
        Recorder next = fixture.worker("next", 5);
        ask("q");
        RequestId id = asked(best);
        assertThat(next.take()).isEmpty();
        alarms.remove().run();
        assertThat(asked(next)).isEqualTo(id);
        assertThat(best.take()).as("nobody is asked twice").isEmpty();
        answer("next", id, Source.MEMBER);
        assertThat(client.take()).singleElement()
                .isEqualTo(new FromServer.WorkerList(new RequestId("q"), answerOf(Source.MEMBER)));
        assertThat(alarms).isEmpty();
        assertThat(queries.pendingCount()).isZero();
    }

    @Test
    void anAnswerToAnotherServersQuestionGoesThere() {
        Recorder worker = fixture.worker("worker", 9);
        ask("q");
        RequestId id = asked(worker);
        assertThat(id.value()).startsWith("qhere-");
        answer("worker", new RequestId("qthere-1"), Source.MEMBER);
        assertThat(elsewhere).containsExactly("there worker qthere-1");
        assertThat(client.take()).isEmpty();
        answer("worker", id, Source.MEMBER);
        assertThat(client.take()).hasSize(1);
        answer("worker", new RequestId("nonsense"), Source.MEMBER);
        assertThat(elsewhere).hasSize(1);
    }

    @Test
    void theAdminIsAskedFirst() {
        fixture.worker("best", 9);
        Recorder admin = fixture.worker("admin", 1);
        fixture.rooms.reportAdmin(ROOM, new PeerId("admin"), 1, Instant.ofEpochSecond(1_000));
        ask("q");
        assertThat(admin.take()).hasSize(1);
    }

    @Test
    void onlyAnAnswerFromAWorkerThatWasAskedCounts() {
        Recorder best = fixture.worker("best", 9);
        fixture.worker("other", 5);
        ask("q");
        RequestId id = asked(best);
        answer("other", id, Source.ADMIN);
        queries.answer(new Sender(new RoomId("elsewhere"), new PeerId("best"), best),
                new FromPeer.WorkerList(id, answerOf(Source.ADMIN)));
        assertThat(client.take()).isEmpty();
        answer("best", id, Source.MEMBER);
        answer("best", id, Source.ADMIN);
        assertThat(client.take()).hasSize(1);
    }

    @Test
    void whenTimeIsUpTheRegistrationsAnswerAndLateAnswersAreDropped() {
        Recorder best = fixture.worker("best", 9);
        ask("q");
        RequestId id = asked(best);
        alarms.remove().run();
        alarms.remove().run();
        assertThat(client.take()).singleElement().isInstanceOfSatisfying(FromServer.WorkerList.class, list -> {
            assertThat(list.answer().source()).isEqualTo(Source.REGISTRATIONS);
            assertThat(list.answer().stale()).isTrue();
            assertThat(list.answer().workers()).hasSize(1);
        });
        answer("best", id, Source.ADMIN);
        assertThat(client.take()).isEmpty();
    }

    @Test
    void whereTheRoomKeepsNoRegistryTheRegistrationsAnswerAtOnceAndAreThePresent() {
        registry = false;
        Recorder best = fixture.worker("best", 9);
        fixture.worker("next", 5);
        fixture.rooms.reportAdmin(ROOM, new PeerId("best"), 1, Instant.ofEpochSecond(1_000));
        ask("q");
        assertThat(best.take()).isEmpty();
        assertThat(client.take()).singleElement().isInstanceOfSatisfying(FromServer.WorkerList.class, list -> {
            assertThat(list.answer().source()).isEqualTo(Source.REGISTRATIONS);
            assertThat(list.answer().stale()).isFalse();
            assertThat(list.answer().adminPeerId()).isNull();
            assertThat(list.answer().workers()).extracting(entry -> entry.peerId().value())
                    .containsExactly("best", "next");
        });
    }

    @Test
    void whoeverFormsARoomKnowsLessThanTheRegistrations() {
        Recorder best = fixture.worker("best", 9);
        fixture.worker("next", 5);
        ask("q");
        answer("best", asked(best), new WorkerAnswer(List.of(), 0, null, 0, NOW, true, Source.MEMBER, Mode.FORMING));
        assertThat(client.take()).singleElement().isInstanceOfSatisfying(FromServer.WorkerList.class, list -> {
            assertThat(list.answer().source()).isEqualTo(Source.REGISTRATIONS);
            assertThat(list.answer().workers()).hasSize(2);
        });
        assertThat(alarms).isEmpty();
    }

    @Test
    void anAnswerThatComesWhenTheRegistryIsOffAlreadyIsNotTrusted() {
        Recorder admin = fixture.worker("admin", 9);
        fixture.worker("next", 5);
        ask("q");
        RequestId id = asked(admin);
        registry = false;
        answer("admin", id, Source.ADMIN);
        assertThat(client.take()).singleElement().isInstanceOfSatisfying(FromServer.WorkerList.class,
                list -> assertThat(list.answer().workers()).hasSize(2));
    }

    @Test
    void whoTakesNoPartIsAddedToTheRoomsAnswerAndIsNeverAsked() {
        Recorder apart = fixture.worker("apart", 9, false);
        Recorder small = fixture.worker("small", 1, false);
        Recorder admin = fixture.worker("admin", 5);
        fixture.rooms.reportAdmin(ROOM, new PeerId("apart"), 1, Instant.ofEpochSecond(1_000));
        ask("q", new Filters(null, 5L, List.of(), Map.of()), 2);
        RequestId id = asked(admin);
        WorkerEntry own = WorkerEntry.of(new PeerId("admin"), profile(5));
        WorkerEntry before = WorkerEntry.of(new PeerId("apart"), profile(3));
        answer("admin", id, new WorkerAnswer(List.of(own, before), 2, new PeerId("admin"), 2, NOW, false, Source.ADMIN,
                Mode.NORMAL));
        assertThat(client.take()).singleElement().isInstanceOfSatisfying(FromServer.WorkerList.class, list -> {
            assertThat(list.answer().source()).isEqualTo(Source.ADMIN);
            assertThat(list.answer().totalCount()).isEqualTo(2);
            assertThat(list.answer().workers()).as("what it registered last, best first")
                    .containsExactly(WorkerEntry.of(new PeerId("apart"), profile(9)), own);
        });
        assertThat(apart.take()).isEmpty();
        assertThat(small.take()).isEmpty();
    }

    private static Profile profile(long gpu) {
        return Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(gpu));
    }

    @Test
    void aPeerWithTooManyQueriesIsRefusedAndOthersAreNot() {
        fixture.worker("best", 9);
        ask("1");
        ask("2");
        assertThat(client.take()).isEmpty();
        ask("3");
        assertThat(client.take()).singleElement().isInstanceOfSatisfying(FromServer.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            assertThat(refused.requestId()).isEqualTo(new RequestId("3"));
        });
        var other = new Recorder();
        queries.ask(new Sender(ROOM, new PeerId("other"), other), question("1"), RelayEvents.Path.RELAY);
        assertThat(other.take()).as("the third of the server's three").isEmpty();
        queries.ask(new Sender(ROOM, new PeerId("other"), other), question("2"), RelayEvents.Path.RELAY);
        assertThat(other.take()).as("the fourth").hasSize(1);
    }

    private void ask(String id) {
        queries.ask(new Sender(ROOM, new PeerId("client"), client), question(id), RelayEvents.Path.RELAY);
    }

    private void ask(String id, Filters filters, int limit) {
        queries.ask(new Sender(ROOM, new PeerId("client"), client),
                new FromPeer.QueryWorkers(new RequestId(id), filters, limit), RelayEvents.Path.RELAY);
    }

    private void answer(String worker, RequestId id, WorkerAnswer answer) {
        queries.answer(new Sender(ROOM, new PeerId(worker), new Recorder()), new FromPeer.WorkerList(id, answer));
    }

    private static FromPeer.QueryWorkers question(String id) {
        return new FromPeer.QueryWorkers(new RequestId(id), null, null);
    }

    private void answer(String worker, RequestId id, Source source) {
        queries.answer(new Sender(ROOM, new PeerId(worker), new Recorder()),
                new FromPeer.WorkerList(id, answerOf(source)));
    }

    private static RequestId asked(Recorder worker) {
        List<FromServer> heard = worker.take();
        assertThat(heard).singleElement().isInstanceOf(FromServer.QueryWorkers.class);
        return ((FromServer.QueryWorkers) heard.getFirst()).requestId();
    }

    private static WorkerAnswer answerOf(Source source) {
        return new WorkerAnswer(List.of(), 0, null, 0, NOW, false, source, Mode.NORMAL);
    }

    private static final class Quiet implements RelayEvents {
        @Override
        public void relayed(Kind kind) {}

        @Override
        public void answered(Path path, Source source, Duration taken) {}

        @Override
        public void queryRefused() {}
    }
}
