package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.ClientFailure;
import dev.roommesh.client.Job;
import dev.roommesh.client.JobListener;
import dev.roommesh.client.JobResult;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.RunningJob;
import dev.roommesh.model.Filters;
import dev.roommesh.model.JobId;
import dev.roommesh.model.JobOutcome;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on real workers, over real data channels, while somebody is killed. Each test leaves the room whole or says so. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JobsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** After a client's last sign its worker is free: the lease, and what it takes to kill and to tell. */
    private static final Duration FREED_WITHIN = RunningJob.LEASE.plusSeconds(5);

    private static Cluster cluster;

    @TempDir
    private Path folder;

    @BeforeAll
    static void up() {
        cluster = Cluster.up(4);
        Formation.assertComplete(cluster);
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    /** What a listener heard. */
    private static class Heard implements JobListener {
        final CountDownLatch started = new CountDownLatch(1);
        final AtomicReference<@Nullable WorkerEntry> worker = new AtomicReference<>();
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        volatile boolean interrupted;

        @Override
        public void accepted(JobId job, WorkerEntry entry) {
            worker.set(entry);
        }

        @Override
        public void started() {
            started.countDown();
        }

        @Override
        public void wrote(byte[] bytes) {
            output.writeBytes(bytes);
        }

        @Override
        public void interrupted(String why) {
            interrupted = true;
        }

        Worker on() throws InterruptedException {
            assertThat(started.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            WorkerEntry entry = worker.get();
            if (entry == null) throw new AssertionError("no worker has accepted it");
            return cluster.workers().stream().filter(one -> one.peerId().equals(entry.peerId())).findFirst()
                    .orElseThrow();
        }

        String text() {
            return output.toString(StandardCharsets.UTF_8);
        }
    }

    private static WorkerQuery atLeast(long megabytes) {
        return new WorkerQuery(new Filters(null, megabytes, List.of(), Map.of()), 10);
    }

    private static WorkerStatus statusOf(WorkerAnswer answer, Worker worker) {
        return answer.workers().stream().filter(entry -> entry.peerId().equals(worker.peerId()))
                .map(entry -> entry.metadata().status()).findFirst().orElse(WorkerStatus.MAINTENANCE);
    }

    private static void awaitStatus(Worker worker, WorkerStatus status, Duration limit) {
        cluster.awaitAnswer(limit, answer -> statusOf(answer, worker) == status);
    }

    private static Job demo(int seconds) {
        return Job.of("demo").withArgument("seconds", Integer.toString(seconds));
    }

    private static boolean runsSomewhere() {
        return ProcessHandle.allProcesses().anyMatch(
                process -> process.info().commandLine().filter(line -> line.contains("jobs.demo.Demo")).isPresent());
    }

    private Path file(String name, int bytes) throws IOException {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(folder.resolve(name), content);
    }

    @Test
    @Order(1)
    void aPersonRunsAJobOnTheAdminAndGetsItsResults() throws Exception {
        Path input = file("a.bin", 3_000_000);
        Shell.Outcome ran = cluster.shell().roommesh("run", "--min-gpu-memory-mb", "20000", "--input",
                input.toString(), "--output", folder.resolve("out").toString(), "--", "demo");
        assertThat(ran.exitCode()).as(ran.output()).isZero();
        assertThat(ran.output()).contains("is on worker-4").contains("Finished.").doesNotContain("attach");
        assertThat(Files.mismatch(input, folder.resolve("out/a.bin"))).isEqualTo(-1);
        assertThat(folder.resolve("out/report.txt")).content().contains("  a.bin");
        awaitStatus(cluster.worker(4), WorkerStatus.AVAILABLE, Duration.ofSeconds(2));

        Path link = Files.createSymbolicLink(folder.resolve("link.bin"), input);
        Shell.Outcome again = cluster.shell().roommesh("run", "--input", link.toString(), "--output",
                folder.resolve("out").toString(), "--", "demo");
        assertThat(again.exitCode()).as(again.output()).isEqualTo(1);
        assertThat(again.output()).contains("report.txt is there already, and is not replaced");
        assertThat(folder.resolve("out/link.bin")).doesNotExist();
        awaitStatus(cluster.worker(1), WorkerStatus.AVAILABLE, Duration.ofSeconds(5));
        again = cluster.shell().roommesh("run", "--overwrite", "--input", link.toString(), "--output",
                folder.resolve("out").toString(), "--", "demo");
        assertThat(again.exitCode()).as(again.output()).isZero();
        assertThat(Files.mismatch(input, folder.resolve("out/link.bin"))).isEqualTo(-1);

        Shell.Outcome failed = cluster.shell().roommesh("run", "--json", "--", "demo", "exit=7");
        assertThat(failed.exitCode()).as(failed.output()).isEqualTo(7);
        assertThat(failed.output()).contains("\"outcome\":\"failed\"").contains("\"exit_code\":7");
        for (String[] wrong : List.of(new String[]{"rm", "x=y"}, new String[]{"demo", "seconds=1;2"},
                new String[]{"demo", "other=1"})) {
            Shell.Outcome refused = cluster.shell().roommesh("run", "--", wrong[0], wrong[1]);
            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(1);
            assertThat(refused.output()).contains("does not run the job").doesNotContain("\tat ");
        }
        Shell.Outcome missing = cluster.shell().roommesh("run", "--input", "/nowhere/x", "--", "demo");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.output()).contains("/nowhere/x cannot be sent").hasLineCount(1);
    }

    @Test
    @Order(2)
    void whoeverStartedAJobCanCancelItFromAnotherTerminalAndByCtrlC() throws Exception {
        Path output = folder.resolve("run.txt");
        Process run = cluster.shell().start(output, "run", "--", "demo", "seconds=120");
        awaitStatus(cluster.worker(1), WorkerStatus.BUSY, LIMIT);
        String jobs = cluster.shell().roommesh("jobs").output();
        assertThat(jobs).contains("worker-1").contains("demo").contains("yes");
        String job = jobs.lines().filter(line -> line.startsWith("job-")).findFirst().orElseThrow().split(" ", 2)[0];
        assertThat(cluster.shell().roommesh("cancel", job).exitCode()).isZero();
        awaitStatus(cluster.worker(1), WorkerStatus.AVAILABLE, Duration.ofSeconds(5));
        assertThat(run.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(1);
        assertThat(Files.readString(output)).contains("Cancelled:");
        assertThat(cluster.shell().roommesh("cancel", job).output()).contains("only who has started a job can end it");

        Process interrupted = cluster.shell().start(output, "run", "--", "demo", "seconds=120");
        awaitStatus(cluster.worker(1), WorkerStatus.BUSY, LIMIT);
        Signals.send(interrupted.pid(), "INT");
        assertThat(interrupted.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted.exitValue()).isEqualTo(130);
        awaitStatus(cluster.worker(1), WorkerStatus.AVAILABLE, Duration.ofSeconds(5));
        assertThat(runsSomewhere()).isFalse();
    }

    @Test
    @Order(3)
    void aClientThatIsKilledReleasesItsWorkerWithinTheLease() throws Exception {
        Process run = cluster.shell().start(folder.resolve("run.txt"), "run", "--", "demo", "seconds=120");
        awaitStatus(cluster.worker(1), WorkerStatus.BUSY, LIMIT);
        await().atMost(LIMIT).until(JobsIT::runsSomewhere);
        Signals.send(run.pid(), "KILL");
        awaitStatus(cluster.worker(1), WorkerStatus.AVAILABLE, FREED_WITHIN);
        assertThat(runsSomewhere()).isFalse();
    }

    @Test
    @Order(4)
    void aChannelThatBreaksIsMadeAnewAndNothingIsMissing() throws Exception {
        Path input = file("big.bin", 60_000_000);
        var cut = new AtomicReference<@Nullable OwnPorts>();
        var heard = new Heard() {
            @Override
            public void sent(long bytes, long bytesTotal) {
                if (bytes < 10_000_000 || cut.get() != null) return;
                try {
                    cut.set(OwnPorts.cut());
                } catch (IOException broken) {
                    throw new IllegalStateException(broken);
                }
            }
        };
        try (var client = RoomClient.connect(cluster.facts())) {
            JobResult result = client.run(WorkerQuery.ALL, demo(4).withInput(input).withOutput(folder.resolve("out")),
                    heard).result().get(60, TimeUnit.SECONDS);
            assertThat(result.outcome()).isEqualTo(JobOutcome.FINISHED);
        } finally {
            OwnPorts made = cut.get();
            if (made != null) made.close();
        }
        assertThat(heard.interrupted).isTrue();
        assertThat(Files.mismatch(input, folder.resolve("out/big.bin"))).isEqualTo(-1);
        assertThat(heard.text().lines().filter(line -> line.startsWith("step "))).hasSize(20)
                .startsWith("step 1 of 20").endsWith("step 20 of 20");
        awaitStatus(cluster.worker(1), WorkerStatus.AVAILABLE, Duration.ofSeconds(2));
    }

    @Test
    @Order(5)
    void aReservedWorkerRunsOneJobAfterAnother() throws Exception {
        try (var client = RoomClient.connect(cluster.facts());
                var reservation = client.reserve(WorkerQuery.ALL, Duration.ofMinutes(1)).join()) {
            for (int round = 0; round < 2; round++) {
                assertThat(client.run(reservation, demo(0), JobListener.NONE).result().get(30, TimeUnit.SECONDS)
                        .isFinished()).isTrue();
                awaitStatus(cluster.worker(1), WorkerStatus.RESERVED, Duration.ofSeconds(2));
            }
        }
        awaitStatus(cluster.worker(1), WorkerStatus.AVAILABLE, Duration.ofSeconds(2));
    }

    /** As another process of the same person, under another name. */
    @Test
    @Order(6)
    void aPersonRunsAJobOnAWorkerThatWasReservedBefore() {
        Shell.Outcome reserved = cluster.shell().roommesh("reserve", "--for", "1m");
        String[] release = reserved.output().lines().filter(line -> line.contains("./roommesh release")).findFirst()
                .orElseThrow().strip().split(" +", -1);
        String worker = release[release.length - 2];
        String id = release[release.length - 1];
        Shell.Outcome ran = cluster.shell().roommesh("run", "--worker", worker, "--reservation", id, "--", "demo");
        assertThat(ran.exitCode()).as(ran.output()).isZero();
        awaitStatus(cluster.worker(1), WorkerStatus.RESERVED, Duration.ofSeconds(2));
        assertThat(cluster.shell().roommesh("release", worker, id).exitCode()).isZero();
        awaitStatus(cluster.worker(1), WorkerStatus.AVAILABLE, Duration.ofSeconds(2));
    }

    @Test
    @Order(7)
    void whileTheServerIsAwayAJobGoesOn() throws Exception {
        var heard = new Heard();
        List<String> command = Cluster.commandOf(cluster.serverPid());
        try (var client = RoomClient.connect(cluster.facts())) {
            RunningJob job = client.run(WorkerQuery.ALL, demo(14).withOutput(folder.resolve("out")), heard);
            heard.on();
            Signals.send(cluster.serverPid(), "KILL");
            JobResult result = job.result().get(60, TimeUnit.SECONDS);
            assertThat(result.outcome()).as("%s", result).isEqualTo(JobOutcome.FINISHED);
        }
        assertThat(folder.resolve("out/report.txt")).exists();
        cluster.restartServer(command);
        awaitStatus(cluster.worker(1), WorkerStatus.AVAILABLE, LIMIT);
    }

    @Test
    @Order(8)
    void aJobOutlivesTheAdminThatFoundItsWorker() throws Exception {
        var heard = new Heard();
        try (var client = RoomClient.connect(cluster.facts())) {
            RunningJob job = client.run(WorkerQuery.ALL, demo(8), heard);
            Worker on = heard.on();
            cluster.worker(4).signal("KILL");
            cluster.awaitAnswer(LIMIT, answer -> cluster.worker(3).peerId().equals(answer.adminPeerId())
                    && statusOf(answer, on) == WorkerStatus.BUSY);
            assertThat(job.result().get(60, TimeUnit.SECONDS).isFinished()).isTrue();
        }
    }

    /** The admin that runs it: its office and the job end together, and both are known. */
    @Test
    @Order(9)
    void aWorkerThatIsKilledTakesItsJobWithIt() throws Exception {
        var heard = new Heard();
        try (var client = RoomClient.connect(cluster.facts())) {
            RunningJob job = client.run(atLeast(16_000), demo(120), heard);
            assertThat(heard.on().peerId()).isEqualTo(cluster.worker(3).peerId());
            await().atMost(LIMIT).until(JobsIT::runsSomewhere);
            heard.on().signal("KILL");
            await("its processes do not outlive it").atMost(Duration.ofSeconds(5)).until(() -> !runsSomewhere());
            cluster.awaitAnswer(Duration.ofSeconds(10), answer -> answer.workers().size() == 2
                    && cluster.worker(2).peerId().equals(answer.adminPeerId()));
            assertThatThrownBy(() -> job.result().get(30, TimeUnit.SECONDS))
                    .cause().isInstanceOfSatisfying(RoomClientException.class,
                            lost -> assertThat(lost.failure()).isInstanceOf(ClientFailure.JobLost.class));
        }
    }

    /** It tells its client, and leaves nothing. */
    @Test
    @Order(10)
    void aWorkerThatStopsCancelsItsJob() throws Exception {
        var heard = new Heard();
        try (var client = RoomClient.connect(cluster.facts())) {
            RunningJob job = client.run(atLeast(12_000), demo(120), heard);
            assertThat(heard.on().peerId()).isEqualTo(cluster.worker(2).peerId());
            await().atMost(LIMIT).until(JobsIT::runsSomewhere);
            heard.on().signal("TERM");
            assertThat(job.result().get(30, TimeUnit.SECONDS).outcome()).isEqualTo(JobOutcome.CANCELLED);
            assertThat(runsSomewhere()).isFalse();
        }
    }
}
