package dev.roommesh.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.benchmarks.Samples;
import dev.roommesh.benchmarks.Samples.Figure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final long START = 1_000_000_000;
    private static final long MILLI = 1_000_000;

    private final Schedule schedule = Schedule.of(100, 1_000, Duration.ofMillis(2), START);
    private final Arrivals arrivals = new Arrivals(schedule);

    @Test
    void countsFromThePlannedTime() throws InterruptedException {
        arrivals.arrived(100, schedule.due(100) + 3 * MILLI);
        arrivals.arrived(101, schedule.due(101) + 5 * MILLI);
        arrivals.await(Duration.ofMinutes(1));
        Samples seen = arrivals.latencies();
        assertThat(seen.unseen()).isZero();
        assertThat(seen.figure(Figure.MIN)).contains(3_000L);
        assertThat(seen.figure(Figure.MAX)).contains(5_000L);
    }

    @Test
    void theFirstArrivalCounts() {
        arrivals.arrived(100, schedule.due(100) + MILLI);
        arrivals.arrived(100, schedule.due(100) + 2 * MILLI);
        assertThat(arrivals.latencies().figure(Figure.MAX)).contains(1_000L);
    }

    @Test
    void whatIsOfAnotherScheduleDoesNotCount() {
        arrivals.arrived(99, START);
        arrivals.arrived(102, START);
        assertThat(arrivals.latencies().size()).isEqualTo(2);
        assertThat(arrivals.latencies().unseen()).isEqualTo(2);
    }

    @Test
    void whatArrivesAtOnceIsSeen() {
        arrivals.arrived(100, schedule.due(100));
        assertThat(arrivals.latencies().unseen()).isEqualTo(1);
        assertThat(arrivals.latencies().figure(Figure.MIN)).contains(0L);
    }
}
