package dev.roommesh.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.junit.jupiter.api.Test;

class RoomClientTest {
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(3);
    private static final WorkerAnswer ANSWER = new WorkerAnswer(
            List.of(WorkerEntry.of(new PeerId("worker-1"), Profile.EMPTY)), 1, new PeerId("worker-1"), 3, Instant.EPOCH,
            false, Source.ADMIN, Mode.NORMAL);

    @Test
    void registersAsAClientAndGetsTheAnswerToItsQuestion() throws Exception {
        try (var server = new WebSocketPeer(RoomClientTest::answering);
                var client = RoomClient.connect(server.facts())) {
            var filters = new Filters(WorkerStatus.BUSY, 8192L, List.of("a"), Map.of());

            assertThat(get(client.discover(new WorkerQuery(filters, 7)))).isEqualTo(ANSWER);

            assertThat(server.next()).asInstanceOf(type(FromPeer.Register.class)).satisfies(register -> {
                assertThat(register.role()).isEqualTo(Role.CLIENT);
                assertThat(register.token()).isEqualTo("token-1");
                assertThat(register.roomId().value()).isEqualTo("room-1");
                assertThat(register.peerId()).isEqualTo(client.peerId().orElseThrow());
                assertThat(register.peerId().value()).matches("client-[0-9a-f]{8}");
            });
            assertThat(server.next()).asInstanceOf(type(FromPeer.QueryWorkers.class))
                    .satisfies(query -> assertThat(query.query()).isEqualTo(new WorkerQuery(filters, 7)));
        }
    }

