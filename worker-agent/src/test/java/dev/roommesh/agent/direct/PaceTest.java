package dev.roommesh.agent.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long NOW = 5_000_000_000L;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void someComeAtOnceAndTheRestWaits() {
        var pace = new Pace(100, 20, NOW);
        for (int i = 0; i < 20; i++)
            assertThat(pace.next(NOW)).as("number %d", i).isLessThanOrEqualTo(0);
        assertThat(pace.next(NOW)).isEqualTo(SECOND / 100);
        assertThat(pace.next(NOW + SECOND / 100)).isEqualTo(SECOND / 100);
    }

    @Test
    void whoRestsSavesUpNoMoreThanThat() {
        var pace = new Pace(100, 20, NOW);
        long later = NOW + 60 * SECOND;
        for (int i = 0; i < 20; i++)
            assertThat(pace.next(later)).isLessThanOrEqualTo(0);
        assertThat(pace.next(later)).isPositive();
    }

    @Test
    void whatIsNotTakenDoesNotCount() {
        var pace = new Pace(10, 2, NOW);
        assertThat(pace.takes(NOW)).isTrue();
        assertThat(pace.takes(NOW)).isTrue();
        for (int i = 0; i < 5; i++)
            assertThat(pace.takes(NOW)).isFalse();
        assertThat(pace.takes(NOW + SECOND / 10)).isTrue();
    }
}
