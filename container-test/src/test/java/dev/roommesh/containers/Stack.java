package dev.roommesh.containers;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.RawPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/** An engine, two servers that share it, and a load balancer before them. */
final class Stack implements AutoCloseable {
    static final String CREATION_KEY = "a-key-for-tests-alone";
    private static final int PORT = 8080;
    private static final int READABLE = 0444;
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    final Network network = Network.newNetwork();
    final GenericContainer<?> engine = container(Images.redis(), "engine")
            .withCommand("redis-server", "--save", "", "--appendonly", "no", "--protected-mode", "no")
            .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));
    private final List<GenericContainer<?>> servers = new ArrayList<>();
    private final GenericContainer<?> balancer = container(Images.haproxy(), "load-balancer")
            .withCommand("haproxy", "-f", "/etc/roommesh/haproxy.cfg")
            .withCopyFileToContainer(
                    MountableFile.forHostPath(Images.top("deploy/load-balancer/haproxy.cfg"), READABLE),
                    "/etc/roommesh/haproxy.cfg")
            .withExposedPorts(PORT).waitingFor(Wait.forHttp("/health").forPort(PORT));
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param settings of both servers, as {@code roommesh.lease} */
    Stack(Map<String, String> settings) {
        this(settings, Map.of());
    }

    /** @param variables of both servers' environment */
    Stack(Map<String, String> settings, Map<String, String> variables) {
        engine.start();
        for (int number = 1; number <= 2; number++)
            servers.add(server(number, settings, variables));
        servers.parallelStream().forEach(GenericContainer::start);
        balancer.start();
    }

    private GenericContainer<?> server(int number, Map<String, String> settings, Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(
                Map.of("ROOMMESH_ENGINE", "redis://engine:6379", "ROOMMESH_CREATION_KEY", CREATION_KEY));
        environment.putAll(variables);
        settings.forEach((name, value) -> environment.put("ROOMMESH_" + name.toUpperCase(Locale.ROOT)
                .replace("-", ""), value));
        return container(Images.server(), "signaling-" + number).withEnv(environment)
                .withCopyToContainer(Transferable.of("a secret of 32 bytes or more for tests!".getBytes(
                        StandardCharsets.UTF_8), READABLE), "/run/roommesh/signing")
                .withExposedPorts(PORT)
                .waitingFor(Wait.forHttp("/actuator/health/readiness").forPort(PORT)
                        .withStartupTimeout(START_LIMIT));
    }

    GenericContainer<?> container(String image, String name) {
        return new GenericContainer<>(image).withImagePullPolicy(_ -> false).withNetwork(network)
                .withNetworkAliases(name)
                // For whoever looks for the reason of a failure.
                .withLogConsumer(line -> System.out.print("[" + name + "] " + line.getUtf8String()));
    }

    /** The container of one server, from 1. */
    GenericContainer<?> server(int number) {
        return servers.get(number - 1);
    }

    /** Where everybody else finds the servers. */
    URI front() {
        return uri(balancer);
    }

    URI at(int server) {
        return uri(server(server));
    }

    private static URI uri(GenericContainer<?> container) {
        return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
    }

    /** A peer that is connected to one server. */
    RawPeer connect(int server) {
        return new RawPeer(socket(at(server)));
    }

    /** A peer that is connected to whichever server the load balancer chooses. */
    RawPeer connect() {
        return new RawPeer(socket(front()));
    }

    private static URI socket(URI base) {
        return URI.create("ws" + base.toString().substring("http".length()) + "/ws");
    }

    record Created(String roomId, String token) {}

    RawPeer.Room createRoom() {
        HttpResponse<String> response = send(HttpRequest.newBuilder(front().resolve("/create-room"))
                .header("Authorization", "Bearer " + CREATION_KEY).POST(HttpRequest.BodyPublishers.noBody()));
        if (new DiscoveryJson().decode(response.body(),
                Created.class) instanceof Decoded.Accepted<Created>(Created(String room, String token)))
            return new RawPeer.Room(new RoomId(room), token);
        throw new AssertionError(response.statusCode() + " " + response.body());
    }

    HttpResponse<String> get(int server, String path) {
        return send(HttpRequest.newBuilder(at(server).resolve(path)));
    }

    /** Whether the load balancer passes on to the servers, and both of them are ready. */
    boolean isInFront() {
        return send(HttpRequest.newBuilder(front().resolve("/health"))).statusCode() == 200
                && get(1, "/actuator/health/readiness").statusCode() == 200
                && get(2, "/actuator/health/readiness").statusCode() == 200;
    }

    /** Its published port may be another after a restart. */
    boolean isReady(GenericContainer<?> server) {
        try {
            return server.execInContainer("curl", "-fsS", "-o", "/dev/null",
                    "http://127.0.0.1:" + PORT + "/actuator/health/readiness").getExitCode() == 0;
        } catch (IOException | InterruptedException | RuntimeException notYet) {
            return false;
        }
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        balancer.stop();
        servers.forEach(GenericContainer::stop);
        engine.stop();
        network.close();
    }
}
