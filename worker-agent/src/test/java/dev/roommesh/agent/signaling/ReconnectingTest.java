package dev.roommesh.agent.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconnectingTest {
    private static final Reconnecting USUAL = Reconnecting.USUAL;
    private static final RandomGenerator LOWEST = () -> 0;

    @Test
    void theLongestWaitDoublesWithEachFailureUpToTheLimit() {
        assertThat(IntStream.rangeClosed(1, 7).mapToLong(ReconnectingTest::longestSeen))
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 8_000L, 8_000L);
    }

    @Test
    void aWaitIsNeverNothing() {
        assertThat(USUAL.waitAfter(1, LOWEST)).isEqualTo(Duration.ofMillis(1));
        assertThat(USUAL.waitAfter(9, LOWEST)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void anyNumberOfFailuresHasAWait() {
        for (int failures : new int[]{16, 17, 18, 63, 64, 65, 1_000_000, Integer.MAX_VALUE}) {
            assertThat(USUAL.waitAfter(failures, new Random(1))).isBetween(Duration.ofMillis(1), USUAL.longest());
        }
    }

    @Test
    void theSameSeedGivesTheSameWaitsAndAnotherOneOthers() {
        assertThat(waits(7)).isEqualTo(waits(7)).isNotEqualTo(waits(8));
    }

    /** Drawn often enough that the bound itself comes up within a hundredth. */
    private static long longestSeen(int failures) {
        var random = new Random(3);
        long longest = USUAL.longest().toMillis();
        Duration most = IntStream.range(0, 200_000).mapToObj(_ -> USUAL.waitAfter(failures, random))
                .max(Duration::compareTo).orElseThrow();
        assertThat(most.toMillis()).isLessThanOrEqualTo(longest);
        return most.toMillis();
    }

    private static List<Duration> waits(long seed) {
        var random = new Random(seed);
        return IntStream.rangeClosed(1, 10).mapToObj(failures -> USUAL.waitAfter(failures, random)).toList();
    }
}
