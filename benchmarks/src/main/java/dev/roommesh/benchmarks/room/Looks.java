package dev.roommesh.benchmarks.room;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Listens to each worker's {@code /room/events}, over one connection to each. A worker tells what changes at once, so
 * looking costs nothing while nothing changes; asking every 20 ms took a tenth of a core for each worker.
 */
public final class Looks implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(100);
    private static final String DATA = "data:";

    private final Observer observer;
    private final DiscoveryJson json = new DiscoveryJson();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT).build();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isClosed;

    Looks(Observer observer) {
        this.observer = observer;
    }

    void add(String worker, URI base) {
        HttpRequest request = local(base.resolve("/room/events")).GET().build();
        threads.add(Thread.ofPlatform().daemon().name("look-" + worker).start(() -> look(worker, request)));
    }

    /** A request that a worker takes for one of its own machine, wherever it runs. */
    public static HttpRequest.Builder local(URI address) {
        return HttpRequest.newBuilder(address).header("Host", "127.0.0.1");
    }

    @Override
    public void close() {
        isClosed = true;
        threads.forEach(Thread::interrupt);
        http.shutdownNow();
    }

    private void look(String worker, HttpRequest request) {
        while (!isClosed) {
            listen(worker, request);
            if (isClosed) return;
            observer.saw(worker, null);
            LockSupport.parkNanos(this, RECONNECT_AFTER.toNanos());
        }
    }

    /** Returns when the worker has ended, or is not there yet. */
    private void listen(String worker, HttpRequest request) {
        try {
            var answer = http.send(request, BodyHandlers.ofInputStream());
            try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (answer.statusCode() == 200 && line.startsWith(DATA))
                        observer.saw(worker, read(line.substring(DATA.length())));
                }
            }
        } catch (IOException silent) {
            // It has ended, or has not begun: both show as silence.
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private Sight read(String body) {
        return switch (json.decode(body, Sight.class)) {
            case Decoded.Accepted<Sight>(Sight sight) -> sight;
            case Decoded.Rejected<Sight>(_, String why) ->
                throw new IllegalStateException("a worker's view of the room cannot be read: " + why);
        };
    }
}
