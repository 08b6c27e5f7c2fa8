package dev.roommesh.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndingTest {
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endWhatATestLeft() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void endsWhatWasStarted() throws Exception {
        Process worker = start("exec sleep 600");
        Process server = start("exec sleep 600");

        var ended = Ending.end(List.of(remembered(server, false), remembered(worker, true)));

        assertThat(ended).isEqualTo(new Ending.Ended(1, 1));
        assertThat(worker.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aProcessThatGotTheNumberOfAnEndedOneIsNotTouched() throws Exception {
        Process stranger = start("exec sleep 600");
        Instant earlier = startOf(stranger).minus(StartedProcess.START_TOLERANCE).minusMillis(1);

        assertThat(Ending.end(List.of(new StartedProcess("worker-1", true, stranger.pid(), earlier, 1))))
                .isEqualTo(new Ending.Ended(0, 0));
        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void theClockMayBeReadALittleDifferently() throws Exception {
        Process worker = start("exec sleep 600");
        Instant nearly = startOf(worker).minus(StartedProcess.START_TOLERANCE);

        assertThat(new StartedProcess("worker-1", true, worker.pid(), nearly, 1).handle()).isPresent();
    }

    @Test
    void whatDoesNotFollowIsForced() throws Exception {
        Process stubborn = start("trap '' TERM; echo deaf; while :; do read -r line; done");
        assertThat(stubborn.inputReader().readLine()).isEqualTo("deaf");

        assertThat(Ending.end(List.of(remembered(stubborn, true)), Duration.ofMillis(200)).workers()).isEqualTo(1);

        assertThat(stubborn.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(stubborn.exitValue()).isEqualTo(128 + 9);
    }

    @Test
    void whatHasEndedAlreadyCountsForNothing() throws Exception {
        Process gone = start("exec sleep 600");
        StartedProcess remembered = remembered(gone, true);
        gone.destroyForcibly().waitFor();

        assertThat(Ending.end(List.of(remembered))).isEqualTo(new Ending.Ended(0, 0));
    }

    private Process start(String script) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", script).start();
        processes.add(process);
        return process;
    }

    private static StartedProcess remembered(Process process, boolean isWorker) {
        return new StartedProcess(isWorker ? "worker-1" : "server", isWorker, process.pid(), startOf(process), 1);
    }

    private static Instant startOf(Process process) {
        return process.info().startInstant().orElseThrow();
    }
}
