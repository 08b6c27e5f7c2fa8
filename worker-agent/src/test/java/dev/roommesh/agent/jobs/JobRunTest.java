package dev.roommesh.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.JobId;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.JobOutcome;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, which do what is needed to get away. */
@Timeout(60)
class JobRunTest {
    private static final String JOB = "test-" + ProcessHandle.current().pid();

    @TempDir
    private Path folder = Path.of("");

    private final CompletableFuture<JobOutcome> verdict = new CompletableFuture<>();

    @AfterEach
    void nothingIsLeft() {
        ProcessTable.kill(directory());
    }

    private static JobLimits limits(Duration time, long memoryBytes, long outputBytes, long diskBytes) {
        return new JobLimits(time, memoryBytes, outputBytes, diskBytes);
    }

    private static final JobLimits AMPLE = limits(Duration.ofMinutes(5), 1L << 33, 1 << 20, 1 << 30);

    private record Run(JobRun run, Workspace workspace, JobOutput output) {}

    private Run run(String script, JobLimits limits) throws IOException {
        var template = new CommandTemplate("script", List.of("/bin/sh"), Map.of(), Map.of("MORE", "more"), limits);
        var submit = new JobMessage.Submit(new JobId(JOB), "script", Map.of(), List.of(), 10_000, true);
        Workspace workspace = Workspace.create(folder.resolve(JOB));
        var output = new JobOutput(workspace.log(), limits.outputBytes(), _ -> {});
        var order = new JobOrder(submit, new ReservationId("0123456789abcdef"), new PeerId("client"), template,
                List.of("/bin/sh", "-c", script));
        return new Run(new JobRun(order, workspace, output, (outcome, _) -> verdict.complete(outcome)), workspace,
                output);
    }

    private static String log(Run run) throws IOException {
        return Files.readString(run.workspace.log());
    }

    private Path directory() {
        return folder.resolve(JOB);
    }

    private boolean isAnyLeft() {
        return !ProcessTable.ofJob(directory()).isEmpty();
    }

    @Test
    void itsOutputIsKeptAndItsExitCodeIsTold() throws Exception {
        Run run = run("echo out; echo err >&2; pwd; exit 7", AMPLE);
        assertThat(run.run.await()).isEqualTo(7);
        assertThat(log(run)).isEqualTo("out\nerr\n" + run.workspace.work() + "\n");
        run.output.close();
    }

    @Test
    void itsEnvironmentHasNothingOfTheWorkers() throws Exception {
        Run run = run("env", AMPLE);
        assertThat(run.run.await()).isZero();
        assertThat(log(run).lines().map(line -> line.substring(0, line.indexOf('='))).filter(
                name -> !List.of("PATH", "LANG", "LC_ALL", "TZ", "PWD", "OLDPWD", "_", "SHLVL").contains(name)))
                .containsExactlyInAnyOrder("HOME", "TMPDIR", "ROOMMESH_INPUT_DIR", "ROOMMESH_OUTPUT_DIR",
                        ProcessTable.MARK, "MORE");
        run.output.close();
    }

    @Test
    void whatItLeavesBehindEndsWithIt() throws Exception {
        // In its session, in another one, and adopted by the system.
        Run run = run("sleep 300 & setsid sleep 300 & (setsid sleep 300 &) ; (env -i setsid sleep 300 &) ; exit 0",
                AMPLE);
        assertThat(run.run.await()).isZero();
        assertThat(isAnyLeft()).isFalse();
        run.output.close();
    }

    @Test
    void aKillReachesTheWholeTree() throws Exception {
        Run run = run("trap '' TERM; (sleep 300 & setsid sleep 300 & wait) & (setsid sleep 300 &) ; touch ready; wait",
                AMPLE);
        await().until(() -> Files.exists(run.workspace.work().resolve("ready")));
        assertThat(ProcessTable.ofJob(directory()).size()).isGreaterThan(4);
        run.run.kill();
        assertThat(isAnyLeft()).isFalse();
        assertThat(run.run.await()).isNotZero();
        run.output.close();
    }

    @Test
    void itDoesNotOutliveItsWorker() throws Exception {
        Run run = run("sleep 300", AMPLE);
        await().until(() -> ProcessTable.ofJob(directory()).size() >= 2);
        // What a killed worker leaves: the end of the pipe.
        run.run.forsake();
        await().atMost(Duration.ofSeconds(5)).until(() -> !isAnyLeft());
        run.output.close();
    }

    @Test
    void moreTimeThanItMayTakeIsAVerdict() throws Exception {
        Run run = run("sleep 300", limits(Duration.ofMillis(50), 1L << 33, 1 << 20, 1 << 30));
        await().until(() -> {
            run.run.look();
            return verdict.isDone();
        });
        assertThat(verdict.join()).isEqualTo(JobOutcome.OVER_LIMIT);
        run.run.kill();
        run.output.close();
    }

    @Test
    void moreMemoryThanItMayTakeIsAVerdict() throws Exception {
        Run run = run("x=$(head -c 40000000 /dev/zero | tr '\\0' x); sleep 300; echo $x",
                limits(Duration.ofMinutes(1), 30_000_000, 1 << 20, 1 << 30));
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            run.run.look();
            return verdict.isDone();
        });
        run.run.kill();
        run.output.close();
    }

    @Test
    void moreDiskThanItMayTakeIsAVerdict() throws Exception {
        Run run = run("head -c 3000000 /dev/zero > $TMPDIR/x; sleep 300",
                limits(Duration.ofMinutes(1), 1L << 33, 1 << 20, 2_000_000));
        await().until(() -> {
            run.run.look();
            return verdict.isDone();
        });
        run.run.kill();
        run.output.close();
    }

    @Test
    void moreOutputThanItMayWriteIsAVerdict() throws Exception {
        Run run = run("yes", limits(Duration.ofMinutes(1), 1L << 33, 10_000, 1 << 30));
        assertThat(verdict.get(20, TimeUnit.SECONDS)).isEqualTo(JobOutcome.OVER_LIMIT);
        assertThat(Files.size(run.workspace.log())).isEqualTo(10_000);
        run.run.kill();
        run.run.await();
        run.output.close();
    }
}
