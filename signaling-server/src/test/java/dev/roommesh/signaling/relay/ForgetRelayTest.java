package dev.roommesh.signaling.relay;

import static dev.roommesh.signaling.room.RoomFixture.NOW;
import static dev.roommesh.signaling.room.RoomFixture.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Recorder;
import dev.roommesh.signaling.room.RoomFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ForgetRelayTest {
    private static final PeerId DEAD = new PeerId("dead");

    private final RoomFixture fixture = new RoomFixture();
    private final List<Runnable> alarms = new ArrayList<>();
    private final List<String> elsewhere = new ArrayList<>();
    private final Recorder asker = new Recorder();
    private boolean registry = true;
    private final ForgetRelay relay = new ForgetRelay(fixture.rooms, (_, action) -> {
        alarms.add(action);
        return () -> alarms.remove(action);
    }, new OtherServers() {
        @Override
        public String here() {
            return "here";
        }

        @Override
        public void answered(String server, Sender worker, FromPeer answer) {
            elsewhere.add(server + " " + worker.peer());
        }
    }, _ -> registry);

    @Test
    void theAdminAloneIsAskedAndItsAnswerComesBack() {
        Recorder best = fixture.worker("best", 99);
        Recorder admin = admin();
        ask("mine");
        assertThat(best.take()).isEmpty();
        FromServer.ForgetWorker asked = (FromServer.ForgetWorker) admin.take().getFirst();
        assertThat(asked.workerPeerId()).isEqualTo(DEAD);
        answer(ROOM, "best", asked.requestId(), ForgetOutcome.REMOVED);
        answer(new RoomId("other"), "admin", asked.requestId(), ForgetOutcome.REMOVED);
        assertThat(asker.take()).as("they were not asked").isEmpty();
        answer(ROOM, "admin", asked.requestId(), ForgetOutcome.ALIVE);
        answer(ROOM, "admin", asked.requestId(), ForgetOutcome.REMOVED);
        assertThat(asker.take()).containsExactly(told("mine", ForgetOutcome.ALIVE));
        assertThat(alarms).as("nothing waits for it").isEmpty();
    }

    @Test
    void aClientsTokenRemovesNobody() {
        Recorder admin = admin();
        relay.forget(new Sender(ROOM, new PeerId("asker"), asker),
                new FromPeer.ForgetWorker(new RequestId("mine"), DEAD), false);
        assertThat(admin.take()).isEmpty();
        assertThat(asker.take()).singleElement().isInstanceOfSatisfying(FromServer.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
            assertThat(refused.requestId()).isEqualTo(new RequestId("mine"));
        });
    }

    @Test
    void whereNobodyCanBeAskedOrAnswersItIsSaid() {
        ask("empty");
        fixture.worker("member", 1);
        ask("without");
        assertThat(asker.take()).containsExactly(told("empty", ForgetOutcome.NOT_NOW),
                told("without", ForgetOutcome.NOT_NOW));
        admin();
        registry = false;
        ask("off");
        assertThat(asker.take()).containsExactly(told("off", ForgetOutcome.NOT_NOW));
        registry = true;
        ask("silent");
        assertThat(asker.take()).isEmpty();
        List.copyOf(alarms).forEach(Runnable::run);
        assertThat(asker.take()).containsExactly(told("silent", ForgetOutcome.NOT_NOW));
    }

    @Test
    void onlySoManyWishesWaitOfOnePeerAndOfAll() {
        admin();
        for (int i = 0; i < ForgetRelay.PER_PEER_MAX; i++)
            ask("q" + i);
        assertThat(asker.take()).isEmpty();
        ask("over");
        assertThat(asker.take()).singleElement().isInstanceOfSatisfying(FromServer.Refused.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED));
        for (int i = ForgetRelay.PER_PEER_MAX; i < ForgetRelay.PENDING_MAX; i++) {
            var another = new Recorder();
            ask("q" + i, another);
            assertThat(another.take()).isEmpty();
        }
        var last = new Recorder();
        ask("last", last);
        assertThat(last.take()).hasSize(1);
        List.copyOf(alarms).forEach(Runnable::run);
        ask("again", last);
        assertThat(last.take()).as("there is room again").isEmpty();
    }

    @Test
    void anAnswerToAnotherServerGoesThere() {
        admin();
        answer(ROOM, "admin", new RequestId("fthere-1.1"), ForgetOutcome.REMOVED);
        answer(ROOM, "stranger", new RequestId("fthere-1.1"), ForgetOutcome.REMOVED);
        assertThat(elsewhere).containsExactly("there admin");
    }

    private Recorder admin() {
        Recorder admin = fixture.worker("admin", 5);
        fixture.rooms.reportAdmin(ROOM, new PeerId("admin"), 7, NOW);
        return admin;
    }

    private void ask(String id) {
        ask(id, asker);
    }

    private void ask(String id, Recorder by) {
        relay.forget(new Sender(ROOM, new PeerId("asker"), by), new FromPeer.ForgetWorker(new RequestId(id), DEAD),
                true);
    }

    private void answer(RoomId room, String worker, RequestId id, ForgetOutcome outcome) {
        relay.answer(new Sender(room, new PeerId(worker), new Recorder()), new FromPeer.WorkerForgotten(id, outcome));
    }

    private static FromServer told(String id, ForgetOutcome outcome) {
        return new FromServer.WorkerForgotten(new RequestId(id), outcome);
    }
}
