package dev.roommesh.containers;

import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.RawPeer.Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.testcontainers.utility.ResourceReaper;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cluster of a compose file as ./deploy/up starts it, but for images, ports, and a Prometheus that hurries. */
final class Compose implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Variant variant;
    private final Path folder;
    private final String project = "roommesh-test-" + UUID.randomUUID().toString().substring(0, 8);
    private final int front = freePort();
    private final int prometheus = freePort();
    private final Map<String, String> variables;

    /** Which file, and the option of ./deploy/up that chooses it; empty for none. */
    enum Variant {
        SEVERAL_SERVERS("docker-compose.yml", ""), MINIMAL("docker-compose.minimal.yml", "--minimal");

        private final String file;
        private final String option;

        Variant(String file, String option) {
            this.file = file;
            this.option = option;
        }
    }

    Compose(Variant variant) {
        this.variant = variant;
        folder = Path.of("target", "compose", variant.name().toLowerCase(Locale.ROOT)).toAbsolutePath();
        variables = Map.ofEntries(Map.entry("COMPOSE_FILE", variant.file),
                Map.entry("COMPOSE_PROJECT_NAME", project),
                Map.entry("BASE_IMAGE", Images.base()), Map.entry("BUILD_NETWORK", "host"),
                Map.entry("REDIS_IMAGE", Images.redis()), Map.entry("HAPROXY_IMAGE", Images.haproxy()),
                Map.entry("PROMETHEUS_IMAGE", Images.prometheus()),
                Map.entry("SIGNALING_IMAGE", project + "-signaling"), Map.entry("WORKER_IMAGE", project + "-worker"),
                Map.entry("ROOMMESH_SECRETS", folder.resolve("secrets").toString()),
                Map.entry("PROMETHEUS_CONFIG", folder.resolve("prometheus").toString()),
                Map.entry("ROOMMESH_PORT", Integer.toString(front)),
                Map.entry("PROMETHEUS_PORT", Integer.toString(prometheus)));
        hurry();
        ResourceReaper.instance().registerLabelsFilterForCleanup(Map.of("com.docker.compose.project", project));
    }

    /** As it is, but that scrapes, evaluations and the time until an alert fires are seconds. */
    private void hurry() {
        try {
            Path files = Files.createDirectories(folder.resolve("prometheus"));
            Files.writeString(files.resolve("prometheus.yml"), Files
                    .readString(AlertRules.FOLDER.resolve("prometheus.yml")).replace("interval: 15s", "interval: 2s")
                    .replace("timeout: 10s", "timeout: 2s"));
            Files.writeString(files.resolve("alerts.yml"),
                    Files.readString(AlertRules.FOLDER.resolve("alerts.yml")).replaceAll("for: \\w+", "for: 1s"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Builds the images, and waits until everything is healthy. */
    void up(int workers) {
        List<String> command = new ArrayList<>(List.of(Images.top("deploy/up").toString()));
        if (!variant.option.isEmpty()) command.add(variant.option);
        command.addAll(List.of("--scale", "worker=" + workers));
        run(command.toArray(String[]::new));
    }

    String compose(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "compose"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    /** @return what it wrote, errors included */
    private String run(String... command) {
        try {
            Path output = Files.createTempFile(folder, "run", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).directory(Images.top(".").toFile())
                    .redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(variables);
            Process process = builder.start();
            boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly();
            String written = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0)
                throw new AssertionError(String.join(" ", command) + "\n" + written);
            return written;
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    /** The room that ./deploy/up made. */
    Room room() {
        JsonNode made = JsonMapper.shared().readTree(folder.resolve("secrets/room"));
        return new Room(new RoomId(made.get("room_id").asString()), made.get("token").asString());
    }

    /** Whose the operators' doors are. */
    String creationKey() {
        try {
            return Files.readString(folder.resolve("secrets/creation-key")).strip();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    URI front() {
        return URI.create("http://127.0.0.1:" + front);
    }

    URI socket() {
        return URI.create("ws://127.0.0.1:" + front + "/ws");
    }

    URI prometheus() {
        return URI.create("http://127.0.0.1:" + prometheus);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    @Override
    public void close() {
        Path log = folder.resolve("containers.log");
        try {
            Files.writeString(log, compose("logs", "--no-color"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            compose("down", "--volumes", "--timeout", "5");
            run("docker", "image", "rm", "--force", project + "-signaling", project + "-worker");
        }
    }
}
