package dev.roommesh.system;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.WorkerEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One worker's process, and what it says on its local endpoints. */
record Worker(String name, long pid, int httpPort) {
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final DiscoveryJson JSON = new DiscoveryJson();

    /** The room as the worker sees it. */
    record Room(PeerId peerId, Mode mode, @Nullable PeerId adminPeerId, long adminTerm, boolean actingAdmin,
            int linksOpen, int linksExpected, List<Link> links, Roster roster, List<WorkerEntry> workers,
            long epoch, long documentChanges) {
        /** How many links a frame has crossed in both directions lately. */
        long linksAliveBothWays() {
            return links.stream().filter(link -> link.state().equals("open") && link.heard() && link.hearsUs()).count();
        }
    }

    record Link(PeerId peerId, String state, boolean heard, boolean hearsUs) {}

    /** Empty while it does not answer. */
    Optional<Room> room() {
        return get("/room").map(text -> switch (JSON.decode(text, Room.class)) {
            case Decoded.Accepted<Room>(Room room) -> room;
            case Decoded.Rejected<Room>(_, String why) -> throw new AssertionError(why + ": " + text);
        });
    }

    Optional<String> get(String path) {
        try {
            HttpResponse<String> answer = HTTP.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException silent) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    int put(String path, String body) {
        return send("PUT", path, body);
    }

    /** @return the status of the answer */
    int send(String method, String path, String body) {
        try {
            return HTTP.send(request(path).header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path)).timeout(Duration.ofSeconds(2));
    }

    PeerId peerId() {
        return new PeerId(name);
    }

    boolean isRunning() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    /** How often it concluded something since its start: {@code died}, {@code claimed}, {@code removed}, and so on. */
    long concluded(String kind) {
        return get("/actuator/prometheus").orElseThrow(() -> new AssertionError(name + " shows no metrics")).lines()
                .filter(line -> line.startsWith("roommesh_room_conclusions_total{")
                        && line.contains("kind=\"" + kind + "\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    /** @param signal as {@code kill} names it: KILL, STOP, CONT, TERM */
    void signal(String signal) {
        Signals.send(pid, signal);
    }
}
