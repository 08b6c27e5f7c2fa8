package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.features.RegistrySetting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The careful beginning: 10, 50, 100 percent of a thousand rooms and back to none, while clients go on asking. */
class FlagRolloutTest extends ServerScenario {
    private static final int ROOMS = 1_000;
    /** That connect at once: all would wait for the server longer than it waits for a registration. */
    private static final int WAVE = 50;
    private static final int ASKERS = 4;
    private static final Duration TOLD = Duration.ofSeconds(20);
    private static final Duration SLOWEST = Duration.ofSeconds(10);

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void aRoomThatIsInStaysInAndNoQuestionFails() throws Exception {
        List<AnsweringWorker> workers = IntStream.range(0, ROOMS).mapToObj(i -> {
            var room = new RoomId("room-" + i);
            rooms.create(room, time.instant());
            return new AnsweringWorker(new RawPeer.Room(room, tokens.issue(room).text()));
        }).toList();
        set(0);
        List<WebSocket> sockets = new ArrayList<>();
        for (int from = 0; from < ROOMS; from += WAVE) {
            List<CompletableFuture<WebSocket>> joining = workers.subList(from, from + WAVE).stream()
                    .map(worker -> worker.join(http, uri("/ws")).orTimeout(TOLD.toSeconds(), TimeUnit.SECONDS))
                    .toList();
            joining.forEach(socket -> sockets.add(socket.join()));
        }
        assertThat(in(workers)).isEmpty();
        List<Thread> askers = IntStream.range(0, ASKERS).mapToObj(i -> Thread.startVirtualThread(() -> ask(workers, i)))
                .toList();

        Set<RoomId> before = Set.of();
        for (int percentage : new int[]{10, 50, 100}) {
            Set<RoomId> now = after(percentage, workers);
            assertThat(now).as("in at %d percent", percentage).containsAll(before);
            before = now;
        }
        assertThat(after(0, workers)).isEmpty();

        over.set(true);
        for (Thread asker : askers)
            asker.join(SLOWEST);
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(100);
        sockets.forEach(WebSocket::abort);
        assertThat(http.send(request("DELETE", ""), BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    private Set<RoomId> after(int percentage, List<AnsweringWorker> workers) throws IOException, InterruptedException {
        int sofar = answered.get();
        set(percentage);
        var setting = new RegistrySetting(true, percentage);
        Set<RoomId> chosen = workers.stream().map(worker -> worker.room().id()).filter(setting::includes)
                .collect(Collectors.toSet());
        await().atMost(TOLD).untilAsserted(() -> assertThat(in(workers)).isEqualTo(chosen));
        assertThat(chosen.size() * 100.0 / ROOMS).isBetween(percentage - 3.0, percentage + 3.0);
        await().atMost(TOLD).until(() -> answered.get() > sofar + 50);
        return in(workers);
    }

    private static Set<RoomId> in(List<AnsweringWorker> workers) {
        return workers.stream().filter(AnsweringWorker::registry).map(worker -> worker.room().id())
                .collect(Collectors.toSet());
    }

    /** Each question is answered, with the one worker that the room has. */
    private void ask(List<AnsweringWorker> workers, int seed) {
        var random = new Random(seed);
        while (!over.get()) {
            RawPeer.Room room = workers.get(random.nextInt(ROOMS)).room();
            HttpRequest question = HttpRequest.newBuilder(address("/discover-workers")).timeout(SLOWEST)
                    .header("Authorization", "Bearer " + room.token()).build();
            try {
                HttpResponse<String> response = http.send(question, BodyHandlers.ofString());
                if (response.statusCode() != 200 || !response.body().contains("\"total_count\":1"))
                    failures.add(room.id() + ": " + response.statusCode() + " " + response.body());
                if (!response.body().contains("\"source\":\"admin\"")
                        && !response.body().contains("\"source\":\"registrations\""))
                    failures.add(room.id() + ": " + response.body());
                answered.incrementAndGet();
            } catch (IOException | InterruptedException failed) {
                failures.add(room.id() + ": " + failed);
            }
        }
    }

    private void set(int percentage) throws IOException, InterruptedException {
        assertThat(http.send(request("POST", "{\"percentage\":" + percentage + "}"), BodyHandlers.ofString())
                .statusCode()).isEqualTo(200);
    }

    private HttpRequest request(String method, String body) {
        return HttpRequest.newBuilder(address("/actuator/featureflags/registry"))
                .header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body)).build();
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
