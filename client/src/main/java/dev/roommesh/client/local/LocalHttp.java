package dev.roommesh.client.local;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Asks the HTTP of processes on this machine. What does not answer, or not with what was expected, is empty. */
final class LocalHttp implements AutoCloseable {
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    static final int BODY_BYTES_MAX = 256 * 1024;
    static final String HOST = "127.0.0.1";

    private final DiscoveryJson json = new DiscoveryJson();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_LIMIT).build();

    /** The answer of the signaling server to {@code POST /create-room}. */
    record CreatedRoom(String roomId, String token) {}

    static URI base(int port) {
        return URI.create("http://" + HOST + ":" + port);
    }

    CompletableFuture<Boolean> isReady(int port) {
        return send(request(port, "/actuator/health/readiness").GET().build())
                .thenApply(answer -> answer.filter(ok -> ok.statusCode() == 200).isPresent());
    }

    CompletableFuture<Optional<CreatedRoom>> createRoom(int port) {
        return send(request(port, "/create-room").POST(BodyPublishers.noBody()).build())
                .thenApply(answer -> answer.flatMap(ok -> read(ok, CreatedRoom.class)));
    }

    CompletableFuture<Optional<RoomReport>> room(int port) {
        return send(request(port, "/room").GET().build())
                .thenApply(answer -> answer.flatMap(ok -> read(ok, RoomReport.class)));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create(base(port) + path)).timeout(ANSWER_LIMIT);
    }

    private CompletableFuture<Optional<HttpResponse<String>>> send(HttpRequest request) {
        // The time limit of a request ends with its headers.
        return http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), BODY_BYTES_MAX)).copy()
                .orTimeout(ANSWER_LIMIT.toNanos(), TimeUnit.NANOSECONDS).handle((answer, trouble) -> {
                    if (trouble == null) return Optional.of(answer);
                    Throwable cause = trouble instanceof CompletionException && trouble.getCause() != null
                            ? trouble.getCause()
                            : trouble;
                    if (cause instanceof Error fault) throw fault;
                    return Optional.empty();
                });
    }

    private <T> Optional<T> read(HttpResponse<String> answer, Class<T> type) {
        if (answer.statusCode() / 100 != 2) return Optional.empty();
        return json.decode(answer.body(), type) instanceof Decoded.Accepted<T>(T content)
                ? Optional.of(content)
                : Optional.empty();
    }
}
