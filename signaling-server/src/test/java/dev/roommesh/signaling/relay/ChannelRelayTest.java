package dev.roommesh.signaling.relay;

import static dev.roommesh.signaling.room.RoomFixture.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Sdp;
import dev.roommesh.model.Source;
import dev.roommesh.signaling.room.Recorder;
import dev.roommesh.signaling.room.RoomFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChannelRelayTest {
    private static final ReservationId ID = new ReservationId("0123456789abcdef");
    private static final Sdp OFFER = new Sdp("offer", "v=0");
    private static final Sdp ANSWER = new Sdp("answer", "v=1");

    private final RoomFixture fixture = new RoomFixture();
    private final List<Runnable> alarms = new ArrayList<>();
    private final List<String> elsewhere = new ArrayList<>();
    private final List<RelayEvents.Kind> relayed = new ArrayList<>();
    private final Recorder client = new Recorder();
    private final Recorder worker = fixture.worker("worker", 2);
    private final ChannelRelay relay = relay(40);

    private ChannelRelay relay(int offersMax) {
        return new ChannelRelay(fixture.rooms, (_, action) -> {
            alarms.add(action);
            return () -> alarms.remove(action);
        }, new OtherServers() {
            @Override
            public String here() {
                return "here";
            }

            @Override
            public void answered(String server, Sender from, FromPeer answer) {
                elsewhere.add(server + " " + from.peer());
            }
        }, offersMax, new RelayEvents() {
            @Override
            public void relayed(Kind kind) {
                relayed.add(kind);
            }

            @Override
            public void answered(Path path, Source source, Duration taken) {}

            @Override
            public void queryRefused() {}
        });
    }

    private void open(ChannelRelay by, Recorder from, String id, String named) {
        by.open(new Sender(ROOM, new PeerId("client"), from),
                new FromPeer.OpenChannel(new RequestId(id), new PeerId(named), ID, OFFER));
    }

    private RequestId asked() {
        return worker.take().stream().filter(FromServer.OpenChannel.class::isInstance)
                .map(message -> ((FromServer.OpenChannel) message).requestId()).findFirst().orElseThrow();
    }

    private void answer(String from, RequestId id) {
        relay.answer(new Sender(ROOM, new PeerId(from), new Recorder()),
                new FromPeer.ChannelAnswer(id, ChannelOutcome.ACCEPTED, ANSWER));
    }

    @Test
    void theOfferGoesToTheWorkerAndItsAnswerBackUnderTheClientsOwnId() {
        open(relay, client, "mine", "worker");
        var sent = (FromServer.OpenChannel) worker.take().getFirst();
        assertThat(sent.clientPeerId()).as("stamped").isEqualTo(new PeerId("client"));
        assertThat(sent.reservationId()).isEqualTo(ID);
        assertThat(sent.offer()).isEqualTo(OFFER);
        answer("worker", sent.requestId());
        assertThat(client.take()).containsExactly(
                new FromServer.ChannelAnswer(new RequestId("mine"), ChannelOutcome.ACCEPTED, ANSWER));
        answer("worker", sent.requestId());
        assertThat(client.take()).as("once").isEmpty();
        assertThat(relay.count()).isZero();
        assertThat(alarms).isEmpty();
        assertThat(relayed).containsExactly(RelayEvents.Kind.CHANNEL_OFFER);
    }

    @Test
    void whereTheWorkerIsNotThereOrSilentTheClientIsTold() {
        open(relay, client, "a", "nobody");
        assertThat(client.take()).containsExactly(
                new FromServer.ChannelAnswer(new RequestId("a"), ChannelOutcome.NOT_NOW, null));
        open(relay, client, "b", "worker");
        List.copyOf(alarms).forEach(Runnable::run);
        assertThat(client.take()).containsExactly(
                new FromServer.ChannelAnswer(new RequestId("b"), ChannelOutcome.NOT_NOW, null));
        answer("worker", asked());
        assertThat(client.take()).as("too late").isEmpty();
    }

    @Test
    void questionsGoToAWorkerAsLongAsWorkersKnowAllThatThereIs() {
        var question = new FromPeer.OpenChannel(new RequestId("mine"), new PeerId("worker"), null, OFFER);
        var asker = new Sender(ROOM, new PeerId("client"), client);
        relay.open(asker, question);
        assertThat(((FromServer.OpenChannel) worker.take().getFirst()).reservationId()).isNull();
        fixture.worker("apart", 9, false);
        relay.open(asker, question);
        assertThat(worker.take()).noneMatch(FromServer.OpenChannel.class::isInstance);
        assertThat(client.take()).contains(
                new FromServer.ChannelAnswer(new RequestId("mine"), ChannelOutcome.NOT_NOW, null));
        open(relay, client, "job", "worker");
        assertThat(asked()).as("a job is another matter").isNotNull();
    }

    @Test
    void nobodyElseAnswersInItsPlace() {
        fixture.worker("other", 9);
        open(relay, client, "mine", "worker");
        RequestId id = asked();
        answer("other", id);
        relay.answer(new Sender(new RoomId("another"), new PeerId("worker"), new Recorder()),
                new FromPeer.ChannelAnswer(id, ChannelOutcome.ACCEPTED, ANSWER));
        assertThat(client.take()).isEmpty();
        answer("other", new RequestId("cthere-1.1"));
        answer("stranger", new RequestId("cthere-1.1"));
        assertThat(elsewhere).containsExactly("there other");
    }

    @Test
    void oneConnectionHasSoManyOffersAtATimeAndSoHasTheServer() {
        for (int i = 0; i <= ChannelRelay.PER_PEER_MAX; i++)
            open(relay, client, "o" + i, "worker");
        assertThat(refusal()).isEqualTo(new RequestId("o" + ChannelRelay.PER_PEER_MAX));
        RequestId first = asked();
        open(relay, client, "again", "worker");
        assertThat(refusal()).isEqualTo(new RequestId("again"));
        answer("worker", first);
        client.take();
        open(relay, client, "now", "worker");
        assertThat(client.take()).isEmpty();

        ChannelRelay small = relay(1);
        open(small, new Recorder(), "a", "worker");
        open(small, client, "b", "worker");
        assertThat(refusal()).isEqualTo(new RequestId("b"));
    }

    private RequestId refusal() {
        var refused = (FromServer.Refused) client.take().getFirst();
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        RequestId id = refused.requestId();
        if (id == null) throw new AssertionError("it names no question");
        return id;
    }
}
