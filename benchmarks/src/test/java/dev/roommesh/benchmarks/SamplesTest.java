package dev.roommesh.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.benchmarks.Samples.Figure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private final Samples samples = new Samples();

    @Test
    void nothingSeenHasNoFigures() {
        samples.addUnseen();
        assertThat(samples.figure(Figure.MAX)).isEmpty();
        assertThat(samples.size()).isEqualTo(1);
        assertThat(samples.unseen()).isEqualTo(1);
    }

    @Test
    void timesAreMicroseconds() {
        samples.add(Duration.ofMillis(312));
        assertThat(samples.figure(Figure.MIN)).contains(312_000L);
    }

    @Test
    void theLeastTheMiddleAndTheGreatestOfAHundred() {
        for (int count = 100; count >= 1; count--)
            samples.add(count);
        assertThat(samples.figure(Figure.MIN)).contains(1L);
        assertThat(samples.figure(Figure.P50)).contains(50L);
        assertThat(samples.figure(Figure.P99)).contains(99L);
        assertThat(samples.figure(Figure.MAX)).contains(100L);
    }

    @Test
    void aPercentileIsNeverMoreThanTheGreatest() {
        samples.add(Duration.ofNanos(781_801_000));
        assertThat(samples.figure(Figure.P99)).isEqualTo(samples.figure(Figure.MAX));
    }

    @Test
    void aTimeOverTheLimitCountsAsTheLimit() {
        samples.add(Samples.TIME_MAX.plusSeconds(1));
        assertThat(samples.figure(Figure.MAX)).contains(Samples.TIME_MAX.toNanos() / 1_000);
    }

    @Test
    void aNegativeSampleIsABug() {
        assertThatThrownBy(() -> samples.add(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
