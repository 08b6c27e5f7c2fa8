package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.RoomClient;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client asks a hundred times a second, and the admin stands still meanwhile. */
class HedgedQueriesIT {
    private static final Duration BETWEEN = Duration.ofMillis(10);
    private static final int BEFORE = 100;
    private static final int IN_ALL = 400;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** The admin's 50 ms, and what another member needs. */
    private static final Duration ANSWER_MAX = Duration.ofMillis(250);

    private record Asked(long at, CompletableFuture<Answered> answer) {}

    private record Answered(WorkerAnswer answer, Duration took) {}

    @Test
    void noQuestionFailsAndNoneWaitsLongAndEachSaysWhoAnswered() throws Exception {
        Queue<Asked> asked = new ConcurrentLinkedQueue<>();
        long stopped;
        try (Cluster cluster = Cluster.up(3); var client = RoomClient.connect(cluster.facts())) {
            Formation.assertComplete(cluster);
            Worker admin = cluster.worker(3);
            // The first questions compile what answers them.
            for (int i = 0; i < 300; i++)
                client.discover(WorkerQuery.ALL).join();
            ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
            try {
                var _ = clock.scheduleAtFixedRate(() -> asked.add(ask(client)), 0, BETWEEN.toNanos(),
                        TimeUnit.NANOSECONDS);
                await().atMost(LIMIT).until(() -> asked.size() >= BEFORE);
                stopped = System.nanoTime();
                admin.signal("STOP");
                await().atMost(LIMIT).until(() -> asked.size() >= IN_ALL);
            } finally {
                clock.shutdown();
                assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
                admin.signal("CONT");
            }
            List<Answered> answers = new ArrayList<>();
            for (Asked question : asked)
                answers.add(question.answer().get(10, TimeUnit.SECONDS));
            assertThat(answers).hasSizeGreaterThanOrEqualTo(IN_ALL);
            assertThat(answers).allSatisfy(answered -> assertThat(answered.took()).isLessThan(ANSWER_MAX));
            assertThat(answers).extracting(answered -> answered.answer().source()).contains(Source.ADMIN,
                    Source.MEMBER);
            for (Asked question : asked) {
                WorkerAnswer answer = question.answer().join().answer();
                if (question.at() > stopped && answer.source() == Source.ADMIN)
                    assertThat(answer.adminPeerId()).as("who answers as admin after %s stands still", admin.name())
                            .isNotEqualTo(new PeerId(admin.name()));
            }
        }
    }

    private static Asked ask(RoomClient client) {
        long at = System.nanoTime();
        return new Asked(at, client.discover(WorkerQuery.ALL)
                .thenApply(answer -> new Answered(answer, Duration.ofNanos(System.nanoTime() - at))));
    }
}