    /** Where a host is gone, or a firewall has forgotten the connection, nothing tells the client so. */
    @Test
    void aServerThatIsSilentForALeaseIsLeftForAnotherConnection() throws Exception {
        var connections = new AtomicInteger();
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) {
                connections.incrementAndGet();
                client.welcome(register, 1);
            } else if (connections.get() > 1) answering(client, message);
        }); var client = RoomClient.connect(server.facts())) {
            assertThat(failureOf(client.discover(WorkerQuery.ALL, Duration.ofMillis(1_200))))
                    .isInstanceOf(ClientFailure.TimedOut.class);
            assertThat(get(client.discover(WorkerQuery.ALL))).isEqualTo(ANSWER);
            assertThat(connections).hasValue(2);
        }
    }

    /** The server's pings are signs of life. */
    @Test
    void aServerThatPingsIsNotLeft() throws Exception {
        var connections = new AtomicInteger();
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) {
                connections.incrementAndGet();
                client.welcome(register, 1);
            } else if (message instanceof FromPeer.QueryWorkers) {
                CompletableFuture.delayedExecutor(1_150, TimeUnit.MILLISECONDS)
                        .execute(() -> client.session().sendPing(ByteBuffer.allocate(0), Callback.NOOP));
            }
        }); var client = RoomClient.connect(server.facts())) {
            var _ = failureOf(client.discover(WorkerQuery.ALL, Duration.ofMillis(1_400)));
            var _ = failureOf(client.discover(WorkerQuery.ALL, Duration.ofMillis(100)));
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void manyQuestionsAtOnceEachGetTheirOwnAnswer() throws Exception {
        try (var server = new WebSocketPeer(RoomClientTest::answering);
                var client = RoomClient.connect(server.facts())) {
            List<CompletableFuture<WorkerAnswer>> answers = new ArrayList<>();
            for (int question = 0; question < RoomClient.PENDING_MAX; question++)
                answers.add(client.discover(WorkerQuery.ALL));

            for (var answer : answers)
                assertThat(get(answer)).isEqualTo(ANSWER);
            assertThat(get(client.discover(WorkerQuery.ALL))).as("places are given back").isEqualTo(ANSWER);
        }
    }

    @Test
    void oneQuestionMoreThanTheLimitIsRefusedAtOnce() throws Exception {
        try (var server = new WebSocketPeer(RoomClientTest::silent); var client = RoomClient.connect(server.facts())) {
            List<CompletableFuture<WorkerAnswer>> waiting = new ArrayList<>();
            for (int question = 0; question < RoomClient.PENDING_MAX; question++)
                waiting.add(client.discover(WorkerQuery.ALL));

            assertThat(failureOf(client.discover(WorkerQuery.ALL)))
                    .isEqualTo(new ClientFailure.TooManyPending(RoomClient.PENDING_MAX));
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void anAnswerThatComesInPartsIsPutTogether() throws Exception {
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            if (message instanceof FromPeer.QueryWorkers query) {
                String text = new SignalCodec().encode(new FromServer.WorkerList(query.requestId(), ANSWER));
                client.session().sendPartialText(text.substring(0, 9), false, Callback
                        .from(() -> client.session().sendPartialText(text.substring(9), true, Callback.NOOP), _ -> {}));
            }
        }); var client = RoomClient.connect(server.facts())) {
            assertThat(get(client.discover(WorkerQuery.ALL))).isEqualTo(ANSWER);
        }
    }

    @Test
    void whatANewerServerSaysBesidesIsLeftAlone() throws Exception {
        try (var server = new WebSocketPeer((client, message) -> {
            client.session().sendText("{\"type\":\"news_of_tomorrow\"}", Callback.NOOP);
            client.say(new FromServer.Ping());
            answering(client, message);
        }); var client = RoomClient.connect(server.facts())) {
            assertThat(get(client.discover(WorkerQuery.ALL))).isEqualTo(ANSWER);
        }
    }

    @Test
    void aWrongTokenIsTheServersRefusal() throws Exception {
        try (var server = new WebSocketPeer((client, _) -> {
            client.say(FromServer.Refused.of(ErrorCode.UNAUTHORIZED, "The token is for another room."));
            client.session().close(1008, "unauthorized", Callback.NOOP);
        })) {
            assertThatExceptionOfType(RoomClientException.class).isThrownBy(() -> RoomClient.connect(server.facts()))
                    .satisfies(refused -> assertThat(refused.failure())
                            .isEqualTo(new ClientFailure.Refused(ErrorCode.UNAUTHORIZED,
                                    "The token is for another room.")));
        }
    }

    @Test
    void aRefusedQuestionFailsAloneAndTheOthersWaitOn() throws Exception {
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            if (message instanceof FromPeer.QueryWorkers query && query.query().limit() == 1)
                client.say(new FromServer.Refused(ErrorCode.NO_ANSWER, "Nobody is there.", "Nobody is there.",
                        query.requestId(), null));
        }); var client = RoomClient.connect(server.facts())) {
            var other = client.discover(WorkerQuery.ALL);

            assertThat(failureOf(client.discover(new WorkerQuery(Filters.NONE, 1))))
                    .isEqualTo(new ClientFailure.Refused(ErrorCode.NO_ANSWER, "Nobody is there."));
            assertThat(other).isNotDone();
        }
    }

    @Test
    void anAnswerThatDoesNotComeTimesOutAndItsPlaceIsFreeAgain() throws Exception {
        try (var server = new WebSocketPeer(RoomClientTest::silent); var client = RoomClient.connect(server.facts())) {
            for (int question = 0; question < RoomClient.PENDING_MAX; question++)
                assertThat(failureOf(client.discover(WorkerQuery.ALL, Duration.ofMillis(1))))
                        .isInstanceOf(ClientFailure.TimedOut.class);

            assertThat(failureOf(client.discover(WorkerQuery.ALL, SOON)))
                    .isEqualTo(new ClientFailure.TimedOut("answer", SOON));
        }
    }

    @Test
    void aServerThatDoesNotAnswerTheRegistrationTimesOut() throws Exception {
        try (var server = new WebSocketPeer((_, _) -> {})) {
            assertThatExceptionOfType(RoomClientException.class)
                    .isThrownBy(() -> RoomClient.connect(server.facts(), TIME_TO_CONNECT)).satisfies(late -> assertThat(
                            late.failure())
                            .isEqualTo(new ClientFailure.TimedOut("answer to the registration", TIME_TO_CONNECT)));
        }
    }

    @Test
    void noServerIsUnreachable() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var facts = ConnectionFacts.of("http://127.0.0.1:" + port, "r", "t");

        assertThatExceptionOfType(RoomClientException.class).isThrownBy(() -> RoomClient.connect(facts))
                .satisfies(failed -> assertThat(failed.failure())
                        .isEqualTo(new ClientFailure.Unreachable(facts.server())));
    }

    @Test
    void aWebServerOfAnotherKindIsNamedAsSuch() throws Exception {
        try (var server = new WebSocketPeer(RoomClientTest::answering)) {
            var facts = ConnectionFacts.of(server.base() + "/elsewhere", "r", "t");

            assertThatExceptionOfType(RoomClientException.class).isThrownBy(() -> RoomClient.connect(facts))
                    .satisfies(failed -> assertThat(failed.failure())
                            .isEqualTo(new ClientFailure.NoWebSocket(facts.server(), 404)));
        }
    }

    /** A server that ends tells its peers to come back, and another one answers at the same address. */
    @Test
    void whatWaitsWhenAConnectionEndsIsAskedAgainOverTheNext() throws Exception {
        var registered = new AtomicInteger();
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register) registered.incrementAndGet();
            if (message instanceof FromPeer.QueryWorkers && registered.get() == 1)
                client.session().close(1012, "the server ends", Callback.NOOP);
            else
                answering(client, message);
        }); var client = RoomClient.connect(server.facts())) {
            Optional<PeerId> self = client.peerId();
            List<CompletableFuture<WorkerAnswer>> waiting = new ArrayList<>();
            for (int question = 0; question < RoomClient.PENDING_MAX; question++)
                waiting.add(client.discover(WorkerQuery.ALL));
            for (CompletableFuture<WorkerAnswer> answer : waiting)
                assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(ANSWER);
            assertThat(registered).hasValue(2);
            assertThat(client.peerId()).isEqualTo(self);
        }
    }

    @Test
    void theEndOfTheConnectionFailsWhatWaitsAndWhatIsAskedLater() throws Exception {
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            if (message instanceof FromPeer.QueryWorkers) client.session().close(1001, "going away", Callback.NOOP);
        }); var client = RoomClient.connect(server.facts())) {
            var ended = new ClientFailure.Disconnected("status 1001: going away");

            assertThat(failureOf(client.discover(WorkerQuery.ALL, SOON))).isEqualTo(ended);
            assertThat(failureOf(client.discover(WorkerQuery.ALL, SOON))).isEqualTo(ended);
        }
    }

    @Test
    void aMessageOverTheLimitEndsTheConnection() throws Exception {
        assertViolation("{\"type\":\"ping\"}" + " ".repeat(Limits.SIGNAL_FRAME_BYTES_MAX), "65536");
    }

    @Test
    void whatIsNoJsonEndsTheConnection() throws Exception {
        assertViolation("nonsense", "not JSON");
    }

    @Test
    void aBinaryMessageEndsTheConnection() throws Exception {
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            else
                client.session().sendBinary(ByteBuffer.allocate(1), Callback.NOOP);
        }); var client = RoomClient.connect(server.facts())) {
            assertThat(failureOf(client.discover(WorkerQuery.ALL)))
                    .isEqualTo(new ClientFailure.ProtocolViolation("a binary message"));
        }
    }

    @Test
    void closingLeavesTheRoomAndFailsWhatStillWaits() throws Exception {
        try (var server = new WebSocketPeer(RoomClientTest::silent)) {
            var client = RoomClient.connect(server.facts());
            var waiting = client.discover(WorkerQuery.ALL);
            client.close();

            assertThat(failureOf(waiting)).isInstanceOf(ClientFailure.Disconnected.class);
            assertThat(server.next()).isInstanceOf(FromPeer.Register.class);
            assertThat(server.next()).isInstanceOf(FromPeer.QueryWorkers.class);
            assertThat(server.next()).isInstanceOf(FromPeer.Leave.class);
        }
    }

    private static void assertViolation(String text, String why) throws Exception {
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            else
                client.session().sendText(text, Callback.NOOP);
        }); var client = RoomClient.connect(server.facts())) {
            assertThat(failureOf(client.discover(WorkerQuery.ALL)))
                    .asInstanceOf(type(ClientFailure.ProtocolViolation.class))
                    .satisfies(violation -> assertThat(violation.why()).contains(why));
        }
    }

    private static void answering(WebSocketPeer.Conversation client, FromPeer message) {
        if (message instanceof FromPeer.Register register) client.welcome(register);
        if (message instanceof FromPeer.QueryWorkers query)
            client.say(new FromServer.WorkerList(query.requestId(), ANSWER));
    }

    private static void silent(WebSocketPeer.Conversation client, FromPeer message) {
        if (message instanceof FromPeer.Register register) client.welcome(register);
    }

    private static WorkerAnswer get(CompletableFuture<WorkerAnswer> answer) throws Exception {
        return answer.get(10, TimeUnit.SECONDS);
    }

    static ClientFailure failureOf(CompletableFuture<WorkerAnswer> answer) throws Exception {
        try {
            throw new AssertionError("an answer came: " + answer.get(10, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RoomClientException known) return known.failure();
            throw failed;
        }
    }
}
