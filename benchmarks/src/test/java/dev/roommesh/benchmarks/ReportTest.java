package dev.roommesh.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Promise PROMISE = Promise.max(Duration.ofSeconds(1));

    private final StringWriter printed = new StringWriter();
    private final PrintWriter out = new PrintWriter(printed);

    @Test
    void eachRowIsALineOfJsonForPrograms() {
        new Report(out, true).add(Row.of("failover", "admin-killed new-admin", PROMISE, sample(312)));
        assertThat(printed.toString()).isEqualTo("{\"benchmark\":\"failover\",\"name\":\"admin-killed new-admin\","
                + "\"promise\":\"max < 1000 ms\",\"figures\":{\"min_ms\":312.0,\"p50_ms\":312.0,\"p95_ms\":312.0,"
                + "\"p99_ms\":312.0,\"max_ms\":312.0},\"repetitions\":1,\"met\":true}" + System.lineSeparator());
    }

    @Test
    void aRowWithoutAPromiseIsNeitherMetNorMissed() {
        var report = new Report(out, true);
        report.add(Row.of("failover", "named-by-all", Promise.SHOWN_TIME, sample(2_000)));
        assertThat(printed.toString()).doesNotContain("\"met\"");
        assertThat(report.exitCode()).isEqualTo(Report.MET);
    }

    @Test
    void aTableIsForPeople() {
        var report = new Report(out, false);
        report.add(Row.of("failover", "kept", PROMISE, sample(312)));
        report.add(Row.of("failover", "broken", PROMISE, sample(1_312)));
        assertThat(printed.toString().lines()).hasSize(3).satisfiesExactly(
                line -> assertThat(line).contains("MEASURED", "PROMISED", "TIMES", "FIGURES"),
                line -> assertThat(line).startsWith("met  failover kept").contains("max < 1000 ms", "max_ms 312"),
                line -> assertThat(line).startsWith("MISS failover broken").contains("max_ms 1312"));
    }

    @Test
    void oneMissedPromiseIsTheExitCodeOfAll() {
        var report = new Report(out, true);
        report.add(Row.of("failover", "kept", PROMISE, sample(312)));
        assertThat(report.exitCode()).isZero();
        report.add(Row.of("failover", "broken", PROMISE, sample(1_312)));
        report.add(Row.of("failover", "kept", PROMISE, sample(312)));
        assertThat(report.exitCode()).isEqualTo(3);
    }

    @Test
    void whatWasNotSeenIsCounted() {
        Samples samples = sample(312);
        samples.addUnseen();
        Row row = Row.of("failover", "new-admin", PROMISE, samples);
        assertThat(row.figures()).containsEntry("unseen", 1.0);
        assertThat(row.repetitions()).isEqualTo(2);
        assertThat(row.met()).isFalse();
    }

    private static Samples sample(long millis) {
        var samples = new Samples();
        samples.add(Duration.ofMillis(millis));
        return samples;
    }
}
