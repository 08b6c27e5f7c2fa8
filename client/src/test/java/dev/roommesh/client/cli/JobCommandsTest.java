package dev.roommesh.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.client.WebSocketPeer;
import dev.roommesh.client.local.SavedJob;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.JobId;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jobs}, {@code cancel} and the wrong uses of {@code run}, against a server that a test makes up. */
class JobCommandsTest {
    private static final ReservationId RESERVATION = new ReservationId("0123456789abcdef");
    private static final PeerId WORKER = new PeerId("worker-1");

    @TempDir
    private Path home = Path.of("");

    private final StringWriter output = new StringWriter();
    private final List<FromPeer.ReleaseWorker> released = new ArrayList<>();

    private int run(String... arguments) {
        output.getBuffer().setLength(0);
        var writer = new PrintWriter(output, true);
        return Roommesh.commandLine(Map.of(StateDirectory.HOME_VARIABLE, home.toString()), writer, writer)
                .execute(arguments);
    }

    private WebSocketPeer server(Profile profile) {
        return new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            if (message instanceof FromPeer.QueryWorkers query)
                client.say(new FromServer.WorkerList(query.requestId(),
                        new WorkerAnswer(List.of(WorkerEntry.of(WORKER, profile, 1)), 1, WORKER, 1, Instant.now(),
                                false,
                                Source.ADMIN, Mode.NORMAL)));
            if (message instanceof FromPeer.ReleaseWorker wish) {
                released.add(wish);
                client.say(new FromServer.Reservation(wish.requestId(), ReservationOutcome.RELEASED, null, 0));
            }
        });
    }

    private static String[] at(WebSocketPeer server, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(1, List.of("--server", server.facts().server().toString(), "--room", "r1", "--token", "t"));
        return all.toArray(String[]::new);
    }

    private static Profile busy() {
        return Profile.EMPTY.withStatus(WorkerStatus.BUSY).with(Profile.RESERVED_BY, PropertyValue.of("client-1"))
                .with(Profile.CURRENT_JOB, new PropertyValue.Fields(
                        Map.of("id", PropertyValue.of("job-1"), "command", PropertyValue.of("train"))));
    }

    private StateDirectory state() {
        return StateDirectory.below(home);
    }

    @Test
    void jobsAreThoseThatWorkersTellOf() throws Exception {
        try (var server = server(busy())) {
            assertThat(run(at(server, "jobs"))).isZero();
            assertThat(output.toString()).contains("job-1").contains("train").contains("worker-1").contains("client-1")
                    .contains("no");
            state().save(new SavedJob(new JobId("job-1"), WORKER, RESERVATION, "train", new RoomId("r1")));
            assertThat(run(at(server, "jobs", "--json"))).isZero();
            assertThat(output.toString().strip()).isEqualTo(
                    "[{\"job\":\"job-1\",\"command\":\"train\",\"worker\":\"worker-1\",\"client\":\"client-1\",\"mine\":true}]");
        }
        try (var server = server(Profile.EMPTY)) {
            run(at(server, "jobs"));
            assertThat(output.toString().strip()).isEqualTo("No job runs in the room.");
        }
    }

    /** Another program's workers may say anything there. */
    @Test
    void whatIsNoJobOfOursIsShownAsFarAsItGoes() throws Exception {
        try (var server = server(Profile.EMPTY.with(Profile.CURRENT_JOB,
                new PropertyValue.Fields(Map.of("id", PropertyValue.of("../../etc/passwd")))))) {
            assertThat(run(at(server, "jobs"))).isZero();
            assertThat(output.toString()).contains("../../etc/passwd").contains("?");
        }
        try (var server = server(Profile.EMPTY.with(Profile.CURRENT_JOB, PropertyValue.of("something")))) {
            assertThat(run(at(server, "jobs"))).isZero();
            assertThat(output.toString()).contains("No job runs");
        }
    }

    @Test
    void cancelReleasesTheWorkerOfAJobThatWasStartedHere() throws Exception {
        try (var server = server(busy())) {
            assertThat(run(at(server, "cancel", "job-1"))).isEqualTo(1);
            assertThat(output.toString()).contains("only who has started a job can end it").hasLineCount(1);
            assertThat(run(at(server, "cancel", "../connection"))).isEqualTo(1);
            state().save(new SavedJob(new JobId("job-1"), WORKER, RESERVATION, "train", new RoomId("r1")));
            assertThat(run(at(server, "cancel", "job-1"))).isZero();
            assertThat(released).singleElement().satisfies(wish -> {
                assertThat(wish.reservationId()).isEqualTo(RESERVATION);
                assertThat(wish.workerPeerId()).isEqualTo(WORKER);
            });
            assertThat(state().job("job-1")).isEmpty();
            state().save(new SavedJob(new JobId("job-2"), WORKER, RESERVATION, "train", new RoomId("another")));
            assertThat(run(at(server, "cancel", "job-2"))).isEqualTo(1);
            assertThat(output.toString()).contains("is in the room another, not in r1").hasLineCount(1);
            assertThat(released).hasSize(1);
        }
    }

    @Test
    void aWrongUseOfRunIsOneSentence() {
        for (String[] wrong : List.of(new String[]{"run"}, new String[]{"run", "--", "demo", "seconds"},
                new String[]{"run", "--worker", "w", "--", "demo"}, new String[]{"run", "--", "demo", "=3"})) {
            assertThat(run(wrong)).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(output.toString()).doesNotContain("\tat ");
        }
    }
}
