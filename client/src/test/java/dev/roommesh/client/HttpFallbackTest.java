package dev.roommesh.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Filters;
import dev.roommesh.model.Limits;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A proxy lets no WebSocket through, so that every question is a request of its own. */
class HttpFallbackTest {
    private static final WorkerAnswer ANSWER = new WorkerAnswer(
            List.of(WorkerEntry.of(new PeerId("worker-1"), Profile.EMPTY)), 1, new PeerId("worker-1"), 3, Instant.EPOCH,
            false, Source.ADMIN, Mode.NORMAL);
    private static final String ENCODED = new DiscoveryJson().encode(ANSWER);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final int FORBIDDEN = 403;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> never = new CompletableFuture<>();
    private final HttpServer server;

    HttpFallbackTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/ws", exchange -> answer(exchange, FORBIDDEN, ""));
        server.start();
    }

    @AfterEach
    void stop() {
        never.complete(null);
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void theQuestionGoesOverHttpWithTokenRoomAndFilters() throws Exception {
        discovery(exchange -> answer(exchange, 200, ENCODED));
        try (var client = RoomClient.connect(facts())) {
            var filters = new Filters(WorkerStatus.BUSY, 8192L, List.of("a"), Map.of());
            assertThat(client.discover(new WorkerQuery(filters, 7)).get(10, TimeUnit.SECONDS)).isEqualTo(ANSWER);
            assertThat(client.peerId()).isEmpty();
        }
        assertThat(List.copyOf(asked).getLast()).startsWith("Bearer token-1 ").contains("\"room_id\":\"room-1\"",
                "\"limit\":7", "\"status\":\"busy\"", "8192", "[\"a\"]");
    }

    @Test
    void aRefusalIsTheServersOwn() {
        discovery(exchange -> answer(exchange, 401, "{\"detail\":\"The token has expired.\"}"));
        assertThat(whyNot()).isEqualTo(new ClientFailure.Refused(ErrorCode.UNAUTHORIZED, "The token has expired."));
    }

    @Test
    void whereNoServerAnswersByHttpEitherTheSocketsReasonStands() {
        assertThat(whyNot()).isEqualTo(new ClientFailure.NoWebSocket(facts().server(), FORBIDDEN));
    }

    @Test
    void whatIsNoAnswerIsAViolationAndTooLongAnOneIsNotRead() throws Exception {
        discovery(exchange -> answer(exchange, 200, asked.size() == 1 ? ENCODED : "nonsense"));
        try (var client = RoomClient.connect(facts())) {
            assertThat(RoomClientTest.failureOf(client.discover(WorkerQuery.ALL)))
                    .isInstanceOf(ClientFailure.ProtocolViolation.class);
        }
        asked.clear();
        server.removeContext("/discover-workers");
        discovery(exchange -> answer(exchange, 200,
                asked.size() == 1 ? ENCODED : ENCODED + " ".repeat(Limits.SIGNAL_FRAME_BYTES_MAX)));
        try (var client = RoomClient.connect(facts())) {
            assertThat(RoomClientTest.failureOf(client.discover(WorkerQuery.ALL)))
                    .isEqualTo(new ClientFailure.Disconnected("the answer broke off"));
        }
    }

    @Test
    void oneQuestionMoreThanTheLimitIsRefusedAtOnceAndClosingFailsWhatWaits() throws Exception {
        discovery(this::onlyTheFirst);
        var client = RoomClient.connect(facts());
        List<CompletableFuture<WorkerAnswer>> waiting = new ArrayList<>();
        for (int question = 0; question < RoomClient.PENDING_MAX; question++)
            waiting.add(client.discover(WorkerQuery.ALL));
        assertThat(RoomClientTest.failureOf(client.discover(WorkerQuery.ALL)))
                .isEqualTo(new ClientFailure.TooManyPending(RoomClient.PENDING_MAX));
        client.close();
        var closed = new ClientFailure.Disconnected("closed by this client");
        assertThat(RoomClientTest.failureOf(waiting.getFirst())).isEqualTo(closed);
        assertThat(RoomClientTest.failureOf(client.discover(WorkerQuery.ALL))).isEqualTo(closed);
    }

    @Test
    void placesAreGivenBackWhateverBecomesOfAQuestion() throws Exception {
        discovery(this::onlyTheFirst);
        try (var client = RoomClient.connect(facts())) {
            for (int question = 0; question <= RoomClient.PENDING_MAX; question++) {
                var answer = client.discover(WorkerQuery.ALL, Duration.ofMillis(5));
                if (question % 2 == 0) answer.cancel(true);
                assertThat(answer.handle((_, _) -> true).get(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(RoomClientTest.failureOf(client.discover(WorkerQuery.ALL, SOON)))
                    .isEqualTo(new ClientFailure.TimedOut("answer", SOON));
            assertThat(RoomClientTest.failureOf(client.discover(WorkerQuery.ALL, Duration.ZERO)))
                    .isEqualTo(new ClientFailure.TimedOut("answer", Duration.ZERO));
        }
    }

    @Test
    void aTokenThatNoHeaderCanCarryIsRefusedAndNotShown() {
        discovery(exchange -> answer(exchange, 200, ENCODED));
        var facts = ConnectionFacts.of(facts().server().toString(), "room-1", "secret-\u20ac");
        assertThatExceptionOfType(RoomClientException.class).isThrownBy(() -> RoomClient.connect(facts))
                .satisfies(refused -> {
                    assertThat(refused.failure()).isInstanceOf(ClientFailure.Refused.class);
                    assertThat(refused).hasMessageNotContaining("secret").hasNoCause();
                });
    }

    @Test
    void aServerThatIsBusyIsAskedAgainLaterOnTheSameWay() throws Exception {
        discovery(exchange -> answer(exchange, asked.size() == 1 ? 429 : 200,
                asked.size() == 1 ? "{\"detail\":\"Ask again in a second.\"}" : ENCODED));
        try (var client = RoomClient.connect(facts())) {
            assertThat(client.discover(WorkerQuery.ALL).get(10, TimeUnit.SECONDS)).isEqualTo(ANSWER);
        }
    }

    @Test
    void anAnswerThatDoesNotComeTimesOut() throws Exception {
        discovery(this::onlyTheFirst);
        try (var client = RoomClient.connect(facts())) {
            assertThat(RoomClientTest.failureOf(client.discover(WorkerQuery.ALL, SOON)))
                    .isEqualTo(new ClientFailure.TimedOut("answer", SOON));
        }
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void discovery(Handler handler) {
        server.createContext("/discover-workers", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            handler.handle(exchange);
        });
    }

    private void onlyTheFirst(HttpExchange exchange) throws IOException {
        if (asked.size() > 1) never.join();
        answer(exchange, 200, ENCODED);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) exchange.getResponseBody().write(body);
        exchange.close();
    }

    private ConnectionFacts facts() {
        return ConnectionFacts.of("http://127.0.0.1:" + server.getAddress().getPort(), "room-1", "token-1");
    }

    private ClientFailure whyNot() {
        List<ClientFailure> failures = new ArrayList<>();
        assertThatExceptionOfType(RoomClientException.class).isThrownBy(() -> RoomClient.connect(facts()))
                .satisfies(refused -> failures.add(refused.failure()));
        return failures.getFirst();
    }
}
