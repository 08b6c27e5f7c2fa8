package dev.roommesh.protocol.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuccessionTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");
    private static final Instant NOW = Instant.ofEpochSecond(1_000);
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Succession succession = new Succession(WAIT, Duration.ofMinutes(10));

    @Test
    void theHeirMustBeReadyForAWhileWithoutAGap() {
        assertThat(succession.heir(Optional.of(ANA), NOW)).isEmpty();
        assertThat(succession.heir(Optional.empty(), NOW.plusMillis(500))).isEmpty();
        assertThat(succession.heir(Optional.of(ANA), NOW.plusMillis(600))).isEmpty();
        assertThat(succession.heir(Optional.of(ANA), NOW.plusMillis(1_100))).as("the gap counts").isEmpty();
        assertThat(succession.heir(Optional.of(BEN), NOW.plusMillis(1_200))).as("another one begins anew").isEmpty();
        assertThat(succession.heir(Optional.of(BEN), NOW.plusMillis(2_199))).isEmpty();
        assertThat(succession.heir(Optional.of(BEN), NOW.plusMillis(2_200))).contains(BEN);
    }

    @Test
    void eachLossOfTheOfficeDoublesTheWaitUpToALimit() {
        succession.lost(ANA, NOW);
        assertThat(succession.waitFor(ANA, NOW)).isEqualTo(Duration.ofSeconds(2));
        succession.lost(ANA, NOW);
        assertThat(succession.waitFor(ANA, NOW)).isEqualTo(Duration.ofSeconds(4));
        for (int times = 3; times <= 100; times++) {
            succession.lost(ANA, NOW);
            assertThat(succession.waitFor(ANA, NOW)).as("%d times", times)
                    .isEqualTo(Duration.ofSeconds(times < 10 ? 1L << times : 600));
        }
        assertThat(succession.waitFor(BEN, NOW)).isEqualTo(WAIT);
    }

    @Test
    void whoHasLostTheOfficeIsWaitedForLonger() {
        succession.lost(ANA, NOW);
        assertThat(succession.heir(Optional.of(ANA), NOW)).isEmpty();
        assertThat(succession.heir(Optional.of(ANA), NOW.plusMillis(1_999))).isEmpty();
        assertThat(succession.heir(Optional.of(ANA), NOW.plusMillis(2_000))).contains(ANA);
    }

    @Test
    void aLossIsRememberedForTwiceTheLongestWaitAndThenForgotten() {
        Instant again = NOW.plus(Duration.ofMinutes(15));
        succession.lost(ANA, NOW);
        succession.lost(ANA, again);
        assertThat(succession.waitFor(ANA, again.plus(Duration.ofMinutes(20)))).isEqualTo(Duration.ofSeconds(4));
        Instant longAgo = again.plus(Duration.ofMinutes(20)).plusMillis(1);
        assertThat(succession.waitFor(ANA, longAgo)).isEqualTo(WAIT);
        succession.lost(ANA, longAgo);
        assertThat(succession.waitFor(ANA, longAgo)).as("counted from one again").isEqualTo(Duration.ofSeconds(2));
    }
}
