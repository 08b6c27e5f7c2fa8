package dev.roommesh.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.client.WebSocketPeer;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code doctor --forget}: what a person is told, and the exit codes. */
final class ForgettingTest {
    @TempDir
    private Path home;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({"REMOVED,0,is off the room's roster", "ABSENT,0,there is nothing to do", "ALIVE,1,Stop it first",
            "NOT_NOW,1,The room cannot do it now"})
    void whatCameOfItIsOneSentence(ForgetOutcome outcome, int exitCode, String sentence) throws Exception {
        try (var server = answering(outcome)) {
            assertThat(forget(server, "w3")).isEqualTo(exitCode);
            assertThat(server.next()).isInstanceOf(FromPeer.Register.class);
            assertThat(server.next()).isInstanceOfSatisfying(FromPeer.ForgetWorker.class,
                    asked -> assertThat(asked.workerPeerId().value()).isEqualTo("w3"));
        }
        assertThat((exitCode == 0 ? out : err).toString()).contains(sentence).hasLineCount(1);
        assertThat((exitCode == 0 ? err : out).toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"REMOVED,0,removed", "NOT_NOW,1,not_now"})
    void jsonIsOneLineWhateverCameOfIt(ForgetOutcome outcome, int exitCode, String word) throws Exception {
        try (var server = answering(outcome)) {
            assertThat(forget(server, "w3", "--json")).isEqualTo(exitCode);
        }
        assertThat(out).hasToString("{\"worker_peer_id\":\"w3\",\"outcome\":\"" + word + "\"}\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aTokenThatMayNotIsOneSentence() throws Exception {
        try (var server = new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            if (message instanceof FromPeer.ForgetWorker wish)
                client.say(new FromServer.Refused(ErrorCode.UNAUTHORIZED, "No.", "A client's token may not.",
                        wish.requestId(), null));
        })) {
            assertThat(forget(server, "w3")).isEqualTo(1);
        }
        assertThat(err).hasToString("The server refused the token: A client's token may not. Check --token.\n");
    }

    @ParameterizedTest
    @CsvSource({"no/peer", "'a b'", "''"})
    void anIdThatIsNoneIsWrongUsage(String id) throws Exception {
        try (var server = answering(ForgetOutcome.REMOVED)) {
            assertThat(forget(server, id)).isEqualTo(2);
        }
        assertThat(err.toString()).contains("doctor --help").doesNotContain("\tat ");
    }

    private static WebSocketPeer answering(ForgetOutcome outcome) {
        return new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            if (message instanceof FromPeer.ForgetWorker wish)
                client.say(new FromServer.WorkerForgotten(wish.requestId(), outcome));
        });
    }

    private int forget(WebSocketPeer server, String peer, String... more) {
        List<String> arguments = new ArrayList<>(List.of("doctor", "--forget", peer, "--server",
                server.base().toString(), "--room", "r", "--token", "t"));
        arguments.addAll(List.of(more));
        return Roommesh.commandLine(Map.of(StateDirectory.HOME_VARIABLE, home.toString()), new PrintWriter(out, true),
                new PrintWriter(err, true)).execute(arguments.toArray(String[]::new));
    }
}
