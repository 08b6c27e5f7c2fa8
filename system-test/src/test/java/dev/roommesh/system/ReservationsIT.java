package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.Reservation;
import dev.roommesh.client.RoomClient;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Workers of real processes are reserved, by the library and by a person, while admin and server die. */
class ReservationsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(10);
    /** Its renewals must get through while the admin and the server change. */
    private static final Duration RENEWED = Duration.ofSeconds(60);
    private static final Duration BRIEF = Duration.ofSeconds(5);
    private static final Pattern RELEASE = Pattern.compile("\\./roommesh (release worker-\\d+ \\S+)");

    @Test
    void aReservationOutlivesAdminAndServerAndEndsWithItsClient() throws Exception {
        try (Cluster cluster = Cluster.up(3)) {
            Formation.assertComplete(cluster);
            try (var client = RoomClient.connect(cluster.facts())) {
                Reservation small = client.reserve(WorkerQuery.ALL, RENEWED).join();
                assertThat(small.worker().peerId()).as("the smallest").isEqualTo(cluster.worker(1).peerId());
                cluster.awaitAnswer(LIMIT, answer -> statusOf(answer, cluster.worker(1)) == WorkerStatus.RESERVED);

                cluster.worker(3).signal("STOP");
                Reservation next = client.reserve(WorkerQuery.ALL, RENEWED, LIMIT).join();
                assertThat(next.worker().peerId()).as("while the admin stands still")
                        .isEqualTo(cluster.worker(2).peerId());
                cluster.worker(3).signal("CONT");

                List<String> command = Cluster.commandOf(cluster.serverPid());
                Signals.send(cluster.serverPid(), "KILL");
                cluster.restartServer(command);
                Reservation last = client.reserve(WorkerQuery.ALL, LONG, LIMIT.multipliedBy(2)).join();
                assertThat(last.worker().peerId()).as("after the server was killed")
                        .isEqualTo(cluster.worker(3).peerId());
                assertThat(List.of(small, next, last)).allMatch(Reservation::isHeld);
                small.close();
                cluster.awaitAnswer(LIMIT, answer -> statusOf(answer, cluster.worker(1)) == WorkerStatus.AVAILABLE);
                Reservation brief = client.reserve(WorkerQuery.ALL, BRIEF, LIMIT).join();
                assertThat(brief.peerId()).isEqualTo(cluster.worker(1).peerId());
                cluster.worker(1).signal("KILL");
                await("a reservation is lost with its worker").atMost(BRIEF.plus(LIMIT))
                        .until(() -> brief.ended().isDone());
                assertThat(brief.isLost()).isTrue();
                assertThat(next.isHeld()).isTrue();
            }
            cluster.awaitAnswer(LIMIT, answer -> statusOf(answer, cluster.worker(2)) == WorkerStatus.AVAILABLE
                    && statusOf(answer, cluster.worker(3)) == WorkerStatus.AVAILABLE);
        }
    }

    @Test
    void aPersonReservesRenewsAndReleases() {
        try (Cluster cluster = Cluster.up(2)) {
            Formation.assertComplete(cluster);
            Shell.Outcome reserved = cluster.shell().roommesh("reserve", "--min-gpu-memory-mb", "9000", "--for", "5m");
            assertThat(reserved.exitCode()).as(reserved.output()).isZero();
            Matcher release = RELEASE.matcher(reserved.output());
            assertThat(release.find()).as(reserved.output()).isTrue();
            String[] words = release.group(1).split(" ");
            assertThat(words[1]).isEqualTo("worker-2");
            cluster.awaitAnswer(LIMIT, answer -> statusOf(answer, cluster.worker(2)) == WorkerStatus.RESERVED);

            Shell.Outcome other = cluster.shell().roommesh("reserve", "--min-gpu-memory-mb", "9000");
            assertThat(other.exitCode()).isEqualTo(1);
            assertThat(other.output()).contains("All workers that fit are taken").doesNotContain("\tat ");
            assertThat(cluster.shell().roommesh("reserve", "--min-gpu-memory-mb", "900000").output())
                    .contains("No worker of the room fits");
            Shell.Outcome renewed = cluster.shell().roommesh("reserve", "--worker", words[1], "--reservation", words[2],
                    "--json");
            assertThat(renewed.exitCode()).as(renewed.output()).isZero();
            assertThat(renewed.output()).contains("\"reservation\":\"" + words[2] + "\"");

            assertThat(cluster.shell().roommesh(words).output()).contains("Released worker-2.");
            cluster.awaitAnswer(LIMIT, answer -> statusOf(answer, cluster.worker(2)) == WorkerStatus.AVAILABLE);
        }
    }

    private static WorkerStatus statusOf(WorkerAnswer answer, Worker worker) {
        return answer.workers().stream().filter(entry -> entry.peerId().equals(worker.peerId()))
                .map(entry -> entry.metadata().status()).findFirst().orElse(WorkerStatus.MAINTENANCE);
    }
}
