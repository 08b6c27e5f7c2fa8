package dev.roommesh.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakPlanTest {
    @Test
    void fewerThanHalfOfTheWorkersAreStartedAnewAndTheOthersLast() {
        List<String> ten = names(10);
        SoakPlan plan = plan(Duration.ofMinutes(1), 10, Duration.ofSeconds(10));
        assertThat(plan.restarted(ten)).isEqualTo(ten.subList(0, 4));
        assertThat(plan.lasting(ten)).isEqualTo(ten.subList(4, 10));
        assertThat(plan(Duration.ofMinutes(1), 3, Duration.ofSeconds(10)).restarted(names(3))).hasSize(1);
    }

    @Test
    void withoutRedialAllLast() {
        assertThat(plan(Duration.ofMinutes(1), 3, Duration.ZERO).lasting(names(3))).hasSize(3);
    }

    @Test
    void aMinuteAndADayAreSampledOftenEnough() {
        SoakPlan minute = plan(Duration.ofMinutes(1), 3, Duration.ZERO);
        assertThat(minute.sampleEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(minute.warmUp()).isEqualTo(Duration.ofSeconds(10));
        SoakPlan day = plan(Duration.ofDays(1), 3, Duration.ZERO);
        assertThat(day.sampleEvery()).isEqualTo(Duration.ofMinutes(10));
        assertThat(day.warmUp()).isEqualTo(Duration.ofMinutes(5));
    }

    private static SoakPlan plan(Duration length, int workers, Duration redialEvery) {
        return new SoakPlan(length, workers, 100, redialEvery, Duration.ofMillis(100));
    }

    private static List<String> names(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> "worker-" + number).toList();
    }
}
