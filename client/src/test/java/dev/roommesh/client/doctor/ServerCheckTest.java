package dev.roommesh.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.roommesh.client.doctor.Finding.Level;
import dev.roommesh.model.ConnectionFacts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerCheckTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    private record Page(int status, String body) {}

    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            Page page = pages.getOrDefault(exchange.getRequestURI().getPath(), new Page(404, "{}"));
            byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(page.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        pages.put("/actuator/health/readiness", new Page(200, "{}"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private ServerCheck.Outcome check() {
        return new ServerCheck(ConnectionFacts.of("http://127.0.0.1:" + server.getAddress().getPort(), "lab", "t"),
                "1.2.0", () -> NOW).run();
    }

    private void health(String version, Instant time) {
        pages.put("/health", new Page(200,
                "{\"status\":\"healthy\",\"timestamp\":\"%s\",\"version\":\"%s\"}".formatted(time, version)));
    }

    private static List<Level> levels(ServerCheck.Outcome outcome) {
        return outcome.findings().stream().map(Finding::level).toList();
    }

    @Test
    void aServerOfThisVersionWithAGoodClockIsFine() {
        health("1.2.0-SNAPSHOT", NOW.plus(ServerCheck.CLOCK_OFF));
        ServerCheck.Outcome outcome = check();
        assertThat(outcome.isReached()).isTrue();
        assertThat(levels(outcome)).containsExactly(Level.OK, Level.OK, Level.OK);
    }

    @Test
    void anotherVersionAClockThatIsOffAndAServerThatIsNotReadyAreSaid() {
        health("1.3.0", NOW.minus(ServerCheck.CLOCK_OFF).minusMillis(1));
        pages.put("/actuator/health/readiness", new Page(503, "{}"));
        ServerCheck.Outcome outcome = check();
        assertThat(levels(outcome)).containsExactly(Level.WARNING, Level.WARNING, Level.FAILURE);
        assertThat(outcome.findings()).extracting(Finding::sentence).anySatisfy(
                sentence -> assertThat(sentence).contains("5 s behind this one"));
    }

    @Test
    void whatIsNoSignalingServerIsSaid() {
        for (Page page : List.of(new Page(200, "<html>"), new Page(500, "{}"), new Page(200, "{\"status\":\"x\"}"))) {
            pages.put("/health", page);
            ServerCheck.Outcome outcome = check();
            assertThat(outcome.isReached()).isFalse();
            assertThat(levels(outcome)).containsExactly(Level.FAILURE);
        }
    }

    @Test
    void whereNothingListensThatIsSaid() {
        server.stop(0);
        assertThat(check().findings()).singleElement()
                .satisfies(finding -> assertThat(finding.sentence()).contains("Nothing answers"));
    }
}
