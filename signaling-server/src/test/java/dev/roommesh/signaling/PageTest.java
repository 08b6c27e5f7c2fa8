package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's files as the server gives them out; what the page does is tried in a browser, by the system test. */
final class PageTest extends ServerScenario {
    private static final Path FILES = Path.of("src", "main", "resources", "static", "ui");

    @ParameterizedTest
    @CsvSource({"/ui/,text/html", "/ui/index.html,text/html", "/ui/page.js,text/javascript", "/ui/page.css,text/css",
            "/ui/icon.svg,image/svg+xml"})
    void everyFileSaysWhatABrowserMayDoWithIt(String path, String type) throws Exception {
        HttpResponse<String> response = ask(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow()).contains(
                "default-src 'none'", "script-src 'self';", "connect-src 'self';", "frame-ancestors 'none'",
                "require-trusted-types-for 'script'").doesNotContain("unsafe");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(response.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(response.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ui"})
    void whoeverComesToTheServersAddressIsSentToThePage(String path) throws Exception {
        HttpResponse<String> response = ask(path);
        assertThat(response.statusCode()).isEqualTo(302);
        URI page = response.uri().resolve(response.headers().firstValue("Location").orElseThrow());
        assertThat(page.getPath()).isEqualTo("/ui/");
    }

    @Test
    void thePageMayOpenASocketAndAnotherOriginMayNot() throws Exception {
        open("http://127.0.0.1:" + port).join().abort();
        assertThat(open("http://elsewhere.example")).failsWithin(LIMIT).withThrowableThat()
                .withCauseInstanceOf(WebSocketHandshakeException.class);
    }

    private CompletableFuture<WebSocket> open(String origin) {
        return http.newWebSocketBuilder().header("Origin", origin).buildAsync(uri("/ws"), new WebSocket.Listener() {
        });
    }

    @Test
    void nothingComesFromAnotherHostAndNoTextBecomesMarkup() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeGreaterThan(5);
            for (Path file : all) {
                String text = Files.readString(file).replace("http://www.w3.org/2000/svg", "");
                assertThat(text).as(file.toString()).doesNotContain("://", "\"//", "innerHTML", "outerHTML",
                        "insertAdjacentHTML", "document.write", "eval(", "localStorage");
            }
        }
    }

    private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                BodyHandlers.ofString());
    }
}
