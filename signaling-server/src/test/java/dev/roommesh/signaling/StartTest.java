package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.model.FromServer;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.token.RoomTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
final class StartTest {
    @TempDir
    private Path folder;

    @Test
    void aPortThatIsTakenEndsTheStartWithOneSentence(CapturedOutput output) throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start("--server.port=" + other.getLocalPort())).isNotNull();
            assertThat(output.getErr().lines()).containsExactly("Port " + other.getLocalPort()
                    + " is taken: end the process that listens there, or choose another port with "
                    + "--server.port=NUMBER (or --roommesh.old-peers.ports).");
            assertThat(output.getOut()).doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @CsvSource({"--roommesh.registry.percentage=101,percentage is 101",
            "--roommesh.token-lifetime=400d,at most 366 days",
            "--roommesh.creation-key=a b,letters and digits alone", "--roommesh.lease=banana,banana"})
    void aWrongSettingEndsTheStartWithOneSentence(String setting, String sentence, CapturedOutput output) {
        assertThatThrownBy(() -> start("--server.port=0", setting)).isNotNull();
        assertThat(output.getErr().lines()).singleElement().asString().contains(sentence);
        assertThat(output.getOut()).doesNotContain("\tat ");
    }

    @Test
    void whereOthersCanConnectAMissingSecretEndsTheStart(CapturedOutput output) {
        assertThatThrownBy(() -> start("--server.port=0", "--server.address=0.0.0.0")).isNotNull();
        assertThat(output.getErr()).contains("is missing: write at least 32 random bytes").doesNotContain("\tat ");
        assertThat(output.getErr().lines()).hasSize(1);
    }

    @Test
    void aServerThatEndsTellsEveryPeerSoAndAnnouncesNoDepartures() {
        ConfigurableApplicationContext server = run("--server.port=0");
        String port = server.getEnvironment().getRequiredProperty("local.server.port");
        var room = new RoomId("room");
        Instant now = server.getBean(InstantSource.class).instant();
        server.getBean(Rooms.class).create(room, now);
        var known = new RawPeer.Room(room, server.getBean(RoomTokens.class).issue(room).text());
        var uri = URI.create("ws://127.0.0.1:" + port + "/ws");
        try (var one = new RawPeer(uri); var two = new RawPeer(uri)) {
            one.joinAsWorker("w1", known, 1);
            two.joinAsWorker("w2", known, 1);
            one.next(FromServer.PeerJoined.class);
            server.close();
            assertThat(one.awaitClosing().code()).isEqualTo(1012);
            assertThat(two.awaitClosing().code()).isEqualTo(1012);
            assertThat(one.hasHeardNothing()).isTrue();
            assertThat(two.hasHeardNothing()).isTrue();
        }
    }

    @Test
    void onThisMachineAloneMetricsAreShown() throws Exception {
        try (var server = run("--server.port=0")) {
            assertThat(statuses(server, "local.server.port")).containsExactly(200, 200, 200);
        }
    }

    @Test
    void whereOthersCanConnectOnlyHealthIsShown() throws Exception {
        try (var server = openRun()) {
            assertThat(statuses(server, "local.server.port")).containsExactly(200, 404, 404);
        }
    }

    @Test
    void anOperatorMayShowMoreToOthers() throws Exception {
        try (var server = openRun("--management.endpoints.web.exposure.include=health,prometheus")) {
            assertThat(statuses(server, "local.server.port")).containsExactly(200, 200, 404);
        }
    }

    @Test
    void metricsMayHaveAPortOfTheirOwnThatOnlyThisMachineReaches() throws Exception {
        try (var server = openRun("--management.server.port=0", "--management.server.address=127.0.0.1")) {
            assertThat(statuses(server, "local.server.port")).containsExactly(404, 404, 404);
            assertThat(statuses(server, "local.management.port")).containsExactly(200, 200, 200);
        }
    }

    @Test
    void aPortForMetricsThatOthersReachShowsOnlyHealth() throws Exception {
        try (var server = run("--server.port=0", "--management.server.port=0")) {
            assertThat(statuses(server, "local.management.port")).containsExactly(200, 404, 404);
        }
    }

    /** Of health, metrics and version. */
    private static List<Integer> statuses(ConfigurableApplicationContext server, String port) throws Exception {
        String base = "http://127.0.0.1:" + server.getEnvironment().getRequiredProperty(port) + "/actuator/";
        List<Integer> statuses = new ArrayList<>();
        try (var http = HttpClient.newHttpClient()) {
            for (String endpoint : List.of("health", "prometheus", "info")) {
                var request = HttpRequest.newBuilder(URI.create(base + endpoint)).build();
                statuses.add(http.send(request, BodyHandlers.discarding()).statusCode());
            }
        }
        return statuses;
    }

    /** A server that other machines can reach. */
    private ConfigurableApplicationContext openRun(String... arguments) throws IOException {
        Files.write(folder.resolve("secret"), new byte[32]);
        return run(Stream.concat(Stream.of("--server.port=0", "--server.address=0.0.0.0"), Arrays.stream(arguments))
                .toArray(String[]::new));
    }

    private void start(String... arguments) {
        run(arguments).close();
    }

    private ConfigurableApplicationContext run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--roommesh.secret-file=" + folder.resolve("secret");
        all[arguments.length + 1] = "--roommesh.state-folder=" + folder.resolve("state");
        return SpringApplication.run(SignalingServer.class, all);
    }
}
