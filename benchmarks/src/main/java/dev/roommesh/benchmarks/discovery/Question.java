package dev.roommesh.benchmarks.discovery;

import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.client.Reach;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.Way;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.Filters;
import dev.roommesh.model.Limits;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.model.WorkerStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The same question by one of the ways that a message takes. */
interface Question extends AutoCloseable {
    /** The usual one: which workers are free, and have enough GPU memory? */
    WorkerQuery QUERY = new WorkerQuery(new Filters(WorkerStatus.AVAILABLE, 1_000L, List.of(), Map.of()), 10);

    Duration LIMIT = Duration.ofSeconds(5);
    int DIRECT_CLIENTS = 8;
    Duration DIRECT_LIMIT = Duration.ofSeconds(20);

    /** Fails where no answer came, or a refusal. */
    CompletableFuture<?> ask();

    @Override
    void close();

    /** Client, server, admin, and back, over a connection that stands. */
    static Question overTheRelay(ConnectionFacts facts) {
        RoomClient client = RoomClient.connect(facts, LIMIT, Reach.RELAY);
        return new Question() {
            @Override
            public CompletableFuture<?> ask() {
                return client.discover(QUERY, LIMIT);
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    /**
     * Client, admin, and back, over data channels; the server takes no part. A worker reads {@link
     * Limits#QUESTIONS_PER_SECOND} of one client, so there are some.
     *
     * @throws BenchFailure where there is no channel
     */
    static Question directly(ConnectionFacts facts) {
        List<RoomClient> clients = Stream.generate(() -> RoomClient.connect(facts, LIMIT, Reach.DIRECT))
                .limit(DIRECT_CLIENTS).toList();
        var turn = new AtomicInteger();
        try {
            for (RoomClient client : clients)
                if (!client.awaitDirect(DIRECT_LIMIT))
                    throw new BenchFailure("No data channel: " + client.whyNotDirect().orElse("it ended") + ".");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return new Question() {
            @Override
            public CompletableFuture<?> ask() {
                RoomClient next = clients.get(Math.floorMod(turn.getAndIncrement(), clients.size()));
                return next.ask(QUERY, LIMIT).thenAccept(answer -> {
                    if (!(answer.way() instanceof Way.Direct))
                        throw new IllegalStateException("the answer came through the server");
                });
            }

            @Override
            public void close() {
                clients.forEach(RoomClient::close);
            }
        };
    }

    /** As old clients ask: a request to the server, which asks the admin; over connections that are kept. */
    static Question overHttp(ConnectionFacts facts) {
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest
                .newBuilder(URI.create(
                        facts.http() + "/discover-workers"))
                .header("Authorization", "Bearer " + facts.token()).header("Content-Type", "application/json")
                .timeout(LIMIT).POST(BodyPublishers.ofString("{\"room_id\":\"" + facts.room()
                        + "\",\"filters\":{\"status\":\"available\",\"min_gpu_memory_mb\":1000},\"limit\":10}"))
                .build();
        return new Question() {
            @Override
            public CompletableFuture<?> ask() {
                return http.sendAsync(request, BodyHandlers.ofString()).thenAccept(answer -> {
                    if (answer.statusCode() != 200)
                        throw new IllegalStateException("HTTP status " + answer.statusCode());
                });
            }

            @Override
            public void close() {
                http.shutdownNow();
            }
        };
    }
}
