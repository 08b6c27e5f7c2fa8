package dev.roommesh.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.roommesh.agent.SeenRoom;
import dev.roommesh.agent.http.LocalHttp.Answer;
import dev.roommesh.agent.operation.OwnProfile;
import dev.roommesh.agent.operation.PublishedView;
import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.Mode;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.WorkerStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The endpoints on a real port, configured as the worker's are, over raw requests. */
class LocalEndpointsTest {
    private static final String REMEDY = "{\"message\":\"Send {\\\"status\\\":\\\"available\\\"} or"
            + " {\\\"status\\\":\\\"maintenance\\\"}.\"}";
    private static final String MAINTENANCE = "{\"status\":\"maintenance\"}";
    private static final int MIB = 1024 * 1024;

    private static final ServletWebServerApplicationContext CONTEXT = start();

    private final LocalHttp http = new LocalHttp(port(CONTEXT));
    private final PublishedView view = CONTEXT.getBean(PublishedView.class);
    private final OwnProfile profile = CONTEXT.getBean(OwnProfile.class);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({RoomController.class, RoomEventsController.class, LocalNamesOnly.class, ErrorAnswers.class})
    static class Endpoints {
        @Bean
        PublishedView view() {
            return new PublishedView();
        }

        @Bean
        OwnProfile profile() {
            return new OwnProfile(Profile.EMPTY);
        }

        @Bean
        RoomId room() {
            return new RoomId("lab");
        }
    }

    private static ServletWebServerApplicationContext start() {
        return (ServletWebServerApplicationContext) SpringApplication.run(Endpoints.class, "--server.port=0",
                "--roommesh.worker.token=secret-token", "--management.endpoint.health.group.room.include=ping");
    }

    private static int port(ServletWebServerApplicationContext context) {
        return Objects.requireNonNull(context.getWebServer()).getPort();
    }

    @BeforeEach
    void beAvailable() {
        profile.setStatus(WorkerStatus.AVAILABLE);
    }

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    @Test
    void theRoomIsNotThereBeforeTheMemberHasSeenIt() throws IOException {
        try (var starting = start()) {
            Answer answer = new LocalHttp(port(starting)).get("/room");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("{\"message\":\"This worker is still starting; ask again.\"}");
        }
    }

