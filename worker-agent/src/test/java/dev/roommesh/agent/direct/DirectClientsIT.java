package dev.roommesh.agent.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.agent.SeenRoom;
import dev.roommesh.agent.operation.PublishedView;
import dev.roommesh.channel.DataChannels;
import dev.roommesh.channel.QuestionChannel;
import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.Sdp;
import dev.roommesh.model.Source;
import dev.roommesh.protocol.Input;
import dev.roommesh.webrtc.PortRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that do as they please, over real data channels to a worker. */
@Timeout(120)
class DirectClientsIT {
    private static final ReservationId RESERVATION = new ReservationId("0123456789abcdef");
    private static final SignalCodec CODEC = new SignalCodec();

    private final PublishedView view = new PublishedView();
    private final BlockingQueue<Input> wishes = new LinkedBlockingQueue<>();
    private final DataChannels channels = new DataChannels(PortRange.ANY);
    private final List<QuestionChannel> opened = new ArrayList<>();
    private volatile boolean roomListens = true;
    private final DirectClients clients = new DirectClients(view, () -> SeenRoom.NOW,
            wish -> roomListens && wishes.add(wish), () -> true, PortRange.ANY);

    @AfterEach
    void end() {
        opened.forEach(QuestionChannel::close);
        clients.close();
        channels.close();
    }

    private FromPeer.ChannelAnswer knock(String client, String offer) throws Exception {
        var answer = new CompletableFuture<FromPeer.ChannelAnswer>();
        clients.requested(new FromServer.OpenChannel(new RequestId("c1"), new PeerId(client), null,
                new Sdp("offer", offer)), said -> answer.complete((FromPeer.ChannelAnswer) said));
        return answer.get(20, TimeUnit.SECONDS);
    }

    private QuestionChannel open(String client) throws Exception {
        QuestionChannel channel = QuestionChannel.dial(channels, List.of());
        opened.add(channel);
        Sdp answer = knock(client, channel.description().get(20, TimeUnit.SECONDS)).answer();
        if (answer == null) throw new AssertionError("no answer to the offer");
        channel.takeAnswer(answer.sdp());
        assertThat(channel.awaitOpen()).isTrue();
        return channel;
    }

    private static FromServer next(QuestionChannel channel) throws InterruptedException {
        String text = channel.next().orElseThrow(() -> new AssertionError("the channel ended: " + channel.end()));
        if (CODEC.decodeFromServer(text) instanceof Decoded.Accepted<FromServer>(FromServer message)) return message;
        throw new AssertionError(text);
    }

    private static void say(QuestionChannel channel, FromPeer message) {
        assertThat(channel.send(CODEC.encode(message))).isTrue();
    }

