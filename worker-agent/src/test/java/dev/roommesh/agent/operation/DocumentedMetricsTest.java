package dev.roommesh.agent.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Conclusion;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/OPERATING.md has just the metrics that a worker has. */
class DocumentedMetricsTest {
    private static final Path OPERATING = Path.of(System.getProperty("user.dir"), "..", "docs", "OPERATING.md");
    private static final String HEADING = "### Metrics of a worker";
    private static final Pattern SCRAPED = Pattern.compile("# TYPE (roommesh_\\w+) (\\w+)");
    private static final Pattern ROW = Pattern.compile("\\| `(roommesh_\\w+)` \\| (\\w+) \\|.*");

    @Test
    void everyMetricOfAWorkerIsInTheTableAndNoOther() throws IOException {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var peer = new PeerId("w1");
        new RoomMetrics(new PublishedView()).bindTo(registry);
        new TransportMetrics(() -> 0).bindTo(registry);
        new MessageMetrics(() -> 0).bindTo(registry);
        new DirectMetrics(() -> 0).bindTo(registry);
        new RegistrationMetrics(() -> true, () -> true).bindTo(registry);
        new JobMetrics(registry, () -> true);
        new DocumentMetrics(registry);
        new ElectionMetrics(registry);
        new LinkFailures(registry);
        new ConclusionRecord(registry, peer, "room").accept(new Conclusion.Recovered(peer));
        assertThat(types(registry.scrape().lines(), SCRAPED)).isNotEmpty().isEqualTo(types(section(), ROW));
    }

    @Test
    void everyKindOfConclusionIsInItsRow() throws IOException {
        List<String> rows = section().filter(line -> line.startsWith("| `roommesh_room_conclusions_total` |")).toList();
        for (Class<?> conclusion : Conclusion.class.getPermittedSubclasses()) {
            String kind = conclusion.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            assertThat(rows).singleElement().asString().contains("`" + kind + "`");
        }
    }

    private static Stream<String> section() throws IOException {
        List<String> lines = Files.readAllLines(OPERATING);
        assertThat(lines).contains(HEADING);
        return lines.subList(lines.indexOf(HEADING) + 1, lines.size()).stream()
                .takeWhile(line -> !line.startsWith("#"));
    }

    private static Map<String, String> types(Stream<String> lines, Pattern form) {
        Map<String, String> types = new TreeMap<>();
        lines.map(form::matcher).filter(line -> line.matches())
                .forEach(line -> types.put(line.group(1), line.group(2)));
        return types;
    }
}
