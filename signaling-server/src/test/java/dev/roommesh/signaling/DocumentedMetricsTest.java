package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The table of docs/OPERATING.md has just the metrics that the server has. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
final class DocumentedMetricsTest {
    private static final Path OPERATING = Path.of(System.getProperty("user.dir"), "..", "docs", "OPERATING.md");
    private static final String HEADING = "### Metrics of the server";
    private static final Pattern SCRAPED = Pattern.compile("# TYPE (roommesh_\\w+) (\\w+)");
    private static final Pattern ROW = Pattern.compile("\\| `(roommesh_\\w+)` \\| (\\w+) \\|.*");

    @TempDir
    static Path folder;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void secret(DynamicPropertyRegistry properties) {
        properties.add("roommesh.secret-file", () -> folder.resolve("secret").toString());
    }

    @Test
    void everyMetricOfTheServerIsInTheTableAndNoOther() throws Exception {
        assertThat(types(scrape().lines(), SCRAPED)).isNotEmpty().isEqualTo(types(section(), ROW));
    }

    private String scrape() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus")).build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString()).body();
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
