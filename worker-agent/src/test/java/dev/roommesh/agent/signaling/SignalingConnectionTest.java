package dev.roommesh.agent.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.agent.signaling.RecordedEvents.Lost;
import dev.roommesh.agent.signaling.RecordedEvents.Unwanted;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The connection, and a real server that behaves and misbehaves. */
class SignalingConnectionTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final FromServer GONE = new FromServer.PeerLeft(new PeerId("ben"), DepartureReason.CLOSED);
    private static final String PING = "{\"type\":\"ping\"}";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** More than a loopback socket's buffers and the queue hold together. */
    private static final int MESSAGES_TOO_MANY = 20_000;

    private final RecordedEvents told = new RecordedEvents();
    private final AtomicInteger registrations = new AtomicInteger();
    private final AtomicReference<LoopbackServer.Behaviour> behaviour = new AtomicReference<>((_, _) -> {});
    private LoopbackServer server = new LoopbackServer(0, (worker, message) -> behaviour.get().accept(worker, message));
    private SignalingConnection connection = new SignalingConnection(server.facts(),
            SignalingConnectionTest::register, told, () -> 0);

    @AfterEach
    void close() {
        connection.close();
        server.close();
    }

    @Test
    void registersAndTellsWhatTheServerSays() throws InterruptedException {
        connect((worker, message) -> {
            worker.welcome(message, "t1");
            worker.say(GONE);
            worker.sayText("{\"type\":\"of a newer version\"}");
            worker.say(new FromServer.Ping());
        });
        assertThat(told.next(FromServer.Registered.class).peerId()).isEqualTo(ANA);
        assertThat(told.next(FromServer.class)).isEqualTo(GONE);
        assertThat(told.next(FromServer.class)).isEqualTo(new FromServer.Ping());
        FromPeer.Register register = server.nextRegister();
        assertThat(register.token()).isEqualTo("secret-token");
        assertThat(register.ticket()).isNull();
    }

    @Test
    void whatComesRightBehindTheWelcomeIsToldBehindIt() throws InterruptedException {
        told.beSlowOverTheWelcome();
        connect((worker, message) -> {
            worker.welcome(message, "t1");
            worker.say(GONE);
        });
        var _ = told.next(FromServer.Registered.class);
        assertThat(told.next(FromServer.class)).isEqualTo(GONE);
    }

    @Test
    void theTicketIsPresentedAgainAfterTheConnectionDropped() throws InterruptedException {
        connect((worker, message) -> {
            int times = registrations.incrementAndGet();
            worker.welcome(message, "ticket-" + times);
            if (times == 1) worker.close();
        });
        var _ = told.next(FromServer.Registered.class);
        var _ = told.next(Lost.class);
        var _ = told.next(FromServer.Registered.class);
        assertThat(server.nextRegister().ticket()).isNull();
        assertThat(server.nextRegister().ticket()).isEqualTo("ticket-1");
    }

    /** The JDK's client says nothing of such an end: the pings that stay without an answer show it. */
    @Test
    void anEndRightBehindAMessageIsNoticed() throws InterruptedException {
        askOftenForLife();
        connect((worker, message) -> {
            worker.welcome(message, "t1");
            if (registrations.incrementAndGet() == 1) worker.drop();
        });
        var _ = told.next(FromServer.Registered.class);
        var _ = told.next(Lost.class);
        var _ = told.next(FromServer.Registered.class);
    }

    @Test
    void aDoubtedServerThatShowsNoLifeIsLeftForANewConnection() throws InterruptedException {
        askForLifeEvery(Duration.ofMinutes(1));
        connect((worker, message) -> {
            if (registrations.incrementAndGet() == 1) worker.takeNothingMore();
            worker.welcome(message, "t1");
        });
        var _ = told.next(FromServer.Registered.class);
        connection.doubt();
        var _ = told.next(Lost.class);
        var _ = told.next(FromServer.Registered.class);
    }

    @Test
    void aDoubtedServerThatAnswersIsKept() throws InterruptedException {
        askForLifeEvery(Duration.ofMinutes(1));
        connect((worker, message) -> worker.welcome(message, "t1"));
        var _ = told.next(FromServer.Registered.class);
        Duration longer = SignalingConnection.LIFE_LIMIT.plusMillis(500);
        await().during(longer).atMost(longer.plus(LIMIT)).until(() -> {
            connection.doubt();
            return !told.has(Lost.class);
        });
    }

    @Test
    void registersAgainWhenTheServerComesBack() throws InterruptedException {
        askOftenForLife();
        connect((worker, message) -> worker.welcome(message, "before"));
        var _ = told.next(FromServer.Registered.class);
        int port = server.port();
        server.close();
        var _ = told.next(Lost.class);
        server = new LoopbackServer(port, (worker, message) -> worker.welcome(message, "after"));
        assertThat(told.next(FromServer.Registered.class).ticket()).isEqualTo("after");
        assertThat(server.nextRegister().ticket()).isEqualTo("before");
    }

    @Test
    void aFirstRefusalIsFinal() throws InterruptedException {
        connect((worker, _) -> worker.refuse(ErrorCode.UNAUTHORIZED, null));
        assertThat(told.next(Unwanted.class).sentence()).isEqualTo("The sentence of UNAUTHORIZED.");
        assertThat(connection.awaitEnd(LIMIT)).isTrue();
        var _ = server.nextRegister();
        assertThat(server.waiting()).isZero();
        assertThat(told.isEmpty()).isTrue();
    }

    @Test
    void aWorkerThatWasInOnceKeepsTryingWhenItsRoomIsFull() throws InterruptedException {
        connect((worker, message) -> {
            switch (registrations.incrementAndGet()) {
                case 1 -> {
                    worker.welcome(message, "t1");
                    worker.close();
                }
                case 2, 3 -> worker.refuse(ErrorCode.ROOM_FULL, null);
                default -> worker.welcome(message, "t2");
            }
        });
        var _ = told.next(FromServer.Registered.class);
        var _ = told.next(Lost.class);
        assertThat(told.next(FromServer.Registered.class).ticket()).isEqualTo("t2");
        assertThat(registrations).hasValue(4);
    }

    @Test
    void waitsAsLongAsTheServerAsksFor() throws InterruptedException {
        var times = Collections.synchronizedList(new ArrayList<Long>());
        connect((worker, message) -> {
            times.add(System.nanoTime());
            if (times.size() == 1) {
                worker.refuse(ErrorCode.RETRY_LATER, 400L);
            } else {
                worker.welcome(message, "t1");
            }
        });
        var _ = told.next(FromServer.Registered.class);
        assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void messagesArriveInOrder() throws InterruptedException {
        connect((worker, message) -> {
            if (message instanceof FromPeer.Register) worker.welcome(message, "t1");
        });
        var _ = told.next(FromServer.Registered.class);
        IntStream.range(0, 500).forEach(number -> connection.send(numbered(number, "")));
        var _ = server.nextRegister();
        for (int number = 0; number < 500; number++)
            assertThat(server.next()).isEqualTo(numbered(number, ""));
    }

    @Test
    void aServerThatTakesNothingIsCutOff() throws InterruptedException {
        connect((worker, message) -> {
            if (registrations.incrementAndGet() == 1) worker.takeNothingMore();
            worker.welcome(message, "t1");
        });
        var _ = told.next(FromServer.Registered.class);
        String padding = "x".repeat(1_000);
        int sent = 0;
        while (!told.has(Lost.class) && sent < MESSAGES_TOO_MANY)
            connection.send(numbered(sent++, padding));
        var _ = told.next(Lost.class);
        var _ = told.next(FromServer.Registered.class);
        assertThat(sent).isGreaterThan(SignalingConnection.UNSENT_MAX);
    }

    @Test
    void aMessageInPartsIsPutTogether() throws InterruptedException {
        connect((worker, message) -> {
            worker.welcome(message, "t1");
            worker.sayInParts(GONE);
        });
        var _ = told.next(FromServer.Registered.class);
        assertThat(told.next(FromServer.class)).isEqualTo(GONE);
    }

    @Test
    void aMessageOverTheLimitEndsTheConnection() throws InterruptedException {
        connect((worker, message) -> {
            worker.welcome(message, "t1");
            int over = registrations.incrementAndGet() == 1 ? 1 : 0;
            worker.sayText(" ".repeat(Limits.SIGNAL_FRAME_BYTES_MAX + over - PING.length()) + PING);
            worker.say(GONE);
        });
        var _ = told.next(FromServer.Registered.class);
        var _ = told.next(Lost.class);
        var _ = told.next(FromServer.Registered.class);
        assertThat(told.next(FromServer.class)).as("one at the limit").isEqualTo(new FromServer.Ping());
    }

    @Test
    void whoeverIsReplacedStops() throws InterruptedException {
        connect((worker, message) -> {
            worker.welcome(message, "t1");
            worker.refuse(ErrorCode.REPLACED, null);
        });
        var _ = told.next(FromServer.Registered.class);
        assertThat(told.next(Unwanted.class).sentence()).contains("--name");
        assertThat(connection.awaitEnd(LIMIT)).isTrue();
        var _ = server.nextRegister();
        assertThat(server.waiting()).isZero();
    }

    @Test
    void whoseTokenIsRevokedStops() throws InterruptedException {
        connect((worker, message) -> {
            worker.welcome(message, "t1");
            worker.refuse(ErrorCode.TOKEN_REVOKED, null);
        });
        var _ = told.next(FromServer.Registered.class);
        assertThat(told.next(Unwanted.class).sentence()).contains("TOKEN_REVOKED");
        assertThat(connection.awaitEnd(LIMIT)).isTrue();
    }

    /** It was away when that happened. */
    @Test
    void whoseTokenWasRevokedMeanwhileStops() throws InterruptedException {
        var known = new AtomicBoolean();
        connect((worker, message) -> {
            if (known.getAndSet(true)) {
                worker.refuse(ErrorCode.TOKEN_REVOKED, null);
            } else {
                worker.welcome(message, "t1");
                worker.close();
            }
        });
        var _ = told.next(FromServer.Registered.class);
        var _ = told.next(Lost.class);
        assertThat(told.next(Unwanted.class).sentence()).contains("TOKEN_REVOKED");
        assertThat(connection.awaitEnd(LIMIT)).isTrue();
    }

    @Test
    void whoRegistersAgainShowsItsTicketAndIsToldWhoIsThere() throws InterruptedException {
        connect((worker, message) -> worker.welcome(message, "t1"));
        var _ = told.next(FromServer.Registered.class);
        assertThat(server.nextRegister().ticket()).isNull();
        connection.registerAgain();
        assertThat(server.nextRegister().ticket()).isEqualTo("t1");
        assertThat(told.next(FromServer.Registered.class).ticket()).isEqualTo("t1");
    }

    /** More than the kernel buffers, so that the last of it still waits when the close begins. */
    @Test
    void aCloseSendsWhatWasSaidBefore() throws InterruptedException {
        var slow = new CompletableFuture<LoopbackServer.Conversation>();
        connect((worker, message) -> {
            if (!(message instanceof FromPeer.Register)) return;
            worker.takeNothingMore();
            worker.welcome(message, "t1");
            slow.complete(worker);
        });
        var _ = told.next(FromServer.Registered.class);
        int messages = 60;
        for (int number = 0; number < messages; number++)
            connection.send(answer("q" + number, 8));
        connection.send(new FromPeer.Leave());
        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(slow.join()::takeAgain);
        connection.close(LIMIT);
        var _ = server.nextRegister();
        for (int number = 0; number < messages; number++)
            assertThat(server.next()).isEqualTo(answer("q" + number, 8));
        assertThat(server.next()).isEqualTo(new FromPeer.Leave());
        assertThat(connection.awaitEnd(LIMIT)).isTrue();
    }

    @Test
    void whatTheServerWouldRefuseForItsSizeIsNotSent() throws InterruptedException {
        connect((worker, message) -> {
            if (message instanceof FromPeer.Register) worker.welcome(message, "t1");
        });
        var _ = told.next(FromServer.Registered.class);
        connection.send(answer("q1", 9));
        connection.send(answer("q1", 1));
        var _ = server.nextRegister();
        assertThat(server.next()).isEqualTo(answer("q1", 1));
    }

    @Test
    void whatIsSaidWhileTheServerIsAwayIsDropped() throws InterruptedException {
        connection.send(new FromPeer.Leave());
        connect((worker, message) -> worker.welcome(message, "t1"));
        var _ = told.next(FromServer.Registered.class);
        var _ = server.nextRegister();
        assertThat(server.waiting()).isZero();
    }

    @Test
    void noSecretIsInWhatALogCouldShow() {
        ConnectionFacts facts = ConnectionFacts.of("http://127.0.0.1:1", "lab", "secret-token");
        assertThat(facts.toString() + register("secret-ticket")).doesNotContain("secret");
    }

    private void askOftenForLife() {
        askForLifeEvery(Duration.ofMillis(500));
    }

    private void askForLifeEvery(Duration interval) {
        connection = new SignalingConnection(server.facts(), SignalingConnectionTest::register, told, () -> 0,
                interval);
    }

    private void connect(LoopbackServer.Behaviour does) {
        behaviour.set(does);
        connection.start();
    }

    private static FromPeer.Register register(@Nullable String ticket) {
        return new FromPeer.Register(ANA, new RoomId("lab"), "secret-token", Role.WORKER, Profile.EMPTY, 7L, ticket,
                null, null, null);
    }

    private static FromPeer numbered(long number, String padding) {
        return new FromPeer.UpdateMetadata(Profile.EMPTY.with("number", PropertyValue.of(number)).with("a",
                PropertyValue.of(padding)).with("b", PropertyValue.of(padding)).with("c", PropertyValue.of(padding)));
    }

    private static FromPeer answer(String request, int workers) {
        Profile large = Profile.EMPTY;
        for (int i = 0; i < 7; i++)
            large = large.with("text" + i, PropertyValue.of("x".repeat(Limits.TEXT_CHARS_MAX)));
        WorkerEntry entry = WorkerEntry.of(ANA, large);
        List<WorkerEntry> entries = Collections.nCopies(workers, entry);
        return new FromPeer.WorkerList(new RequestId(request), new WorkerAnswer(entries, workers, ANA, 1,
                Instant.EPOCH, false, Source.ADMIN, Mode.NORMAL));
    }
}
