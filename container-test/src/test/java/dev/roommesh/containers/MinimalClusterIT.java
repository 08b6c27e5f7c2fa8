package dev.roommesh.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.RoomClient;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Role;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.signaling.RawPeer;
import dev.roommesh.signaling.RawPeer.Room;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The cluster of docker-compose.minimal.yml. */
class MinimalClusterIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void oneServerAloneHasItsWorkersAndRemembersWhatItRevokedOverARestart() throws Exception {
        try (var cluster = new Compose(Compose.Variant.MINIMAL)) {
            cluster.up(1);
            Room room = cluster.room();
            var facts = ConnectionFacts.of(cluster.front().toString(), room.id().value(), room.token());
            try (var client = await().atMost(LIMIT).ignoreExceptions().until(() -> RoomClient.connect(facts),
                    _ -> true)) {
                WorkerAnswer answer = await().atMost(LIMIT).ignoreExceptions().until(
                        () -> client.discover(WorkerQuery.ALL).join(), it -> it.source() == Source.ADMIN);
                assertThat(answer.totalCount()).isEqualTo(1);
            }
            assertThat(end(cluster, room).statusCode()).isEqualTo(200);
            cluster.compose("restart", "signaling");
            await().atMost(LIMIT).ignoreExceptions().until(() -> refusal(cluster, room),
                    ErrorCode.TOKEN_REVOKED::equals);
        }
    }

    private static ErrorCode refusal(Compose cluster, Room room) {
        try (var guest = new RawPeer(cluster.socket())) {
            guest.send(RawPeer.register("guest", room, Role.CLIENT, 0));
            return guest.await(FromServer.Refused.class).code();
        }
    }

    private static HttpResponse<String> end(Compose cluster, Room room) throws Exception {
        return HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(cluster.front().resolve("/rooms/" + room.id().value()))
                        .header("Authorization", "Bearer " + cluster.creationKey()).DELETE().build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
