package dev.roommesh.benchmarks.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.Row;
import dev.roommesh.benchmarks.Samples;
import dev.roommesh.benchmarks.Samples.Figure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static final Promise PROMISE = Promise.SHOWN_TIME.and(Figure.P50, Duration.ofMillis(2));

    @Test
    void theMedianOfTheRunsIsJudged() {
        Row row = Rows.latency("query", PROMISE, List.of(run(9), run(1), run(1)), 0);
        assertThat(row.met()).isTrue();
        assertThat(row.repetitions()).isEqualTo(3);
        assertThat(row.figures()).containsEntry("p50_ms", 1.0).containsEntry("p50_max_ms", 9.0)
                .containsEntry("max_ms", 9.0).doesNotContainKeys("unseen", "errors");
        assertThat(Rows.latency("query", PROMISE, List.of(run(9), run(1), run(9)), 0).met()).isFalse();
    }

    @Test
    void whatWasNeverSeenBreaksThePromise() {
        Samples lossy = run(1);
        lossy.addUnseen();
        Row row = Rows.latency("query", PROMISE, List.of(lossy), 2);
        assertThat(row.met()).isFalse();
        assertThat(row.figures()).containsEntry("unseen", 1.0).containsEntry("errors", 2.0);
    }

    @Test
    void aRunOfWhichNothingWasSeenHasNoTimes() {
        var silent = new Samples();
        silent.addUnseen();
        Row row = Rows.latency("query", PROMISE, List.of(run(1), silent), 0);
        assertThat(row.met()).isFalse();
        assertThat(row.figures()).containsOnlyKeys("unseen");
    }

    @Test
    void whereNothingIsPromisedNothingIsJudged() {
        assertThat(Rows.latency("relay", Promise.SHOWN_TIME, List.of(run(1)), 0).met()).isNull();
        assertThat(Rows.shown("registrations", "per_second", List.of(1.0)).met()).isNull();
        assertThat(Rows.memory("memory", List.of(1.0), List.of(2.0)).figures()).containsEntry("heap_kib", 1.0)
                .containsEntry("rss_kib", 2.0);
    }

    @Test
    void aRatioIsToTheMedianOfTheOthers() {
        assertThat(Rows.ratio("query by echo", List.of(run(6), run(8)), List.of(run(1), run(2), run(9))))
                .hasValueSatisfying(row -> assertThat(row.figures()).containsEntry("times", 3.5)
                        .containsEntry("times_min", 3.0).containsEntry("times_max", 4.0));
        var silent = new Samples();
        silent.addUnseen();
        assertThat(Rows.ratio("query by echo", List.of(run(6)), List.of(silent))).isEmpty();
    }

    @Test
    void oneErrorBesideAFloodIsTooMany() {
        assertThat(Rows.errorsBeside("errors", 0, Map.of("flood_refusals", 3.0)).met()).isTrue();
        assertThat(Rows.errorsBeside("errors", 1, Map.of()).met()).isFalse();
    }

    private static Samples run(long millis) {
        var samples = new Samples();
        samples.add(Duration.ofMillis(millis));
        return samples;
    }
}
