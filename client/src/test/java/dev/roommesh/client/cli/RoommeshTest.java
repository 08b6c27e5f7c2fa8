package dev.roommesh.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.client.WebSocketPeer;
import dev.roommesh.client.WebSocketPeer.Conversation;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.Condition;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.watch.RoomPicture;
import dev.roommesh.watch.WatchWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line as a person meets it: exit codes, and what is written where. */
class RoommeshTest {
    private static final WorkerAnswer ANSWER = new WorkerAnswer(
            List.of(WorkerEntry.of(new PeerId("worker-1"),
                    new Profile(List.of("gpu"), Map.of(Profile.GPU_MEMORY_MB, PropertyValue.of(8192))))),
            1, new PeerId("worker-1"), 3, Instant.parse("2026-01-02T03:04:05.678Z"), false, Source.ADMIN, Mode.NORMAL);

    @TempDir
    private Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void liveInAFolderOfItsOwn() {
        environment.put(StateDirectory.HOME_VARIABLE, home.toString());
    }

    @Test
    void jsonIsTheAnswerAsItIsEverywhereElse() throws Exception {
        try (var server = new WebSocketPeer(RoommeshTest::answering)) {
            assertThat(run("workers", "--server", server.base().toString(), "--room", "r", "--token", "t", "--json"))
                    .isZero();
        }
        assertThat(out).hasToString(new DiscoveryJson().encode(ANSWER) + System.lineSeparator());
        assertThat(out.toString()).startsWith("{\"workers\":[{\"peer_id\":\"worker-1\",\"role\":\"worker\"").endsWith(
                "\"total_count\":1,\"admin_peer_id\":\"worker-1\",\"admin_term\":3,\"as_of\":\"2026-01-02T03:04:05.678Z\","
                        + "\"stale\":false,\"source\":\"admin\",\"mode\":\"normal\"}\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void withoutOptionsTheRoomOfUpIsAsked() throws Exception {
        try (var server = new WebSocketPeer(RoommeshTest::answering)) {
            saveConnection(server.base().toString());

            assertThat(run("workers")).isZero();

            assertThat(server.next()).isInstanceOfSatisfying(FromPeer.Register.class, register -> {
                assertThat(register.roomId().value()).isEqualTo("saved-room");
                assertThat(register.token()).isEqualTo("saved-token");
            });
        }
        assertThat(out.toString()).contains("* worker-1", "8192 MiB", "answered by admin");
    }

    @Test
    void theTokenOfTheEnvironmentIsUsedAndTheOptionStandsAboveIt() throws Exception {
        environment.put(ConnectionOptions.TOKEN_VARIABLE, "from-environment");
        try (var server = new WebSocketPeer(RoommeshTest::answering)) {
            String url = server.base().toString();
            assertThat(run("workers", "--server", url, "--room", "r")).isZero();
            assertThat(run("workers", "--server", url, "--room", "r", "--token", "given")).isZero();

            assertThat(tokenOf(server.next())).isEqualTo("from-environment");
            server.next();
            server.next();
            assertThat(tokenOf(server.next())).isEqualTo("given");
        }
    }

    @Test
    void aSavedTokenIsNeverSentToAnotherServer() {
        saveConnection("http://127.0.0.1:1");

        assertThat(run("workers", "--server", "http://127.0.0.1:2")).isEqualTo(2);
        assertThat(err.toString()).startsWith("Beside --server, --room is needed.");
    }

    @Test
    void watchTellsWhoIsThereAndEndsAfterTheSecondsThatWereGiven() throws Exception {
        try (var server = new WebSocketPeer(RoommeshTest::watched)) {
            saveConnection(server.base().toString());
            assertThat(run("watch", "--seconds", "1")).isZero();
            assertThat(out).hasToString(
                    "told by the server\nappeared worker-1 available, 8192 MiB\nadmin worker-1 (term 3)\n");
            assertThat(run("watch", "--seconds", "1", "--json", "--min-gpu-memory-mb", "9000")).isZero();
        }
        assertThat(out.toString()).endsWith(
                "(term 3)\n{\"event\":\"way\",\"way\":\"relay\"}\n{\"event\":\"admin\",\"admin_peer_id\":\"worker-1\",\"admin_term\":3}\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aWatchThatTheServerRefusesForGoodIsOneSentence() throws Exception {
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            if (message instanceof FromPeer.WatchWorkers wanted) {
                watched(client, wanted);
                client.say(new FromServer.Refused(ErrorCode.TOKEN_REVOKED, "Revoked.", "Revoked.", wanted.requestId(),
                        null));
            }
        })) {
            saveConnection(server.base().toString());
            assertThat(run("watch", "--json")).isEqualTo(1);
        }
        assertThat(err).hasToString("The server refused the token: Revoked. Check --token.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "31622401"})
    void secondsOfAWatchHaveALimit(String seconds) {
        saveConnection("http://127.0.0.1:1");
        assertThat(run("watch", "--seconds", seconds)).isEqualTo(2);
        assertThat(err.toString()).startsWith("--seconds is 1 to 31622400.");
    }

    /** One worker, and nothing ever changes. */
    private static void watched(Conversation client, FromPeer message) {
        if (message instanceof FromPeer.Register register) client.welcome(register);
        if (message instanceof FromPeer.WatchWorkers wanted)
            new WatchWriter()
                    .update(RoomPicture.of(ANSWER.workers(), ANSWER.adminPeerId(), ANSWER.adminTerm(), ANSWER.asOf(),
                            ANSWER.stale(), ANSWER.source(), ANSWER.mode()))
                    .forEach(update -> client.say(new FromServer.WatchUpdated(wanted.requestId(), update)));
    }

    @Test
    void filtersReachTheAdmin() throws Exception {
        try (var server = new WebSocketPeer(RoommeshTest::answering)) {
            saveConnection(server.base().toString());
            assertThat(run("workers", "--status", "busy", "--min-gpu-memory-mb", "16000", "--tag", "a", "--tag", "b",
                    "--property", "gpu_model=A100", "--property", "cores=8", "--limit", "3")).isZero();

            server.next();
            assertThat(server.next()).isInstanceOfSatisfying(FromPeer.QueryWorkers.class,
                    asked -> assertThat(asked.query()).isEqualTo(new WorkerQuery(new Filters(WorkerStatus.BUSY, 16_000L,
                            List.of("a", "b"), Map.of("gpu_model", new Condition.Equal(PropertyValue.of("A100")),
                                    "cores", new Condition.Equal(PropertyValue.of(8)))),
                            3)));
        }
    }

    @Test
    void noServerIsOneSentenceWithTheRemedy() throws Exception {
        String url;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = "http://127.0.0.1:" + socket.getLocalPort();
        }
        assertThat(run("workers", "--server", url, "--room", "r", "--token", "t")).isEqualTo(1);
        assertThat(err).hasToString("No signaling server answers at " + url
                + "; start one with ./roommesh up or check --server." + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aWrongTokenIsOneSentenceWithTheRemedy() throws Exception {
        try (var server = new WebSocketPeer(
                (client, _) -> client.say(FromServer.Refused.of(ErrorCode.UNAUTHORIZED, "The token is expired.")))) {
            assertThat(run("workers", "--server", server.base().toString(), "--room", "r", "--token", "t"))
                    .isEqualTo(1);
        }
        assertThat(err).hasToString("The server refused the token: The token is expired. Check --token."
                + System.lineSeparator());
    }

    @Test
    void aRefusedQuestionIsOneSentence() throws Exception {
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            else
                client.say(FromServer.Refused.of(ErrorCode.NO_ANSWER, "Nobody in the room can answer now."));
        })) {
            assertThat(run("workers", "--server", server.base().toString(), "--room", "r", "--token", "t"))
                    .isEqualTo(1);
        }
        assertThat(err).hasToString("The server refused: Nobody in the room can answer now." + System.lineSeparator());
    }

    @Test
    void aRoomThatIsNotKnownIsAFailureWithTheRemedy() {
        assertThat(run("workers")).isEqualTo(1);
        assertThat(err.toString()).startsWith("No room is known here; start one with ./roommesh up").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{}", "null", "[]", "{\"server\":\"http://127.0.0.1:1\"}",
            "{\"server\":null,\"room\":\"r\",\"token\":\"t\"}", "{\"server\":\"\",\"room\":\"r\",\"token\":\"t\"}"})
    void aDamagedConnectionIsNamedWithTheRemedyAndDownForgetsIt(String content) throws Exception {
        Path file = home.resolve(".roommesh").resolve("connection.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);

        assertThat(run("workers")).isEqualTo(1);
        assertThat(err.toString()).startsWith(file + " is damaged").contains("delete the file").hasLineCount(1);
        assertThat(run("down")).isZero();
        assertThat(file).doesNotExist();
    }

    @Test
    void aConnectionThatCannotBeReadIsNamedWithTheRemedy() throws Exception {
        Path file = home.resolve(".roommesh").resolve("connection.json");
        // A folder in its place: unlike permissions, it stops every user.
        Files.createDirectories(file);

        assertThat(run("workers")).isEqualTo(1);
        assertThat(err.toString()).startsWith("Cannot read " + file).contains("check its owner").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"workers --bogus", "workers --status asleep", "workers --limit 0", "workers --limit 101",
            "workers --min-gpu-memory-mb much", "workers --min-gpu-memory-mb -1", "up --workers 0", "up --workers 11",
            "up --port 65536", "down --bogus", "bogus", "workers --server nonsense --room r --token t",
            "workers --server http://h --room r"})
    void wrongUsageSaysWhatAndWhereToReadMore(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(2).contains("See: roommesh", " --help").doesNotContain("Exception");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "workers --help", "up --help", "down --help"})
    void helpTeachesByExample(String line) {
        assertThat(run(line.split(" "))).isZero();
        assertThat(out.toString()).contains("Usage: roommesh", "  ./roommesh ");
        assertThat(out.toString()).doesNotContain("rehearse");
    }

    @Test
    void theHelpOfUpTellsHowASignalEndsIt() {
        assertThat(run("up", "--help")).isZero();
        assertThat(out.toString()).contains("Exit codes: 0 ", "130 ended by Ctrl-C", "143 by SIGTERM");
    }

    @Test
    void withoutACommandTheHelpIsShown() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("Usage: roommesh");
    }

    @Test
    void downIsCalmWhereNothingIsUp() {
        assertThat(run("down")).isZero();
        assertThat(run("down")).isZero();
        assertThat(out.toString()).isEqualTo("Nothing is up here.\nNothing is up here.\n");
    }

    @Test
    void upNeedsItsLauncher() {
        assertThat(run("up", "--port", "0")).isEqualTo(1);
        assertThat(err.toString()).startsWith("Start this with the script ./roommesh").hasLineCount(1);
    }

    @Test
    void aFaultOfOurOwnShowsNoTraceUnlessAskedFor() {
        assertThat(failing()).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("fault of roommesh itself", "ROOMMESH_DEBUG=1")
                .doesNotContain("\tat ");

        environment.put(Roommesh.DEBUG_VARIABLE, "1");
        assertThat(failing()).isEqualTo(1);
        assertThat(err.toString()).contains("IllegalStateException: broken", "\tat ");
    }

    @Test
    void theRehearsalOfTheLauncherSucceeds() {
        assertThat(run("rehearse")).isZero();
    }

    private int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    private int failing() {
        CommandLine line = commandLine();
        line.addSubcommand("fail", new Failing());
        line.setErr(line.getErr()).setExecutionExceptionHandler(line.getExecutionExceptionHandler());
        return line.execute("fail");
    }

    private CommandLine commandLine() {
        return Roommesh.commandLine(environment, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @CommandLine.Command
    private static final class Failing implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("broken");
        }
    }

    private void saveConnection(String server) {
        Path folder = home.resolve(".roommesh");
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("connection.json"),
                    "{\"server\":\"" + server + "\",\"room\":\"saved-room\",\"token\":\"saved-token\"}");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String tokenOf(FromPeer message) {
        if (message instanceof FromPeer.Register register) return register.token();
        throw new AssertionError("not a registration: " + message);
    }

    private static void answering(Conversation client, FromPeer message) {
        if (message instanceof FromPeer.Register register) client.welcome(register);
        if (message instanceof FromPeer.QueryWorkers query)
            client.say(new FromServer.WorkerList(query.requestId(), ANSWER));
    }
}
