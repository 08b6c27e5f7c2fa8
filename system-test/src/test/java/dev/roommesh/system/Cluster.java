package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.RoomClient;
import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A signaling server and workers, each a process of its own, started by {@code ./roommesh up} and ended by {@code down}. */
final class Cluster implements AutoCloseable {
    private static final DiscoveryJson JSON = new DiscoveryJson();

    private final Shell shell;
    private final Connection connection;
    private final List<Started> started;
    private @Nullable Process restarted;

    private record Connection(String server, String room, String token) {}

    private record Started(String name, boolean isWorker, long pid, int httpPort) {}

    private record Processes(List<Started> processes) {}

    private Cluster(Shell shell) {
        this.shell = shell;
        this.connection = read("connection.json", Connection.class);
        this.started = read("processes.json", Processes.class).processes();
    }

    static Cluster up(int workers) {
        return up(workers, Map.of());
    }

    /** @param environment of all its processes, beside the test's own */
    static Cluster up(int workers, Map<String, String> environment) {
        Shell shell = new Shell(temporary(), environment);
        boolean complete = false;
        try {
            Shell.Outcome up = shell.roommesh("up", "--workers", Integer.toString(workers), "--detach", "--port",
                    Integer.toString(freePort()));
            assertThat(up.exitCode()).as(up.output()).isZero();
            complete = true;
            return new Cluster(shell);
        } finally {
            if (!complete) shell.roommesh("down");
        }
    }

    Shell shell() {
        return shell;
    }

    ConnectionFacts facts() {
        return ConnectionFacts.of(connection.server(), connection.room(), connection.token());
    }

    List<Worker> workers() {
        return started.stream().filter(Started::isWorker)
                .map(process -> new Worker(process.name(), process.pid(), process.httpPort())).toList();
    }

    /** The k-th worker, from 1; a later one has more GPU memory. */
    Worker worker(int number) {
        return workers().get(number - 1);
    }

    long serverPid() {
        return started.stream().filter(process -> !process.isWorker()).findFirst().orElseThrow().pid();
    }

    /** Asks anew, over a connection of its own. */
    WorkerAnswer ask(WorkerQuery query) {
        try (var client = RoomClient.connect(facts())) {
            return client.discover(query).join();
        }
    }

    /** Waits until an answer is as wished. */
    WorkerAnswer awaitAnswer(Duration limit, Predicate<WorkerAnswer> wish) {
        return await().atMost(limit).pollInterval(Duration.ofMillis(50)).ignoreExceptions()
                .until(() -> ask(WorkerQuery.ALL), wish);
    }

    /** Waits until each of these workers sees the room as wished. */
    void awaitRoom(Duration limit, List<Worker> observers, Predicate<Worker.Room> wish) {
        for (Worker worker : observers) {
            await(worker.name()).atMost(limit).pollInterval(Duration.ofMillis(100)).until(worker::room,
                    room -> room.filter(wish).isPresent());
        }
    }

    /** Starts the server's process again, just as it was started; it ends with the cluster. */
    void restartServer(List<String> command) {
        try {
            restarted = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(shell.home().resolve("server-again.log").toFile()).start();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The command line of a process. */
    static List<String> commandOf(long pid) {
        try {
            return Arrays.asList(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).split("\0"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        Shell.Outcome down = shell.roommesh("down");
        // Not one of those that `up` has started.
        if (restarted != null) restarted.destroy();
        Logs.keep(this);
        try (Stream<Path> files = Files.walk(shell.home())) {
            files.sorted(Comparator.reverseOrder()).forEach(Cluster::delete);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        assertThat(down.exitCode()).as(down.output()).isZero();
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private <T> T read(String file, Class<T> type) {
        try {
            Path path = shell.home().resolve(".roommesh").resolve(file);
            return switch (JSON.decode(Files.readString(path), type)) {
                case Decoded.Accepted<T>(T content) -> content;
                case Decoded.Rejected<T>(_, String why) -> throw new AssertionError(file + ": " + why);
            };
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("roommesh-system-test");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
