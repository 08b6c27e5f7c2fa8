package dev.roommesh.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long START = 5_000;

    private final Schedule schedule = Schedule.of(7, 1_000, Duration.ofMillis(3), START);

    @Test
    void isEvenlyApartFromItsStart() {
        assertThat(schedule.due(7)).isEqualTo(START);
        assertThat(schedule.due(9)).isEqualTo(START + 2_000_000);
    }

    @Test
    void hasAsManyAsItsLengthHolds() {
        assertThat(schedule.count()).isEqualTo(3);
        assertThat(schedule.end()).isEqualTo(10);
        assertThat(schedule.has(6)).isFalse();
        assertThat(schedule.has(7)).isTrue();
        assertThat(schedule.has(9)).isTrue();
        assertThat(schedule.has(10)).isFalse();
    }
}