    @Test
    void itAnswersFromItsViewAndTellsWhatChanges() throws Exception {
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW.plusSeconds(1)));
        QuestionChannel channel = open("client-a");
        assertThat(clients.count()).isEqualTo(1);
        say(channel, new FromPeer.QueryWorkers(new RequestId("q1"), null, 1));
        var list = (FromServer.WorkerList) next(channel);
        assertThat(list.requestId()).isEqualTo(new RequestId("q1"));
        assertThat(list.answer().source()).isEqualTo(Source.ADMIN);
        assertThat(list.answer().workers()).hasSize(1);
        assertThat(list.answer().totalCount()).isEqualTo(2);

        say(channel, new FromPeer.WatchWorkers(new RequestId("w1")));
        var first = (FromServer.WatchUpdated) next(channel);
        assertThat(first.requestId()).isEqualTo(new RequestId("w1"));
        assertThat(first.update().snapshot()).isTrue();
        view.accept(SeenRoom.of(Mode.READ_ONLY, null));
        FromServer.WatchUpdated told = first;
        while (told.update().mode() != Mode.READ_ONLY)
            told = (FromServer.WatchUpdated) next(channel);
        assertThat(told.update().stale()).isTrue();
        // Another watch takes its place, and tells from the start.
        say(channel, new FromPeer.WatchWorkers(new RequestId("w2")));
        while (!told.requestId().equals(new RequestId("w2")))
            told = (FromServer.WatchUpdated) next(channel);
        assertThat(told.update().snapshot()).isTrue();
        say(channel, new FromPeer.UnwatchWorkers(new RequestId("w2")));
        say(channel, new FromPeer.QueryWorkers(new RequestId("q2"), null, 1));
        for (FromServer said = next(channel); said instanceof FromServer.WatchUpdated; said = next(channel)) {
            // What was on its way.
        }
        say(channel, new FromPeer.QueryWorkers(new RequestId("q3"), null, 1));
        assertThat(next(channel)).as("nothing more is told").isInstanceOf(FromServer.WorkerList.class);
        channel.close();
        await().atMost(Duration.ofSeconds(10)).until(() -> clients.count() == 0);
    }

    @Test
    void aWishIsMadeInTheNameTheServerVouchedForAndItsAnswerComesBack() throws Exception {
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW.plusSeconds(1)));
        QuestionChannel channel = open("client-a");
        say(channel, new FromPeer.ReserveWorker(new RequestId("q1"), RESERVATION, null, 60_000, null));
        var wish = (Input.ReserveWished) wishes.poll(10, TimeUnit.SECONDS);
        if (wish == null) throw new AssertionError("the room hears of no wish");
        assertThat(wish.client()).isEqualTo(new PeerId("client-a"));
        assertThat(wish.ttl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(clients.answered(new FromPeer.Reservation(new RequestId("r1"), ReservationOutcome.NONE_FREE, null,
                0))).as("the server's own").isFalse();
        var answer = new FromPeer.Reservation(wish.request(), ReservationOutcome.NONE_FREE, null, 0);
        assertThat(clients.answered(answer)).isTrue();
        assertThat(clients.answered(answer)).as("once").isFalse();
        assertThat(next(channel)).isEqualTo(
                new FromServer.Reservation(new RequestId("q1"), ReservationOutcome.NONE_FREE, null, 0));

        roomListens = false;
        say(channel, new FromPeer.ReleaseWorker(new RequestId("q2"), RESERVATION, SeenRoom.BEN));
        assertThat(next(channel)).as("where the room takes nothing now").isEqualTo(
                new FromServer.Reservation(new RequestId("q2"), ReservationOutcome.NOT_NOW, null, 0));
        roomListens = true;
        for (int i = 0; i <= DirectClient.WISHES_MAX; i++)
            say(channel, new FromPeer.ReleaseWorker(new RequestId("q" + (10 + i)), RESERVATION, SeenRoom.BEN));
        var refused = (FromServer.Refused) next(channel);
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refused.requestId()).isEqualTo(new RequestId("q" + (10 + DirectClient.WISHES_MAX)));
        assertThat(wishes).hasSize(DirectClient.WISHES_MAX);
    }

    @Test
    void wishesAndWatchesAreTakenAtTheServersPace() throws Exception {
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW.plusSeconds(1)));
        QuestionChannel channel = open("client-a");
        int many = DirectClient.CHANGES_AT_ONCE + Limits.QUESTION_CHANGES_PER_SECOND;
        for (int i = 0; i < many; i++)
            say(channel, new FromPeer.WatchWorkers(new RequestId("w" + i)));
        FromServer said = next(channel);
        while (said instanceof FromServer.WatchUpdated)
            said = next(channel);
        assertThat(((FromServer.Refused) said).code()).isEqualTo(ErrorCode.RATE_LIMITED);
        say(channel, new FromPeer.QueryWorkers(new RequestId("q"), null, 1));
        while (!(said instanceof FromServer.WorkerList))
            said = next(channel);
    }

    @Test
    void whatIsNoQuestionIsRefusedAndWhatIsNoMessageEndsTheChannel() throws Exception {
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW.plusSeconds(1)));
        QuestionChannel channel = open("client-a");
        say(channel, new FromPeer.Leave());
        assertThat(((FromServer.Refused) next(channel)).code()).isEqualTo(ErrorCode.UNKNOWN_MESSAGE_TYPE);
        assertThat(channel.send("{\"type\":\"from_the_future\"}")).isTrue();
        assertThat(((FromServer.Refused) next(channel)).code()).isEqualTo(ErrorCode.UNKNOWN_MESSAGE_TYPE);
        assertThat(channel.send("no message")).isTrue();
        assertThat(channel.next()).isEmpty();
        assertThat(open("client-a").send(" ")).as("and the worker goes on").isTrue();
    }

    @Test
    void whoFloodsLosesItsChannelAndOthersKeepTheirs() throws Exception {
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW.plusSeconds(1)));
        QuestionChannel quiet = open("client-a");
        QuestionChannel flood = open("client-b");
        String question = CODEC.encode(new FromPeer.QueryWorkers(new RequestId("q"), null, 1));
        while (flood.end().isEmpty())
            flood.send(question);
        say(quiet, new FromPeer.QueryWorkers(new RequestId("mine"), null, 1));
        assertThat(((FromServer.WorkerList) next(quiet)).requestId()).isEqualTo(new RequestId("mine"));
    }

    @Test
    void placesAreFewAndOneForEachClientAndNoneOutsideOfTheRoom() throws Exception {
        assertThat(knock("client-a", "v=0").outcome()).as("nothing is known yet").isEqualTo(ChannelOutcome.NOT_NOW);
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW.plusSeconds(1)));
        assertThat(knock("client-a", "v=0").outcome()).as("no offer").isEqualTo(ChannelOutcome.FAILED);
        await().until(() -> clients.count() == 0);
        QuestionChannel first = open("client-a");
        QuestionChannel second = open("client-a");
        assertThat(first.next()).as("the newer one stands").isEmpty();
        assertThat(clients.count()).isEqualTo(1);
        for (int i = 1; i < Limits.QUESTION_CHANNELS_MAX - 1; i++)
            open("client-" + i);
        open("last");
        assertThat(clients.count()).isEqualTo(Limits.QUESTION_CHANNELS_MAX);
        assertThat(knock("one-more", "v=0").outcome()).isEqualTo(ChannelOutcome.NOT_NOW);
        clients.stay(false);
        assertThat(second.next()).isEmpty();
        assertThat(knock("client-a", "v=0").outcome()).isEqualTo(ChannelOutcome.NOT_NOW);
        clients.stay(true);
        await().until(() -> clients.count() == 0);
        open("client-a");
    }
}
