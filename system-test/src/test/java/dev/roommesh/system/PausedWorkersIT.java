package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One room of five, in which one sleeps after the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PausedWorkersIT {
    private static final int SIZE = 5;
    /** Each time that the best loses the office it waits for twice as long until it gets it back. */
    private static final Duration WAKE_LIMIT = Lengths.LONG ? Duration.ofMinutes(3) : Duration.ofSeconds(40);
    private static final int HARMLESS_SECONDS = 2;
    /** Somebody took the office, gave it back, and each once more where the first try fell into the wake. */
    private static final int CLAIMS_MAX = 4;

    private final Cluster cluster = Cluster.up(SIZE);

    @AfterAll
    void end() {
        cluster.close();
    }

    static IntStream seconds() {
        return Lengths.LONG ? IntStream.of(2, 10, 60) : IntStream.of(2, 10);
    }

    @ParameterizedTest
    @MethodSource("seconds")
    void whenAnAdminOrAnotherWorkerWakesThereIsOneAdminAndNobodyWasRemoved(int seconds) {
        List<Worker> all = cluster.workers();
        awaitCalm(all, () -> areAllOnTheRoster(all));
        pause(all, cluster.worker(SIZE), Duration.ofSeconds(seconds), CLAIMS_MAX);
        long died = Agreement.concluded(all, "died");
        pause(all, cluster.worker(2), Duration.ofSeconds(seconds), 0);
        // A pause of the admin may cost it the office, and its beats come four times as often as those of others.
        if (seconds <= HARMLESS_SECONDS) {
            assertThat(Agreement.concluded(all, "died")).as("deaths").isEqualTo(died);
        }
    }

    private static void pause(List<Worker> all, Worker paused, Duration pause, int claimsMax) {
        List<Worker> awake = all.stream().filter(worker -> !worker.equals(paused)).toList();
        long claimed = Agreement.concluded(all, "claimed");
        long removed = Agreement.concluded(all, "removed");
        long term = highestTerm(all);
        paused.signal("STOP");
        try {
            await("the whole roster, throughout").during(pause).atMost(pause.plus(WAKE_LIMIT))
                    .until(() -> areAllOnTheRoster(awake));
        } finally {
            paused.signal("CONT");
        }
        awaitCalm(all, () -> areAllOnTheRoster(awake));
        assertThat(Agreement.concluded(all, "removed")).as("removals").isEqualTo(removed);
        long claims = Agreement.concluded(all, "claimed") - claimed;
        assertThat(claims).as("claims").isLessThanOrEqualTo(claimsMax);
        long termMax = claims == 0 ? term : Math.max(term, Instant.now().getEpochSecond()) + claims;
        assertThat(highestTerm(all)).as("term").isBetween(term, termMax);
    }

    /** Waits until the best has the office (again) in a whole room, while nobody goes missing from the roster. */
    private static void awaitCalm(List<Worker> all, BooleanSupplier throughout) {
        PeerId best = new PeerId("worker-" + SIZE);
        await("the best has the office").atMost(WAKE_LIMIT).until(() -> {
            assertThat(throughout.getAsBoolean()).as("the whole roster, throughout").isTrue();
            return Agreement.rooms(all).stream().allMatch(room -> best.equals(room.adminPeerId()));
        });
        Agreement.awaitWhole(WAKE_LIMIT, all);
    }

    private static boolean areAllOnTheRoster(List<Worker> observers) {
        return Agreement.rooms(observers).stream().allMatch(room -> room.roster().peers().size() == SIZE);
    }

    private static long highestTerm(List<Worker> workers) {
        return Agreement.rooms(workers).stream().mapToLong(Worker.Room::adminTerm).max().orElseThrow();
    }
}
