package dev.roommesh.benchmarks.room;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ConnectionFacts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The signaling server's HTTP. */
public record ServerDoor(URI base, String creationKey) {
    private static final Duration BETWEEN = Duration.ofMillis(100);

    /** What {@code POST /create-room} answers. */
    record Created(String roomId, String token) {}

    /** Makes a room as soon as the server answers. */
    public ConnectionFacts createRoom(Duration limit) {
        return createRooms(1, limit).getFirst();
    }

    /** Makes rooms, the first as soon as the server answers. */
    public List<ConnectionFacts> createRooms(int count, Duration limit) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/create-room")).timeout(Duration.ofSeconds(2))
                .header("Authorization", "Bearer " + creationKey).POST(BodyPublishers.noBody()).build();
        long deadline = System.nanoTime() + limit.toNanos();
        List<ConnectionFacts> rooms = new ArrayList<>();
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (rooms.size() < count && System.nanoTime() < deadline) {
                Optional<Created> created = ask(http, request);
                created.ifPresent(
                        room -> rooms.add(ConnectionFacts.of(base.toString(), room.roomId(), room.token())));
                if (created.isEmpty()) BenchRoom.pause(BETWEEN);
            }
        }
        if (rooms.size() < count)
            throw new BenchFailure("The signaling server made " + rooms.size() + " of " + count + " rooms within "
                    + limit.toSeconds() + " s.");
        return rooms;
    }

    private static Optional<Created> ask(HttpClient http, HttpRequest request) {
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 && new DiscoveryJson().decode(answer.body(),
                    Created.class) instanceof Decoded.Accepted<Created>(Created created)
                            ? Optional.of(created)
                            : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("The benchmark was broken off.");
        }
    }
}
