package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.room.Cleanup;
import dev.roommesh.benchmarks.room.Home;
import dev.roommesh.benchmarks.room.ServerDoor;
import dev.roommesh.benchmarks.soak.Footprint;
import dev.roommesh.benchmarks.soak.GarbageCollection;
import dev.roommesh.benchmarks.soak.Scrape;
import dev.roommesh.client.local.LocalProcesses;
import dev.roommesh.client.local.Programs;
import dev.roommesh.client.local.Programs.Extra;
import dev.roommesh.model.ConnectionFacts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Signaling servers, each a process of its own with the limits that it has by itself, and an engine where there are
 * several. Owned by one thread, but for {@link #close}.
 */
final class Servers implements Cleanup.Started {
    static final String HOST = "127.0.0.1";

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    /** For ten thousand sockets; that of {@code up} is for one room. It wins over the launcher's argument file. */
    private static final Map<String, String> HEAP = Map.of("_JAVA_OPTIONS", "-Xmx512m");

    private final Programs programs;
    private final Home home = Home.make();
    private final LocalProcesses processes;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Running> running = new ArrayList<>();
    private boolean isClosed;

    private record Running(ServerDoor door, long pid) {}

    private Servers(Programs programs, int count) {
        this.programs = programs;
        this.processes = new LocalProcesses(home.state());
        try {
            Cleanup.add(this);
            List<Integer> ports = FreePorts.take(count + 1);
            List<String> configuration = count > 1 ? share(ports.getLast()) : List.of();
            for (int number = 1; number <= count; number++)
                running.add(launch("server-" + number, ports.get(number - 1), configuration));
            running.forEach(server -> server.door().createRoom(START_LIMIT));
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Starts them; each has answered then. */
    static Servers start(Programs programs, int count) {
        return new Servers(programs, count);
    }

    int count() {
        return running.size();
    }

    URI base(int server) {
        return running.get(server).door().base();
    }

    /** New rooms; with an engine, all servers have them. */
    List<ConnectionFacts> createRooms(int count) {
        return running.getFirst().door().createRooms(count, START_LIMIT);
    }

    /** Workers that are registered with a server now. */
    long registered(int server) {
        try {
            return Math.round(Scrape.of(base(server), http).sum("roommesh_workers", ""));
        } catch (IOException silent) {
            throw silent(silent);
        } catch (InterruptedException interrupted) {
            throw brokenOff();
        }
    }

    /** Processor time that the servers have used until now, together. */
    Duration processorTime() {
        return running.stream()
                .map(server -> ProcessHandle.of(server.pid()).flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow(() -> new BenchFailure("A signaling server that should run is gone.")))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** What a server holds, just after a garbage collection. */
    Footprint footprint(int server) {
        long pid = running.get(server).pid();
        try {
            GarbageCollection.in(pid);
            Scrape scrape = Scrape.of(base(server), http);
            return Footprint.of(pid, scrape.sum("roommesh_registrations_total", ""),
                    scrape.sum("jvm_memory_used_bytes", "area=\"heap\""));
        } catch (IOException silent) {
            throw silent(silent);
        } catch (InterruptedException interrupted) {
            throw brokenOff();
        }
    }

    @Override
    public synchronized void close() {
        if (isClosed) return;
        isClosed = true;
        processes.end();
        http.shutdownNow();
        home.close();
        Cleanup.remove(this);
    }

    private List<String> share(int enginePort) {
        processes.launch("engine", false, enginePort, log -> Engine.start(enginePort, home.folder(), log));
        return List.of("--roommesh.engine=redis://" + HOST + ":" + enginePort,
                // Nobody is to be sent elsewhere when they end.
                "--roommesh.drain-notice=0s", "--roommesh.drain-over=0s");
    }

    private Running launch(String name, int port, List<String> configuration) {
        var extra = new Extra(List.of(), home.temporaryFiles(), configuration, HEAP);
        Process process = processes.launch(name, false, port,
                log -> programs.startServer(port, home.state().secretFile(), extra, log));
        return new Running(new ServerDoor(URI.create("http://" + HOST + ":" + port), Home.randomHex()), process.pid());
    }

    private static BenchFailure silent(IOException why) {
        return new BenchFailure("A signaling server that should run does not answer: " + why.getMessage());
    }

    private static BenchFailure brokenOff() {
        Thread.currentThread().interrupt();
        return new BenchFailure("The benchmark was broken off.");
    }
}
