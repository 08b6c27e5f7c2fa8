package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.Condition;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.signaling.RawPeer.Room;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that only speak HTTP, at the whole server. */
class HttpDiscoveryTest extends ServerScenario {
    @Test
    void theAdminAnswersAsItAnswersClientsOnASocket() {
        Room room = createRoom();
        RawPeer admin = connect();
        admin.joinAsWorker("w1", room, 100);
        admin.send(new FromPeer.AdminElected(new PeerId("w1"), 5));
        admin.next(FromServer.AdminChanged.class);

        var response = later(get(room, "?status=available&min_gpu_memory_mb=50&tag=a&tag=b&limit=3"));
        FromServer.QueryWorkers question = admin.next(FromServer.QueryWorkers.class);
        admin.send(new FromPeer.WorkerList(question.requestId(), answer(Source.ADMIN)));

        assertThat(question.filters().status()).isEqualTo(WorkerStatus.AVAILABLE);
        assertThat(question.filters().minGpuMemoryMb()).isEqualTo(50);
        assertThat(question.filters().tags()).containsExactly("a", "b");
        assertThat(question.limit()).isEqualTo(3);
        assertThat(response.join().statusCode()).isEqualTo(200);
        assertThat(read(response.join())).isEqualTo(answer(Source.ADMIN));
    }

    @Test
    void aPostedQuestionMayHaveConditionsOnProperties() {
        Room room = createRoom();
        RawPeer worker = connect();
        worker.joinAsWorker("w1", room, 100);
        var response = later(request(room, "").POST(BodyPublishers.ofString("""
                {"filters":{"properties":{"gpu_memory_mb":{"$gte":8}}},"limit":2,"room_id":"%s"}"""
                .formatted(room.id()))).build());
        FromServer.QueryWorkers question = worker.next(FromServer.QueryWorkers.class);
        worker.send(new FromPeer.WorkerList(question.requestId(), answer(Source.MEMBER)));
        assertThat(question.filters().properties()).containsOnlyKeys("gpu_memory_mb")
                .allSatisfy((_, condition) -> assertThat(condition).isInstanceOf(Condition.class));
        assertThat(read(response.join()).source()).isEqualTo(Source.MEMBER);
    }

    @Test
    void whereNobodyAnswersTheRegistrationsDo() {
        Room room = createRoom();
        assertThat(read(later(get(room, "")).join())).satisfies(empty -> {
            assertThat(empty.source()).isEqualTo(Source.REGISTRATIONS);
            assertThat(empty.workers()).isEmpty();
            assertThat(empty.stale()).isFalse();
        });
        connect().joinAsWorker("silent", room, 100);
        assertThat(read(later(get(room, "")).join())).satisfies(registered -> {
            assertThat(registered.source()).isEqualTo(Source.REGISTRATIONS);
            assertThat(registered.workers()).singleElement()
                    .satisfies(entry -> assertThat(entry.peerId()).isEqualTo(new PeerId("silent")));
            assertThat(registered.stale()).isTrue();
        });
    }

    @Test
    void everyAnswerSaysThatThereIsABetterWay() {
        Room room = createRoom();
        for (HttpRequest asked : new HttpRequest[]{get(room, ""), get(room, "?limit=0")}) {
            HttpResponse<String> response = later(asked).join();
            assertThat(response.headers().firstValue("Deprecation")).hasValue("@1793491200");
            assertThat(response.headers().firstValue("Sunset")).hasValue("Sat, 1 Jan 2028 00:00:00 GMT");
            assertThat(response.headers().firstValue("Link")).hasValue("</ws>; rel=\"successor-version\"");
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        }
    }

    @Test
    void whoHasNoTokenOfTheRoomIsToldWhatToSend() throws IOException, InterruptedException {
        Room room = createRoom();
        Room other = createRoom();
        double before = counted("401");
        for (HttpRequest asked : new HttpRequest[]{HttpRequest.newBuilder(address("")).build(),
                get(new Room(room.id(), "made-up"), ""), get(room, "?room_id=" + other.id())}) {
            HttpResponse<String> response = later(asked).join();
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.body()).contains("Authorization: Bearer TOKEN").doesNotContain(room.token());
            assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        }
        assertThat(counted("401")).isEqualTo(before + 3);
    }

    @ParameterizedTest
    @CsvSource({"?status=idle,available", "?limit=0,limit is 1 to", "?limit=x,whole numbers",
            "?min_gpu_memory_mb=-1,min_gpu_memory_mb is 0 to", "?room_id=%20,a room id has"})
    void aWrongParameterIsOneSentence(String parameters, String remedy) {
        HttpResponse<String> response = later(get(createRoom(), parameters)).join();
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"detail\":").contains(remedy);
    }

    @Test
    void aBodyThatIsNoQuestionOrTooLongIsRefused() {
        Room room = createRoom();
        assertThat(later(request(room, "").POST(BodyPublishers.ofString("{")).build()).join().statusCode())
                .isEqualTo(400);
        assertThat(later(request(room, "").POST(BodyPublishers.ofString("{\"limit\":0}")).build()).join().statusCode())
                .isEqualTo(400);
        String atLimit = "{}" + " ".repeat(64 * 1024 - 2);
        assertThat(later(request(room, "").POST(BodyPublishers.ofString(atLimit)).build()).join().statusCode())
                .isEqualTo(200);
        assertThat(later(request(room, "").POST(BodyPublishers.ofString(atLimit + " ")).build()).join().statusCode())
                .isEqualTo(413);
    }

    private double counted(String status) throws IOException, InterruptedException {
        return get("/actuator/prometheus").lines()
                .filter(line -> line.startsWith("roommesh_http_discoveries_total{status=\"" + status + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    private URI address(String parameters) {
        return URI.create("http://127.0.0.1:" + port + "/discover-workers" + parameters);
    }

    private HttpRequest.Builder request(Room room, String parameters) {
        return HttpRequest.newBuilder(address(parameters)).header("Authorization", "Bearer " + room.token())
                .timeout(LIMIT);
    }

    private HttpRequest get(Room room, String parameters) {
        return request(room, parameters).build();
    }

    private CompletableFuture<HttpResponse<String>> later(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static WorkerAnswer read(HttpResponse<String> response) {
        return switch (new DiscoveryJson().decode(response.body(), WorkerAnswer.class)) {
            case Decoded.Accepted<WorkerAnswer>(WorkerAnswer answer) -> answer;
            case Decoded.Rejected<WorkerAnswer>(_, String why) -> throw new AssertionError(why + response.body());
        };
    }
}
