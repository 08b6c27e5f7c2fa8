package dev.roommesh.client.operator;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.RoomId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a signaling server over HTTP what operators alone may: each call waits for the answer, {@link #LIMIT} at most.
 * Safe for use by many threads; {@link #close} frees its threads.
 */
public final class OperatorClient implements AutoCloseable {
    /** How long an answer may take. */
    public static final Duration LIMIT = Duration.ofSeconds(10);
    /** A full room whose peers have registered as much as they may. */
    private static final int BODY_BYTES_MAX = 4 * 1024 * 1024;

    private final URI server;
    private final @Nullable String key;
    private final DiscoveryJson json = new DiscoveryJson();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT)
            .build();

    private record Wanted(@Nullable String role, @Nullable Long expiresInSeconds) {}

    private record Problem(String detail) {}

    /**
     * For one server.
     *
     * @param server its base address, {@code http} or {@code https}, without a slash at its end
     * @param key as the server's {@code roommesh.creation-key}; null where it has none and is on this machine
     */
    public OperatorClient(URI server, @Nullable String key) {
        this.server = server;
        this.key = key;
    }

    /**
     * Makes a room, with a token for whatever role.
     *
     * @throws OperatorException where the server does not
     */
    public IssuedToken createRoom() {
        return token(request("/create-room").POST(BodyPublishers.noBody()));
    }

    /**
     * Makes another token of a room.
     *
     * @param role {@code any}, {@code worker} or {@code client}
     * @param lifetime as the server's configuration says where null
     * @throws OperatorException where the server does not
     */
    public IssuedToken issue(RoomId room, String role, @Nullable Duration lifetime) {
        return token(request("/rooms/" + room + "/tokens").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        json.encodeAny(new Wanted(role, lifetime == null ? null : lifetime.toSeconds())))));
    }

    /**
     * Lets nobody in with this token any more, and ends the sockets of those who are.
     *
     * @throws OperatorException where the server does not
     */
    public void revoke(RoomId room, String tokenId) {
        if (!tokenId.matches("[A-Za-z0-9_-]{1,64}"))
            throw new OperatorException("That is no token's id: it is what rooms token shows as token_id.");
        send(request("/rooms/" + room + "/tokens/" + tokenId).DELETE());
    }

    /**
     * The rooms in which somebody is, or that were made lately.
     *
     * @throws OperatorException where the server does not tell
     */
    public RoomList rooms() {
        return answer(request("/rooms").GET(), RoomList.class);
    }

    /**
     * One room with its peers.
     *
     * @throws OperatorException where the server does not know it
     */
    public RoomDetail room(RoomId room) {
        return answer(request("/rooms/" + room).GET(), RoomDetail.class);
    }

    /**
     * Ends a room: whoever is in it is told and cut off, and no token that it has is worth anything any more. Safe to
     * repeat, and for rooms that the server does not know.
     *
     * @throws OperatorException where the server does not
     */
    public EndedRoom endRoom(RoomId room) {
        return answer(request("/rooms/" + room).DELETE(), EndedRoom.class);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path)).timeout(LIMIT);
        try {
            return key == null ? request : request.header("Authorization", "Bearer " + key);
        } catch (IllegalArgumentException unsendable) {
            // Its message would show the key.
            throw new OperatorException("The key has characters that no header has; check --key.");
        }
    }

    private IssuedToken token(HttpRequest.Builder request) {
        return answer(request, IssuedToken.class);
    }

    private <T> T answer(HttpRequest.Builder request, Class<T> type) {
        HttpResponse<String> answer = send(request);
        return switch (json.decode(answer.body(), type)) {
            case Decoded.Accepted<T>(T read) -> read;
            case Decoded.Rejected<T>(_, String why) ->
                throw new OperatorException("The server's answer makes no sense here (" + why
                        + "); check that both are of the same version.");
        };
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            // The time limit of a request ends with its headers.
            HttpResponse<String> answer = http.sendAsync(request.build(),
                    BodyHandlers.limiting(BodyHandlers.ofString(), BODY_BYTES_MAX))
                    .get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            if (answer.statusCode() / 100 == 2) return answer;
            throw new OperatorException(refusal(answer), answer.statusCode());
        } catch (TimeoutException late) {
            throw new OperatorException("No answer came from " + server + " within " + LIMIT.toSeconds()
                    + " s; try again, or check --server.");
        } catch (ExecutionException failed) {
            Throwable why = failed.getCause() == null ? failed : failed.getCause();
            throw new OperatorException("No signaling server answers at " + server + " ("
                    + why.getClass().getSimpleName() + "); check --server.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new OperatorException("This was broken off; ask again.");
        }
    }

    private String refusal(HttpResponse<String> answer) {
        if (json.decode(answer.body(), Problem.class) instanceof Decoded.Accepted<Problem>(Problem(String detail)))
            return "The server refused: " + detail.replaceAll("\\p{Cntrl}", "?");
        return "What answers at " + server + " is no signaling server (HTTP status " + answer.statusCode()
                + "); check --server.";
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
