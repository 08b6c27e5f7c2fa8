package dev.roommesh.signaling.relay;

import static dev.roommesh.signaling.room.RoomFixture.NOW;
import static dev.roommesh.signaling.room.RoomFixture.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.signaling.room.Recorder;
import dev.roommesh.signaling.room.RoomFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QueriesTest {
    private static final QueryLimits LIMITS = new QueryLimits(Duration.ofMillis(50), Duration.ofSeconds(2), 3, 2);

    private final RoomFixture fixture = new RoomFixture();
    private final ArrayDeque<Runnable> alarms = new ArrayDeque<>();
    private final Queries queries = new Queries(fixture.rooms, this::later, () -> NOW, LIMITS, new Quiet());
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
        queries.ask(new Sender(ROOM, new PeerId("other"), other), question("1"));
        assertThat(other.take()).as("the third of the server's three").isEmpty();
        queries.ask(new Sender(ROOM, new PeerId("other"), other), question("2"));
        assertThat(other.take()).as("the fourth").hasSize(1);
    }

    private void ask(String id) {
        queries.ask(new Sender(ROOM, new PeerId("client"), client), question(id));
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
        public void answered(Source source, Duration taken) {}

        @Override
        public void queryRefused() {}
    }
}
