package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Who may create rooms, give out tokens and change flags. */
final class OperatorTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void whereOthersCanConnectTheKeyIsAskedFor() throws Exception {
        try (var server = open("--roommesh.creation-key=key", "--management.endpoints.web.exposure.include=*")) {
            for (Asked asked : asked()) {
                assertThat(status(server, asked, null)).as(asked.path()).isEqualTo(401);
                assertThat(status(server, asked, "wrong")).as(asked.path()).isEqualTo(401);
                assertThat(status(server, asked, "key")).as(asked.path()).isBetween(200, 204);
            }
            HttpResponse<String> refused = ask(server, asked().getFirst(), null);
            assertThat(refused.body()).startsWith("{\"detail\":").contains("roommesh.creation-key");
            assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void withoutAKeyNobodyElseIsAnOperator(String key) throws Exception {
        try (var server = open("--roommesh.creation-key=" + key)) {
            assertThat(status(server, asked().getFirst(), key)).isEqualTo(401);
            assertThat(status(server, asked().getFirst(), null)).isEqualTo(401);
        }
    }

    @Test
    void aRoomsTokenIsNoKey() throws Exception {
        try (var server = open("--roommesh.creation-key=key")) {
            String body = ask(server, asked().getFirst(), "key").body();
            String token = body.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
            for (Asked asked : asked().subList(0, 5))
                assertThat(status(server, asked, token)).as(asked.path()).isEqualTo(401);
        }
    }

    @Test
    void onThisMachineAloneNoKeyIsAskedForAndPagesOfOthersMayNothing() throws Exception {
        try (var server = run("--server.port=0")) {
            for (Asked asked : asked()) {
                assertThat(raw(server, asked, "127.0.0.1", "http://evil.example")).as(asked.path()).contains(" 403 ");
                // Of the same origin to a browser, where that name leads to this machine.
                assertThat(raw(server, asked, "evil.example", "http://evil.example:" + port(server)))
                        .as(asked.path()).contains(" 403 ");
                assertThat(status(server, asked, null)).as(asked.path()).isBetween(200, 204);
            }
        }
    }

    @Test
    void whereAProxyPassesRequestsOnTheKeyMustBeSet() throws Exception {
        try (var server = run("--server.port=0")) {
            String proxied = """
                    POST /create-room HTTP/1.1\r
                    Host: 127.0.0.1\r
                    X-Forwarded-For: 203.0.113.9\r
                    Content-Length: 0\r
                    Connection: close\r
                    \r
                    """;
            assertThat(raw(server, proxied)).contains(" 403 ");
            assertThat(raw(server, proxied.replace("X-Forwarded-For: 203.0.113.9\r\n", ""))).contains(" 200 ");
        }
    }

    @Test
    void aKeyThatIsSetIsAskedForOnThisMachineToo() throws Exception {
        try (var server = run("--server.port=0", "--roommesh.creation-key=key")) {
            assertThat(status(server, asked().getFirst(), null)).isEqualTo(401);
            assertThat(status(server, asked().getFirst(), "key")).isEqualTo(200);
        }
    }

    @Test
    void whereOthersReachTheManagementTheKeyIsAskedFor() throws Exception {
        try (var server = run("--server.port=0", "--management.server.port=0",
                "--management.endpoints.web.exposure.include=featureflags")) {
            int port = server.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
            var request = HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port + "/actuator/featureflags/registry"))
                    .POST(BodyPublishers.ofString("{\"enabled\":false}")).header("Content-Type", "application/json");
            assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        }
    }

    private record Asked(String method, String path, String body) {}

    private static List<Asked> asked() {
        return List.of(new Asked("POST", "/create-room", ""), new Asked("POST", "/rooms/lab/tokens", "{}"),
                new Asked("DELETE", "/rooms/lab/tokens/id", ""), new Asked("GET", "/rooms", ""),
                new Asked("DELETE", "/rooms/lab", ""),
                new Asked("POST", "/actuator/featureflags/registry", "{\"percentage\":50}"),
                new Asked("DELETE", "/actuator/featureflags/registry", ""),
                new Asked("GET", "/actuator/featureflags", ""));
    }

    private int status(ConfigurableApplicationContext server, Asked asked, @Nullable String key)
            throws IOException, InterruptedException {
        return ask(server, asked, key).statusCode();
    }

    private HttpResponse<String> ask(ConfigurableApplicationContext server, Asked asked, @Nullable String key)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(server) + asked.path()))
                .method(asked.method(), BodyPublishers.ofString(asked.body()))
                .header("Content-Type", "application/json");
        if (key != null) request.header("Authorization", "Bearer " + key);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String raw(ConfigurableApplicationContext server, Asked asked, String host, String origin)
            throws IOException {
        return raw(server, asked.method() + " " + asked.path() + " HTTP/1.1\r\nHost: " + host + ":" + port(server)
                + "\r\nOrigin: " + origin + "\r\nContent-Type: application/json\r\nContent-Length: "
                + asked.body().length() + "\r\nConnection: close\r\n\r\n" + asked.body());
    }

    /** The first line of the answer. */
    private static String raw(ConfigurableApplicationContext server, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var line = new StringBuilder();
            for (int c = socket.getInputStream().read(); c >= 0 && c != '\n'; c = socket.getInputStream().read())
                line.append((char) c);
            return line.toString();
        }
    }

    private static int port(ConfigurableApplicationContext server) {
        return server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private ConfigurableApplicationContext open(String... arguments) throws IOException {
        Files.write(folder.resolve("secret"), new byte[32]);
        return run(Stream.concat(Stream.of("--server.port=0", "--server.address=0.0.0.0"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private ConfigurableApplicationContext run(String... arguments) {
        return SpringApplication.run(SignalingServer.class, Stream.concat(Stream.of(arguments),
                Stream.of("--roommesh.secret-file=" + folder.resolve("secret"),
                        "--roommesh.state-folder=" + folder.resolve("state")))
                .toArray(String[]::new));
    }
}
