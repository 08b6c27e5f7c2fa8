package dev.roommesh.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterTest {
    @TempDir
    private Path home;
    private StateDirectory state;
    private Programs programs;

    @BeforeEach
    void prepareStandIns() throws Exception {
        state = StateDirectory.below(home);
        programs = new Programs(home);
        writeArguments(1, "");
    }

    @AfterEach
    void endWhatATestLeft() {
        LocalCluster.down(state);
    }

    @Test
    void startsUntilCompleteAndGoesOnWithoutItsStarter() throws Exception {
        writeArguments(3, "");
        List<ClusterView> seen = new ArrayList<>();
        try (var cluster = LocalCluster.claim(state, programs, 0, 3)) {
            var facts = cluster.start(seen::add);

            assertThat(state.connection()).map(SavedConnection::facts).contains(facts);
            assertThat(facts.room().value()).isEqualTo("room-1");
        }
        assertThat(seen.getFirst().workers()).as("the server comes first").isEmpty();
        assertThat(seen.getLast().isComplete()).isTrue();
        List<StartedProcess> processes = state.processes();
        assertThat(processes).extracting(StartedProcess::name).containsExactly("server", "worker-1", "worker-2",
                "worker-3");
        assertThat(processes).allMatch(process -> process.handle().isPresent());
        assertThat(processes).allSatisfy(process -> assertThat(sessionOf(process)).isEqualTo(process.pid()));

        assertThat(LocalCluster.down(state)).isEqualTo(new LocalCluster.Ended(3, 1));
        assertThat(processes).noneMatch(process -> process.handle().isPresent());
        assertThat(state.connection()).isEmpty();
        assertThat(LocalCluster.down(state)).isEqualTo(new LocalCluster.Ended(0, 0));
    }

    @Test
    void theTokenIsInNobodysArguments() throws Exception {
        try (var cluster = LocalCluster.claim(state, programs, 0, 1)) {
            cluster.start(_ -> {});
        }
        for (StartedProcess process : state.processes())
            assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))).doesNotContain("token-1");
    }

    @Test
    void aSecondClusterIsRefusedWhileOneIsUpOrStarting() {
        try (var cluster = LocalCluster.claim(state, programs, 0, 1)) {
            assertAlreadyUp();
            cluster.start(_ -> {});
        }
        assertAlreadyUp();
        LocalCluster.down(state);

        LocalCluster.claim(state, programs, 0, 1).close();
    }

    @Test
    void aWorkerThatGivesUpIsNamedWithItsLogAndNothingStaysBehind() throws Exception {
        writeArguments(3, "-Dstand-in.fails=worker-2\n");
        List<StartedProcess> started;
        try (var cluster = LocalCluster.claim(state, programs, 0, 3)) {
            var failure = catchThrowableOfType(LocalFailure.class, () -> cluster.start(_ -> {}));

            assertThat(failure).hasMessageContaining("The process of worker-2 ended")
                    .hasMessageContaining("worker-2.log");
            assertThat(failure.logTail()).contains("gave up on purpose");
            started = state.processes();
            cluster.end();
            assertThat(cluster.hasEnded()).isTrue();
        }
        assertThat(started).isNotEmpty().noneMatch(process -> process.handle().isPresent());
        assertThat(state.connection()).isEmpty();
    }

    @Test
    void aServerThatGivesUpIsNamedWithItsLog() throws Exception {
        Files.writeString(home.resolve("server.args"), "-version:none\n");
        try (var cluster = LocalCluster.claim(state, programs, 0, 1)) {
            assertThatExceptionOfType(LocalFailure.class).isThrownBy(() -> cluster.start(_ -> {}))
                    .withMessageContaining("The signaling server ended")
                    .satisfies(failure -> assertThat(failure.logTail()).contains("-version:none"));
        }
    }

    @Test
    void nothingStartsAfterTheEnd() {
        try (var cluster = LocalCluster.claim(state, programs, 0, 1)) {
            cluster.end();

            assertThatExceptionOfType(LocalFailure.class).isThrownBy(() -> cluster.start(_ -> {}))
                    .withMessage("The start was broken off.");
            assertThat(state.processes()).isEmpty();
        }
    }

    private void assertAlreadyUp() {
        assertThatExceptionOfType(LocalFailure.class).isThrownBy(() -> LocalCluster.claim(state, programs, 0, 1))
                .withMessageStartingWith("A cluster is up already");
    }

    private void writeArguments(int workers, String more) throws Exception {
        String arguments = "-Dstand-in.workers=" + workers + "\n" + more + "-XX:TieredStopAtLevel=1\n-cp\n\""
                + System.getProperty("java.class.path") + "\"\n" + StandIn.class.getName() + "\n";
        Files.writeString(home.resolve("server.args"), arguments);
        Files.writeString(home.resolve("worker.args"), arguments);
    }

    private static long sessionOf(StartedProcess process) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
    }
}
