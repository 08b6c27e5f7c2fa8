package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server over HTTP, as old programs ask it. */
public record OldDoors(URI server) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Who has signed in. */
    public record Identity(String name, String idToken) {}

    public record Room(String id, String token) {}

    public Identity signIn() {
        Map<String, Object> answer = post("/anonymous-signin", null, null);
        return new Identity(OldTrace.word(answer, "username"), OldTrace.word(answer, "id_token"));
    }

    public Room createRoom(Identity by) {
        Map<String, Object> answer = post("/create-room", null, by.idToken());
        return new Room(OldTrace.word(answer, "room_id"), OldTrace.word(answer, "token"));
    }

    Map<String, Object> post(String path, @Nullable Map<String, Object> body, @Nullable String bearer) {
        HttpResponse<String> response = ask(path, body == null ? "" : OldTrace.text(body), bearer);
        assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
        return OldTrace.object(response.body());
    }

    HttpResponse<String> ask(String path, String body, @Nullable String bearer) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (bearer != null) request.header("Authorization", "Bearer " + bearer);
        return send(request.build());
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(server.resolve(path)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    /** As old workers and clients register; the newest workers say whether they want their mesh's office. */
    public static Map<String, Object> register(Identity peer, Room room, @Nullable String role,
            @Nullable Boolean isAdmin, long gpuMemoryMb) {
        Map<String, Object> frame = new LinkedHashMap<>(Map.of("type", "register", "peer_id", peer.name(), "room_id",
                room.id(), "token", room.token(), "id_token", peer.idToken()));
        if (role == null) return frame;
        frame.put("role", role);
        frame.put("metadata", Map.of("tags", List.of("sleap-rtc"), "properties",
                Map.of("gpu_memory_mb", gpuMemoryMb, "status", "available")));
        if (isAdmin != null) frame.put("is_admin", isAdmin);
        return frame;
    }
}
