package dev.roommesh.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesTheBenchmarksAndTheExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("failover", "soak", "link-soak", "signaling",
                "every promise that was measured is kept",
                "at least one promise is not kept");
    }

    @Test
    void helpOfFailoverNamesEveryScenario() {
        assertThat(run("failover", "--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " ")).contains("pair-admin-killed, admin-killed, admin-frozen",
                "admin-and-server-killed, worker-frozen", "cut-server-with-seven", "cut-server-with-three",
                "cut-server-with-all");
    }

    @Test
    void helpOfSignalingNamesEveryPart() {
        assertThat(run("signaling", "--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("registrations, within-one-server, across-servers, idle-sockets");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"nonsense|Unmatched argument at index 0: 'nonsense'",
            "failover --repetitions 0|--repetitions is 1 to 10000.",
            "failover --repetitions 10001|--repetitions is 1 to 10000.",
            "failover --scenario nonsense|There is no scenario nonsense; there are pair-admin-killed,",
            "soak --for PT19S|--for is PT20S or longer, for example PT1M.", "soak --for long|Invalid value for option",
            "soak --workers 2|--workers is 3 to 10.", "soak --workers 11|--workers is 3 to 10.",
            "soak --changes-per-second -1|--changes-per-second is 0 to 100000.",
            "soak --changes-per-second 100001|--changes-per-second is 0 to 100000.",
            "soak --redial-every PT-1S|--redial-every is not negative.",
            "link-soak --messages 9999|--messages is 10000 to 10000000000.",
            "link-soak --messages 10000000001|--messages is 10000 to 10000000000.",
            "link-soak --redials 11|--redials is 12 to 10000000.",
            "link-soak --redials 10000001|--redials is 12 to 10000000.",
            "signaling --runs 0|--runs is 1 to 1000.", "signaling --runs 1001|--runs is 1 to 1000.",
            "signaling --sockets 9|--sockets is 10 to 11000.", "signaling --sockets 11001|--sockets is 10 to 11000.",
            "signaling --part nonsense|There is no part nonsense; there are registrations, within-one-server,",
            "soak --heartbeat-interval PT0.09S|--heartbeat-interval is 100 ms to 60 s."})
    void wrongUseIsOneSentenceAndCode2(String arguments, String sentence) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(sentence).contains("--help");
        assertThat(out.toString()).isEmpty();
    }

    /** The launcher alone knows where the programs are. */
    @Test
    void withoutTheLauncherItSaysHowToStartIt() {
        assertThat(run("failover", "--scenario", "pair-admin-killed")).isEqualTo(1);
        assertThat(err.toString()).contains("Start this with the script ./roommesh");
    }

    private int run(String... arguments) {
        return Bench.commandLine(new PrintWriter(out, true), new PrintWriter(err, true)).execute(arguments);
    }
}
