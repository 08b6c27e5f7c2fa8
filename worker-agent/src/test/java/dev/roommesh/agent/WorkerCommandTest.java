package dev.roommesh.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class WorkerCommandTest {
    private static final String TOKEN_PROPERTY = "roommesh.worker.token";
    private static final String[] GOOD = {"--server", "http://127.0.0.1:8080", "--room", "lab", "--token",
            "secret-token"};
    private static final Map<String, String> EVERYTHING = Map.of("ROOMMESH_SERVER", "http://127.0.0.1:8080",
            "ROOMMESH_ROOM", "lab", "ROOMMESH_TOKEN", "secret-token", "ROOMMESH_NAME", "ana", "ROOMMESH_GPU_MEMORY_MB",
            "24576", "ROOMMESH_GPU_MODEL", "NVIDIA A", "ROOMMESH_HTTP_PORT", "9000");

    private final List<String> handedOver = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void forgetTheToken() {
        System.clearProperty(TOKEN_PROPERTY);
    }

    @Test
    void theOptionsBecomeConfigurationWithoutTheToken() {
        assertThat(run(Map.of(), GOOD)).isZero();
        assertThat(handedOver).containsExactly("--roommesh.worker.server=http://127.0.0.1:8080",
                "--roommesh.worker.room=lab", "--server.port=0");
        assertThat(System.getProperty(TOKEN_PROPERTY)).isEqualTo("secret-token");
        assertThat(out.toString() + err).isEmpty();
    }

    @Test
    void theEnvironmentFillsInWhatIsNotGiven() {
        assertThat(run(EVERYTHING, "--name", "ben")).isZero();
        assertThat(handedOver).containsExactly("--roommesh.worker.server=http://127.0.0.1:8080",
                "--roommesh.worker.room=lab", "--server.port=9000", "--roommesh.worker.name=ben",
                "--roommesh.worker.gpu-memory-mb=24576", "--roommesh.worker.gpu-model=NVIDIA A");
        assertThat(handedOver).noneMatch(argument -> argument.contains("secret"));
        assertThat(System.getProperty(TOKEN_PROPERTY)).isEqualTo("secret-token");
    }

    @Test
    void whatFollowsTwoDashesGoesToSpring() {
        assertThat(run(EVERYTHING, "--", "--logging.level.root=info")).isZero();
        assertThat(handedOver).last().isEqualTo("--logging.level.root=info");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--server|ftp://a|a server's address looks like http://127.0.0.1:8080",
            "--room|two words|a room id has 1 to 64 characters out of A-Z a-z 0-9 . _ -",
            "--token|''|a token has 1 to 4096 characters",
            "--name|two words|a peer id has 1 to 64 characters out of A-Z a-z 0-9 . _ : -",
            "--gpu-memory-mb|-1|--gpu-memory-mb is 0 to 1073741824 MiB",
            "--gpu-memory-mb|1073741825|--gpu-memory-mb is 0 to 1073741824 MiB",
            "--gpu-memory-mb|much|Invalid value for option '--gpu-memory-mb': 'much' is not a long",
            "--http-port|65536|--http-port is 0 to 65535", "--http-port|-1|--http-port is 0 to 65535"})
    void aWrongOptionIsSaidInOneLine(String option, String value, String sentence) {
        assertThat(run(EVERYTHING, option, value)).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly(sentence, "See: roommesh worker --help");
        assertThat(handedOver).isEmpty();
        assertThat(System.getProperty(TOKEN_PROPERTY)).isNull();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(run(Map.of())).isEqualTo(2);
        assertThat(err.toString()).contains("--server", "--room", "--token").doesNotContain("secret");
        assertThat(run(Map.of("ROOMMESH_TOKEN", "secret-token"), "--room", "lab")).isEqualTo(2);
        assertThat(err.toString()).doesNotContain("secret");
    }

    @Test
    void anUnknownOptionIsWrong() {
        assertThat(run(EVERYTHING, "--gpus", "4")).isEqualTo(2);
        assertThat(handedOver).isEmpty();
    }

    @Test
    void aStartThatFailsEndsWithOne() {
        Consumer<String[]> failing = _ -> {
            throw new IllegalStateException("said already");
        };
        assertThat(line(EVERYTHING, failing).execute()).isEqualTo(1);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpIsHelpAndShowsNoSecret() {
        assertThat(run(EVERYTHING, "--help")).isZero();
        assertThat(out.toString()).contains("--server", "ROOMMESH_TOKEN", "Exit codes").doesNotContain("secret-token");
        assertThat(handedOver).isEmpty();
    }

    private int run(Map<String, String> environment, String... arguments) {
        return line(environment, given -> handedOver.addAll(List.of(given))).execute(arguments);
    }

    private CommandLine line(Map<String, String> environment, Consumer<String[]> start) {
        return WorkerCommand.commandLine(environment, start).setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }
}
