package dev.roommesh.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.RoomClient;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.Filters;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.signaling.RawPeer.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;

/** Real workers in containers of their own, introduced by whichever of two servers each came to. */
class WorkersIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WORKERS = 4;
    private static final PeerId BEST = new PeerId("worker-" + WORKERS);

    @Test
    void workersOfBothServersAreOneRoomThatDoesNotNoticeTheLossOfAServer() throws Exception {
        List<GenericContainer<?>> workers = new ArrayList<>();
        try (var stack = new Stack(Map.of())) {
            Room room = stack.createRoom();
            for (int number = 1; number <= WORKERS; number++)
                workers.add(worker(stack, room, number));
            workers.forEach(GenericContainer::start);
            var facts = ConnectionFacts.of(stack.front().toString(), room.id().value(), room.token());
            try (var client = RoomClient.connect(facts)) {
                WorkerAnswer whole = awaitWhole(client);
                assertThat(client.discover(new WorkerQuery(Filters.NONE, 100)).join().workers())
                        .extracting(WorkerEntry::peerId)
                        .contains(new PeerId("worker-1"), BEST);
                stack.server(1).getDockerClient().killContainerCmd(stack.server(1).getContainerId()).exec();
                WorkerAnswer after = awaitWhole(client);
                assertThat(after.adminTerm()).isEqualTo(whole.adminTerm());
            }
        } finally {
            workers.forEach(GenericContainer::stop);
        }
    }

    private static WorkerAnswer awaitWhole(RoomClient client) {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(200)).ignoreExceptions().until(
                () -> client.discover(WorkerQuery.ALL).join(),
                answer -> answer.source() == Source.ADMIN && answer.totalCount() == WORKERS
                        && BEST.equals(answer.adminPeerId()));
    }

    private static GenericContainer<?> worker(Stack stack, Room room, int number) {
        return stack.container(Images.worker(), "worker-" + number).withCommand("--server",
                "http://load-balancer:8080", "--room", room.id().value(), "--token", room.token(), "--name",
                "worker-" + number, "--gpu-memory-mb", Integer.toString(8192 * number));
    }
}