    @Test
    void theRoomIsShownAsTheWorkerSeesIt() throws IOException {
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW.plusSeconds(1)));
        Answer answer = http.get("/room");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head()).contains("application/json");
        Map<?, ?> room = json(answer);
        assertThat(room.keySet().stream().map(String::valueOf)).containsExactlyInAnyOrder("peer_id", "room_id", "mode",
                "admin_peer_id", "admin_term", "acting_admin", "links_open", "links_expected", "links", "roster",
                "workers", "epoch", "document_changes");
        assertThat(room.get("peer_id")).isEqualTo("ana");
        assertThat(room.get("room_id")).isEqualTo("lab");
        assertThat(room.get("mode")).isEqualTo("normal");
        assertThat(room.get("admin_peer_id")).isEqualTo("ana");
        assertThat(room.get("admin_term")).isEqualTo(4);
        assertThat(room.get("acting_admin")).isEqualTo(true);
        assertThat(room.get("links_open")).isEqualTo(1);
        assertThat(room.get("links_expected")).isEqualTo(2);
        assertThat(room.get("epoch")).isEqualTo(2);
        assertThat(room.get("document_changes")).isEqualTo(17);
        assertThat((List<?>) room.get("workers")).hasSize(2);
        assertThat(room.get("roster")).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("version", 3);
        assertThat(room.get("links")).asInstanceOf(InstanceOfAssertFactories.LIST).last()
                .isEqualTo(Map.of("peer_id", "cleo", "state", "waiting",
                        "attempts", 2, "reason", "no answer in time", "heard", false, "hears_us", false));
    }

    @Test
    void whoListensIsToldTheRoomAndEachChange() throws IOException {
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW));
        try (var listener = new EventListener(port(CONTEXT))) {
            assertThat(listener.next()).contains("\"mode\":\"normal\"");
            view.accept(SeenRoom.of(Mode.READ_ONLY, null));
            assertThat(listener.next()).contains("\"mode\":\"read-only\"");
            assertThat(listener.next()).as("told again, for it has not changed").contains("\"mode\":\"read-only\"");
        }
    }

    @Test
    void asManyListenAsMayAndOneMoreIsRefused() throws IOException {
        view.accept(SeenRoom.of(Mode.NORMAL, SeenRoom.NOW));
        List<EventListener> listeners = new ArrayList<>();
        try {
            for (int count = 0; count < RoomEventsController.LISTENERS_MAX; count++) {
                // The place of an earlier listener is free once a write to it has failed.
                listeners.add(await().until(() -> new EventListener(port(CONTEXT)), EventListener::isHeard));
            }
            Answer refused = http.get("/room/events");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).isEqualTo("{\"message\":\"8 listen already; end one of them.\"}");
        } finally {
            for (EventListener listener : listeners)
                listener.close();
        }
    }

    @Test
    void theStatusIsReadAndSet() throws IOException {
        assertThat(http.get("/status").body()).isEqualTo("{\"status\":\"available\"}");
        Answer set = http.put("/status", MAINTENANCE);
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.body()).isEqualTo(MAINTENANCE);
        assertThat(profile.status()).isEqualTo(WorkerStatus.MAINTENANCE);
        assertThat(http.get("/status").body()).isEqualTo(MAINTENANCE);
        assertThat(http.put("/status", "{\"status\":\"available\"}").status()).isEqualTo(200);
        assertThat(profile.status()).isEqualTo(WorkerStatus.AVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "{}", "[]", "null", "{\"status\":null}", "{\"status\":\"busy\"}",
            "{\"status\":\"reserved\"}", "{\"status\":\"asleep\"}", "{\"status\":\"maintenance\"} and more"})
    void anyOtherBodyIsRefusedWithTheRemedy(String body) throws IOException {
        assertRefused(http.put("/status", body));
    }

    @Test
    void aBodyAtItsLimitIsReadAndOneOverItIsNot() throws IOException {
        String padded = MAINTENANCE + " ".repeat(RoomController.BODY_BYTES_MAX - MAINTENANCE.length());
        assertRefused(http.put("/status", padded + " "));
        assertThat(http.put("/status", padded).status()).isEqualTo(200);
    }

    /** Whoever read the whole of it would wait for the rest that never comes. */
    @Test
    void aLargeBodyIsRefusedBeforeItHasCome() throws IOException {
        Answer answer = http.send("PUT", "/status", "localhost", LocalHttp.contentLength(MIB),
                " ".repeat(RoomController.BODY_BYTES_MAX + 1));
        assertRefused(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8080"})
    void thisMachinesNamesAreAnswered(String host) throws IOException {
        assertThat(http.send("GET", "/status", host, "", "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
            "10.0.0.1"})
    void aPageOfAnotherNameIsRefused(String host) throws IOException {
        for (String path : List.of("/status", "/actuator/health", "/room", "/room/events", "/status;a=b")) {
            Answer answer = http.send("GET", path, host, "X-Forwarded-Host: localhost\r\n", "");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body())
                    .isEqualTo("{\"message\":\"Ask a worker as 127.0.0.1, localhost or [::1]; nothing else may.\"}");
        }
        Answer set = http.send("PUT", "/status", host, LocalHttp.contentLength(MAINTENANCE.length()), MAINTENANCE);
        assertThat(set.status()).isEqualTo(403);
        assertThat(profile.status()).isEqualTo(WorkerStatus.AVAILABLE);
    }

    @Test
    void aPageOfAnotherOriginGetsNoLeaveToSetTheStatus() throws IOException {
        Answer asked = http.send("OPTIONS", "/status", "127.0.0.1", """
                Origin: http://evil.example\r
                Access-Control-Request-Method: PUT\r
                Access-Control-Request-Headers: content-type\r
                """, "");
        assertThat(asked.head()).doesNotContainIgnoringCase("Access-Control-Allow");
        assertThat(http.send("POST", "/status?_method=PUT", "127.0.0.1",
                LocalHttp.contentLength(MAINTENANCE.length()), MAINTENANCE).status()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "nonsense"})
    void aStatusThatIsNotJsonIsRefusedWithTheRemedy(String type) throws IOException {
        assertNotJson("Content-Type: " + type + "\r\n");
    }

    @Test
    void aStatusWithoutATypeIsRefusedWithTheRemedy() throws IOException {
        assertNotJson("");
    }

    @Test
    void jsonMayNameItsCharacters() throws IOException {
        assertThat(putTyped("Content-Type: application/json;charset=UTF-8\r\n").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/error", "/nowhere"})
    void whatIsNotThereIsToldInTheFormOfAllErrors(String path) throws IOException {
        for (String accept : List.of("*/*", "text/html")) {
            Answer answer = http.send("GET", path, "127.0.0.1", "Accept: " + accept + "\r\n", "");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.head()).contains("application/json");
            assertThat(answer.body()).isEqualTo("{\"message\":\"Not Found.\"}");
        }
    }

    @Test
    void anotherMethodIsToldInTheFormOfAllErrors() throws IOException {
        Answer answer = http.send("DELETE", "/status", "127.0.0.1", "", "");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Method Not Allowed.\"}");
    }

    @Test
    void theConfigurationIsNotShown() throws IOException {
        for (String path : List.of("env", "configprops", "beans", "heapdump", "loggers", "threaddump", "mappings")) {
            assertThat(http.get("/actuator/" + path).status()).as(path).isEqualTo(404);
        }
        assertThat(http.get("/actuator/info").body()).isEqualTo("{}");
        for (String path : List.of("", "/health", "/info", "/prometheus")) {
            Answer answer = http.get("/actuator" + path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.body()).as(path).doesNotContain("secret");
        }
    }

    private void assertRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(REMEDY);
        assertThat(profile.status()).isEqualTo(WorkerStatus.AVAILABLE);
    }

    private void assertNotJson(String header) throws IOException {
        Answer answer = putTyped(header);
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.body())
                .isEqualTo("{\"message\":\"Send the status as JSON, with Content-Type: application/json.\"}");
        assertThat(profile.status()).isEqualTo(WorkerStatus.AVAILABLE);
    }

    private Answer putTyped(String header) throws IOException {
        return http.send("PUT", "/status", "127.0.0.1",
                header + "Content-Length: " + MAINTENANCE.length() + "\r\n", MAINTENANCE);
    }

    private static Map<?, ?> json(Answer answer) {
        var decoded = new DiscoveryJson().decode(answer.body(), Map.class);
        return decoded instanceof Decoded.Accepted<?>(Map<?, ?> map) ? map : fail(decoded.toString());
    }
}
