package dev.roommesh.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.channel.DataChannels;
import dev.roommesh.channel.FileHash;
import dev.roommesh.channel.JobChannel;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.JobFile;
import dev.roommesh.model.JobId;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.JobOutcome;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.Sdp;
import dev.roommesh.protocol.HeldReservation;
import dev.roommesh.webrtc.PortRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that do as they please, over real data channels to the jobs of a worker. */
@Timeout(120)
class ClientsIT {
    private static final PeerId ANA = new PeerId("client-ana");
    private static final ReservationId MINE = new ReservationId("mine-mine-mine-mine");
    private static final JobId JOB = new JobId("job-1");
    private static final JobLimits LIMITS = new JobLimits(Duration.ofMinutes(5), 1L << 33, 1 << 20, 1 << 24);
    private static final CommandTemplate SCRIPT = new CommandTemplate("script", List.of("/bin/sh", "-c", "{text}"),
            Map.of("text", new CommandTemplate.Argument(Pattern.compile("(?s).*"), null)), Map.of(), LIMITS);

    @TempDir
    private Path folder = Path.of("");

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<JobOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final DataChannels channels = new DataChannels(PortRange.ANY);
    private final List<JobChannel> opened = new ArrayList<>();
    private Jobs jobs = jobs();

    private Jobs jobs() {
        return new Jobs(JobShop.open(root(), Map.of("script", SCRIPT), false, LIMITS), new JobHost() {
            @Override
            public void busy(JobId job, String command) {
                said.add("busy " + job);
            }

            @Override
            public void idle() {
                said.add("idle");
            }

            @Override
            public void renew(ReservationId reservation, Duration lease) {
                said.add("renew");
            }

            @Override
            public void giveBack(ReservationId reservation) {
                said.add("give back");
            }

            @Override
            public boolean stands(ReservationId reservation) {
                return true;
            }
        }, PortRange.ANY, outcomes::add);
    }

    private Path root() {
        return folder.resolve("room/worker");
    }

    @BeforeEach
    void reserved() {
        jobs.close();
        jobs = jobs();
        keep(Optional.of(new HeldReservation(MINE, ANA, Instant.MAX)));
    }

    @AfterEach
    void end() {
        opened.forEach(JobChannel::close);
        channels.close();
        jobs.close();
    }

    private void keep(Optional<HeldReservation> reservation) {
        jobs.keptFor(reservation);
    }

    private ChannelOutcome knock(PeerId client, ReservationId reservation, String offer,
            CompletableFuture<FromPeer.ChannelAnswer> answer) throws Exception {
        jobs.requested(new FromServer.OpenChannel(new RequestId("c1"), client, reservation, new Sdp("offer", offer)),
                reservation,
                message -> answer.complete((FromPeer.ChannelAnswer) message));
        return answer.get(20, TimeUnit.SECONDS).outcome();
    }

    private JobChannel channel() throws Exception {
        JobChannel channel = JobChannel.dial(channels, List.of());
        opened.add(channel);
        var answer = new CompletableFuture<FromPeer.ChannelAnswer>();
        String offer = channel.description().get(20, TimeUnit.SECONDS);
        assertThat(knock(ANA, MINE, offer, answer)).isEqualTo(ChannelOutcome.ACCEPTED);
        Sdp sdp = answer.join().answer();
        if (sdp == null) throw new AssertionError("an answer without a description");
        channel.takeAnswer(sdp.sdp());
        assertThat(channel.awaitOpen()).isTrue();
        return channel;
    }

    private static JobMessage.Submit submit(String text, JobFile... inputs) {
        return submit(JOB, "script", Map.of("text", text), inputs);
    }

    private static JobMessage.Submit submit(JobId job, String command, Map<String, String> arguments,
            JobFile... inputs) {
        return new JobMessage.Submit(job, command, arguments, List.of(inputs), 10_000, true);
    }

    /** What comes until something of this kind does. */
    private static <T extends JobMessage> T told(JobChannel channel, Class<T> kind) throws InterruptedException {
        while (true) {
            JobMessage message = channel.next().orElseThrow(
                    () -> new AssertionError("it ended before " + kind.getSimpleName() + ": " + channel.end()));
            if (kind.isInstance(message)) return kind.cast(message);
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(root())) {
            assertThat(left).isEmpty();
        }
        assertThat(ProcessTable.ofJob(root().resolve(JOB.value()))).isEmpty();
        assertThat(jobs.isBusy()).isFalse();
    }

    @Test
    void onlyWhomTheWorkerIsKeptForGetsAChannel() throws Exception {
        assertThat(knock(ANA, new ReservationId("0123456789abcdef"), "v=0", new CompletableFuture<>()))
                .isEqualTo(ChannelOutcome.NOT_RESERVED);
        assertThat(knock(new PeerId("client-ben"), MINE, "nonsense", new CompletableFuture<>()))
                .as("who knows the id has the worker").isEqualTo(ChannelOutcome.FAILED);
        assertThat(knock(ANA, MINE, "nonsense", new CompletableFuture<>())).isEqualTo(ChannelOutcome.FAILED);
        keep(Optional.empty());
        assertThat(knock(ANA, MINE, "v=0", new CompletableFuture<>())).isEqualTo(ChannelOutcome.NOT_RESERVED);
    }

