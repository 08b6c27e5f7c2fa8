package dev.roommesh.signaling.relay;

import static dev.roommesh.signaling.room.RoomFixture.NOW;
import static dev.roommesh.signaling.room.RoomFixture.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.signaling.room.Recorder;
import dev.roommesh.signaling.room.RoomFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReservationRelayTest {
    private static final ReservationId ID = new ReservationId("0123456789abcdef");
    private static final int WISHES_MAX = 3;

    private final RoomFixture fixture = new RoomFixture();
    private final Map<Duration, List<Runnable>> alarms = new TreeMap<>();
    private final List<String> elsewhere = new ArrayList<>();
    private final Recorder client = new Recorder();
    private boolean registry = true;
    private final ReservationRelay relay = new ReservationRelay(fixture.rooms, (delay, action) -> {
        List<Runnable> due = alarms.computeIfAbsent(delay, _ -> new ArrayList<>());
        due.add(action);
        return () -> due.remove(action);
    }, new OtherServers() {
        @Override
        public String here() {
            return "here";
        }

        @Override
        public void answered(String server, Sender worker, FromPeer answer) {
            elsewhere.add(server + " " + worker.peer());
        }
    }, WISHES_MAX, _ -> registry);

    @Test
    void theAdminIsAskedAndItsAnswerComesBackUnderTheClientsOwnId() {
        fixture.worker("member", 9);
        Recorder admin = admin("admin");
        wish("mine", null);
        RequestId id = asked(admin);
        assertThat(id.value()).startsWith("rhere-");
        answer("admin", id, ReservationOutcome.GRANTED, "member");
        assertThat(client.take()).containsExactly(
                new FromServer.Reservation(new RequestId("mine"), ReservationOutcome.GRANTED, entry("member"), 9_000));
        answer("admin", id, ReservationOutcome.GRANTED, "admin");
        assertThat(client.take()).as("the first answer counts").isEmpty();
        assertThat(relay.count()).isZero();
        assertThat(alarms.get(ReservationRelay.HEDGE_AFTER)).as("nothing waits for it").isEmpty();
    }

    @Test
    void eachTimeThatNobodyAnswersOneMoreIsAsked() {
        Recorder best = fixture.worker("best", 9);
        Recorder next = fixture.worker("next", 5);
        admin("admin");
        wish("mine", null);
        ring(ReservationRelay.HEDGE_AFTER);
        assertThat(asked(best)).isNotNull();
        ring(ReservationRelay.HEDGE_AFTER);
        answer("next", asked(next), ReservationOutcome.NONE_FREE, null);
        assertThat(outcome()).isEqualTo(ReservationOutcome.NONE_FREE);
    }

    @Test
    void anotherWorkerThanTheClientNamedIsNoAnswer() {
        Recorder worker = fixture.worker("worker", 2);
        Recorder admin = admin("admin");
        wish("mine", "worker");
        RequestId id = asked(worker);
        answer("worker", id, ReservationOutcome.GRANTED, "admin");
        assertThat(client.take()).isEmpty();
        assertThat(asked(admin)).as("another member may know").isEqualTo(id);
    }

    @Test
    void whomTheClientNamesIsAskedItself() {
        Recorder worker = fixture.worker("worker", 2);
        Recorder admin = admin("admin");
        wish("mine", "worker");
        RequestId id = asked(worker);
        assertThat(admin.take()).isEmpty();
        answer("worker", id, ReservationOutcome.TAKEN, null);
        assertThat(outcome()).isEqualTo(ReservationOutcome.TAKEN);
        wish("mine", "nobody");
        assertThat(asked(admin)).as("it may reach whom this server does not").isNotNull();
    }

    @Test
    void whereTheAdminIsSilentOrCannotSayAnotherIsAsked() {
        Recorder best = fixture.worker("best", 9);
        Recorder next = fixture.worker("next", 5);
        Recorder admin = admin("admin");
        wish("mine", null);
        RequestId id = asked(admin);
        ring(ReservationRelay.HEDGE_AFTER);
        assertThat(asked(best)).isEqualTo(id);
        answer("best", id, ReservationOutcome.NOT_NOW, null);
        assertThat(next.take()).as("the admin may still answer").isEmpty();
        answer("admin", id, ReservationOutcome.NOT_NOW, null);
        assertThat(asked(next)).isEqualTo(id);
        answer("next", id, ReservationOutcome.NOT_NOW, null);
        assertThat(outcome()).isEqualTo(ReservationOutcome.NOT_NOW);
    }

    @Test
    void whereNobodyAnswersTheClientIsToldInTime() {
        admin("admin");
        wish("mine", null);
        for (Duration waited = ReservationRelay.HEDGE_AFTER; waited.compareTo(
                ReservationRelay.ANSWER_WITHIN) < 0; waited = waited.plus(ReservationRelay.HEDGE_AFTER)) {
            ring(ReservationRelay.HEDGE_AFTER);
            assertThat(client.take()).as("after " + waited).isEmpty();
        }
        ring(ReservationRelay.HEDGE_AFTER);
        assertThat(outcome()).isEqualTo(ReservationOutcome.NOT_NOW);
        assertThat(relay.count()).isZero();
    }

    @Test
    void aRoomWithoutARegistryOrWithoutWorkersCannotSay() {
        wish("mine", null);
        assertThat(outcome()).isEqualTo(ReservationOutcome.NOT_NOW);
        Recorder admin = admin("admin");
        registry = false;
        wish("mine", null);
        assertThat(outcome()).isEqualTo(ReservationOutcome.NOT_NOW);
        assertThat(admin.take()).isEmpty();
    }

    @Test
    void nobodyElseAnswersInTheAskedOnesPlace() {
        fixture.worker("member", 9);
        Recorder admin = admin("admin");
        wish("mine", null);
        RequestId id = asked(admin);
        answer("member", id, ReservationOutcome.GRANTED, "member");
        assertThat(client.take()).isEmpty();
        answer("admin", new RequestId("rthere-1"), ReservationOutcome.GRANTED, "member");
        assertThat(elsewhere).containsExactly("there admin");
        answer("stranger", new RequestId("rthere-1"), ReservationOutcome.GRANTED, "member");
        assertThat(elsewhere).hasSize(1);
    }

    @Test
    void oneWishMoreThanTheLimitIsRefusedUntilAPlaceIsFree() {
        Recorder admin = admin("admin");
        for (int i = 0; i < WISHES_MAX; i++)
            wish("w" + i, null);
        List<FromServer> asked = admin.take();
        wish("over", null);
        assertThat(client.take()).singleElement().isInstanceOfSatisfying(FromServer.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            assertThat(refused.requestId()).isEqualTo(new RequestId("over"));
        });
        answer("admin", ((FromServer.ReserveWorker) asked.getFirst()).requestId(), ReservationOutcome.NONE_FREE, null);
        client.take();
        wish("again", null);
        assertThat(admin.take()).hasSize(1);
    }

    @Test
    void oneConnectionHasSoManyWishesAtATime() {
        var large = new ReservationRelay(fixture.rooms, (_, _) -> () -> {}, OtherServers.NONE, 10_000, _ -> true);
        admin("admin");
        for (int i = 0; i <= ReservationRelay.PER_PEER_MAX; i++)
            large.reserve(new Sender(ROOM, new PeerId("client"), client),
                    new FromPeer.ReserveWorker(new RequestId("w" + i), ID, null, 1_000, null));
        assertThat(client.take()).hasSize(1);
        assertThat(large.count()).isEqualTo(ReservationRelay.PER_PEER_MAX);
        large.reserve(new Sender(ROOM, new PeerId("other"), new Recorder()),
                new FromPeer.ReserveWorker(new RequestId("w"), ID, null, 1_000, null));
        assertThat(large.count()).isEqualTo(ReservationRelay.PER_PEER_MAX + 1);
    }

    @Test
    void afterAReleaseNobodyElseIsAskedUnderItsId() {
        Recorder best = fixture.worker("best", 9);
        admin("admin");
        wish("mine", null);
        relay.release(new Sender(ROOM, new PeerId("client"), client),
                new FromPeer.ReleaseWorker(new RequestId("over"), ID, new PeerId("admin")));
        assertThat(outcome()).as("of the wish").isEqualTo(ReservationOutcome.NOT_NOW);
        ring(ReservationRelay.HEDGE_AFTER);
        assertThat(best.take()).singleElement().isInstanceOf(FromServer.ReleaseWorker.class);
        assertThat(relay.count()).isEqualTo(1);
    }

    @Test
    void aReleaseGoesToTheWorker() {
        Recorder worker = fixture.worker("worker", 2);
        admin("admin");
        relay.release(new Sender(ROOM, new PeerId("client"), client),
                new FromPeer.ReleaseWorker(new RequestId("mine"), ID, new PeerId("worker")));
        RequestId id = ((FromServer.ReleaseWorker) worker.take().getFirst()).requestId();
        answer("worker", id, ReservationOutcome.RELEASED, null);
        assertThat(outcome()).isEqualTo(ReservationOutcome.RELEASED);
    }

    private void ring(Duration after) {
        List<Runnable> waiting = alarms.get(after);
        if (waiting == null || waiting.isEmpty()) throw new AssertionError("no alarm after " + after);
        List<Runnable> due = List.copyOf(waiting);
        waiting.clear();
        due.forEach(Runnable::run);
    }

    private Recorder admin(String name) {
        Recorder worker = fixture.worker(name, 1);
        fixture.rooms.reportAdmin(ROOM, new PeerId(name), 1, NOW);
        return worker;
    }

    private void wish(String request, @Nullable String worker) {
        relay.reserve(new Sender(ROOM, new PeerId("client"), client), new FromPeer.ReserveWorker(
                new RequestId(request), ID, null, 9_000, worker == null ? null : new PeerId(worker)));
    }

    private static RequestId asked(Recorder worker) {
        List<FromServer> heard = worker.take();
        assertThat(heard).singleElement().isInstanceOfSatisfying(FromServer.ReserveWorker.class, wish -> {
            assertThat(wish.clientPeerId()).isEqualTo(new PeerId("client"));
            assertThat(wish.filters()).isEqualTo(Filters.NONE);
            assertThat(wish.reservationId()).isEqualTo(ID);
        });
        return ((FromServer.ReserveWorker) heard.getFirst()).requestId();
    }

    private void answer(String worker, RequestId id, ReservationOutcome outcome, @Nullable String granted) {
        relay.answer(new Sender(ROOM, new PeerId(worker), new Recorder()),
                new FromPeer.Reservation(id, outcome, granted == null ? null : entry(granted),
                        granted == null ? 0 : 9_000));
    }

    private ReservationOutcome outcome() {
        List<FromServer> heard = client.take();
        assertThat(heard).hasSize(1);
        return ((FromServer.Reservation) heard.getFirst()).outcome();
    }

    private static WorkerEntry entry(String name) {
        return WorkerEntry.of(new PeerId(name), Profile.EMPTY);
    }
}
