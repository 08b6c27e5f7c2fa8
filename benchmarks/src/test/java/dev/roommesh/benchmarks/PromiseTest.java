package dev.roommesh.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.benchmarks.Samples.Figure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PromiseTest {
    private static final Promise SECOND = Promise.max(Duration.ofSeconds(1)).and(Figure.P50, Duration.ofMillis(500));

    private final Samples samples = new Samples();

    @Test
    void isKeptWhereEveryBoundHolds() {
        samples.add(Duration.ofMillis(300));
        samples.add(Duration.ofMillis(999));
        assertThat(SECOND.isKept(samples)).isTrue();
    }

    @Test
    void oneBoundThatDoesNotHoldBreaksIt() {
        samples.add(Duration.ofMillis(501));
        samples.add(Duration.ofMillis(999));
        assertThat(SECOND.isKept(samples)).isFalse();
    }

    @Test
    void aTimeAtItsLimitIsTooLong() {
        samples.add(Duration.ofSeconds(1));
        assertThat(Promise.max(Duration.ofSeconds(1)).isKept(samples)).isFalse();
    }

    @Test
    void aCountAtItsLimitIsNotTooMuch() {
        samples.add(1);
        assertThat(Promise.countAtMost(1).isKept(samples)).isTrue();
        samples.add(2);
        assertThat(Promise.countAtMost(1).isKept(samples)).isFalse();
    }

    @Test
    void whatWasNeverSeenBreaksIt() {
        samples.add(Duration.ofMillis(1));
        samples.addUnseen();
        assertThat(SECOND.isKept(samples)).isFalse();
    }

    @Test
    void whatWasNeverMeasuredIsNotKept() {
        assertThat(SECOND.isKept(samples)).isFalse();
    }

    @Test
    void saysWhatIsPromised() {
        assertThat(SECOND.text()).isEqualTo("max < 1000 ms, p50 < 500 ms");
        assertThat(Promise.max(Duration.ofNanos(600_000)).text()).isEqualTo("max < 0.6 ms");
        assertThat(Promise.countAtMost(0).text()).isEqualTo("max <= 0");
        assertThat(Promise.SHOWN_TIME.text()).isEqualTo("-");
    }
}