    @Test
    void aJobRunsAndLeavesNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("in.txt"), "hello");
        JobFile input = FileHash.of(file, "in.txt", _ -> {});
        JobChannel channel = channel();
        channel.send(submit("cp $ROOMMESH_INPUT_DIR/in.txt $ROOMMESH_OUTPUT_DIR/out.txt; echo \"::progress 50 half\";"
                + " sleep 1; echo done", input));
        told(channel, JobMessage.Accepted.class);
        assertThat(told(channel, JobMessage.Want.class)).isEqualTo(new JobMessage.Want(1, 0));
        channel.send(new JobMessage.Chunk(1, 0, Bytes.copyOf(Files.readAllBytes(file))));
        told(channel, JobMessage.Started.class);
        assertThat(told(channel, JobMessage.Progress.class)).isEqualTo(new JobMessage.Progress(50, "half"));
        assertThat(told(channel, JobMessage.Result.class).file()).isEqualTo(
                new JobFile("out.txt", 5, input.sha256()));
        assertThat(told(channel, JobMessage.Ended.class)).isEqualTo(
                new JobMessage.Ended(JobOutcome.FINISHED, 0, "", 1, 5));
        channel.send(new JobMessage.Want(JobMessage.LOG, 0));
        assertThat(told(channel, JobMessage.Chunk.class).bytes()).isEqualTo(Bytes.copyOf("done\n".getBytes(
                StandardCharsets.UTF_8)));
        channel.send(new JobMessage.Want(1, 2));
        assertThat(told(channel, JobMessage.Chunk.class).bytes()).isEqualTo(Bytes.copyOf("llo".getBytes(
                StandardCharsets.UTF_8)));
        channel.send(new JobMessage.Collected());
        told(channel, JobMessage.Over.class);
        assertThat(said).containsExactly("busy job-1", "give back", "idle");
        assertThat(outcomes).containsExactly(JobOutcome.FINISHED);
        assertNothingIsLeft();
    }

    @Test
    void whatIsNotListedOrDoesNotFitIsRejected() throws Exception {
        JobFile huge = new JobFile("huge", LIMITS.diskBytes() + 1, Bytes.copyOf(new byte[32]));
        for (JobMessage.Submit wrong : List.of(submit(JOB, "rm", Map.of()), submit(JOB, "script", Map.of()),
                submit(JOB, "demo", Map.of()), submit(JOB, "script", Map.of("text", "a", "more", "b")),
                submit("true", huge))) {
            JobChannel channel = channel();
            channel.send(wrong);
            assertThat(told(channel, JobMessage.Rejected.class).why()).isNotBlank();
            channel.close();
        }
        assertThat(said).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void aChannelThatDoesNotBeginWithAJobIsClosed() throws Exception {
        JobChannel channel = channel();
        channel.send(new JobMessage.Collected());
        assertThat(channel.next()).isEmpty();
    }

    @Test
    void onlyOneJobRunsAndItsNewestChannelCounts() throws Exception {
        JobChannel first = channel();
        first.send(submit("sleep 300"));
        told(first, JobMessage.Started.class);
        JobChannel other = channel();
        other.send(submit(new JobId("job-2"), "script", Map.of("text", "true")));
        assertThat(told(other, JobMessage.Rejected.class).why()).contains("runs the job job-1");
        JobChannel second = channel();
        second.send(submit("sleep 300"));
        told(second, JobMessage.Started.class);
        assertThat(first.next()).as("the first is given up").isEmpty();
        second.send(new JobMessage.Cancel());
        assertThat(told(second, JobMessage.Ended.class).outcome()).isEqualTo(JobOutcome.CANCELLED);
        second.send(new JobMessage.Collected());
        told(second, JobMessage.Over.class);
        assertNothingIsLeft();
    }

    @Test
    void aFileThatIsNotWhatItWasSaidToBeEndsTheJob() throws Exception {
        JobChannel channel = channel();
        channel.send(submit("true", new JobFile("a", 3, Bytes.copyOf(new byte[32]))));
        told(channel, JobMessage.Want.class);
        channel.send(new JobMessage.Chunk(1, 0, Bytes.ofHex("010203")));
        assertThat(told(channel, JobMessage.Ended.class)).satisfies(ended -> {
            assertThat(ended.outcome()).isEqualTo(JobOutcome.FAILED);
            assertThat(ended.why()).contains("SHA-256");
        });
        channel.send(new JobMessage.Collected());
        told(channel, JobMessage.Over.class);
        assertNothingIsLeft();
    }

    @Test
    void whatNobodyAskedForDoesNoHarm() throws Exception {
        JobChannel channel = channel();
        channel.send(submit("sleep 1; echo end"));
        told(channel, JobMessage.Started.class);
        for (int file = 0; file < 50; file++) {
            channel.send(new JobMessage.Want(file, 1L << 40));
            channel.send(new JobMessage.Got(file, 1L << 40));
            channel.send(new JobMessage.Chunk(file, 0, Bytes.ofHex("00")));
            channel.send(new JobMessage.Over());
        }
        channel.send(new JobMessage.Collected());
        assertThat(told(channel, JobMessage.Ended.class).outcome()).isEqualTo(JobOutcome.FINISHED);
        channel.send(new JobMessage.Collected());
        told(channel, JobMessage.Over.class);
        assertNothingIsLeft();
    }

    @Test
    void whenTheReservationEndsSoDoesTheJobWhateverItsClientDoes() throws Exception {
        JobChannel channel = channel();
        channel.send(submit("trap '' TERM; sleep 300"));
        told(channel, JobMessage.Started.class);
        keep(Optional.of(new HeldReservation(new ReservationId("other-other-other"), new PeerId("ben"), Instant.MAX)));
        await().atMost(Duration.ofSeconds(10)).until(() -> said.contains("idle"));
        told(channel, JobMessage.Over.class);
        assertNothingIsLeft();
        assertThat(outcomes).containsExactly(JobOutcome.CANCELLED);
    }

    @Test
    void aClientThatIsThereRenewsItsReservation() throws Exception {
        JobChannel channel = channel();
        channel.send(submit("sleep 300"));
        told(channel, JobMessage.Started.class);
        await().atMost(Duration.ofSeconds(15)).until(() -> said.contains("renew"));
        channel.close();
        keep(Optional.empty());
        await().atMost(Duration.ofSeconds(10)).until(() -> said.contains("idle"));
        assertNothingIsLeft();
    }

    @Test
    void whatRanDoesNotRunTwice() throws Exception {
        JobChannel first = channel();
        first.send(submit("touch " + folder.resolve("ran-$$")));
        told(first, JobMessage.Ended.class);
        first.send(new JobMessage.Collected());
        told(first, JobMessage.Over.class);
        keep(Optional.of(new HeldReservation(MINE, ANA, Instant.MAX)));
        JobChannel again = channel();
        again.send(submit("touch " + folder.resolve("ran-$$")));
        assertThat(again.next()).contains(new JobMessage.Over());
    }

    @Test
    void whoWantsNothingOfAnEndedJobSaysSoByCancelling() throws Exception {
        JobChannel channel = channel();
        channel.send(submit("touch $ROOMMESH_OUTPUT_DIR/result"));
        told(channel, JobMessage.Ended.class);
        channel.send(new JobMessage.Cancel());
        told(channel, JobMessage.Over.class);
        assertNothingIsLeft();
    }

    @Test
    void anEmptyInputThatIsNotWhatItWasSaidToBeEndsTheJob() throws Exception {
        JobChannel channel = channel();
        channel.send(submit("true", new JobFile("a", 0, Bytes.copyOf(new byte[32]))));
        assertThat(told(channel, JobMessage.Ended.class).why()).contains("SHA-256");
        channel.send(new JobMessage.Collected());
        told(channel, JobMessage.Over.class);
        assertNothingIsLeft();
    }

    /** A process that got away, and still writes where the command wrote. */
    @Test
    void whatIsWrittenAfterTheEndChangesNothing() throws Exception {
        JobChannel channel = channel();
        channel.send(submit("(cd /; env -i setsid sh -c 'while echo x; do sleep 0.1; done' &); exit 0"));
        assertThat(told(channel, JobMessage.Ended.class).outcome()).isEqualTo(JobOutcome.FINISHED);
        channel.send(new JobMessage.Collected());
        told(channel, JobMessage.Over.class);
    }

    @Test
    void soManyChannelsAreOpenAtATimeAndIdleOnesEnd() throws Exception {
        for (int i = 0; i < Jobs.SESSIONS_MAX; i++)
            channel();
        assertThat(knock(ANA, MINE, "v=0", new CompletableFuture<>())).isEqualTo(ChannelOutcome.NOT_NOW);
        assertThat(opened.getFirst().next()).as("nothing was submitted").isEmpty();
        await().atMost(Duration.ofSeconds(5)).until(
                () -> knock(ANA, MINE, "v=0", new CompletableFuture<>()) == ChannelOutcome.FAILED);
    }

    @Test
    void channelsEndWithTheirReservation() throws Exception {
        JobChannel idle = channel();
        keep(Optional.of(new HeldReservation(new ReservationId("other-other-other"), new PeerId("ben"), Instant.MAX)));
        assertThat(idle.next()).isEmpty();
    }

    /** As where the worker was killed while a job ran. */
    @Test
    void whatAnEarlierProcessLeftIsEndedAndDeleted() throws Exception {
        Path left = Files.createDirectories(root().resolve("job-9/work"));
        var builder = new ProcessBuilder("sleep", "300").directory(left.toFile());
        builder.environment().put(ProcessTable.MARK, root().resolve("job-9").toString());
        Process orphan = builder.start();
        await().until(() -> !ProcessTable.ofJob(root().resolve("job-9")).isEmpty());
        jobs.close();
        assertThat(orphan.isAlive()).isTrue();
        Files.createDirectories(root().resolve("job-9/work"));
        jobs = jobs();
        assertThat(orphan.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(root().resolve("job-9")).doesNotExist();
    }
}
