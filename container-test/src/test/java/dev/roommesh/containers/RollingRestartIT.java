package dev.roommesh.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.client.RoomClient;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.signaling.RawPeer;
import dev.roommesh.signaling.RawPeer.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;

/** Both servers are restarted, one after the other, while clients ask again and again. */
class RollingRestartIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int CLIENTS = 4;
    /** So long that as many as may wait at once are more than come within one's limit. */
    private static final Duration BETWEEN = Duration.ofMillis(100);

    /** A worker that answers as admin, and comes back by the load balancer when its socket ends. */
    private static final class Admin implements AutoCloseable {
        private final Stack stack;
        private final Room room;
        private volatile boolean closed;
        private volatile RawPeer peer;
        private volatile String ticket;

        Admin(Stack stack, Room room) {
            this.stack = stack;
            this.room = room;
            this.peer = stack.connect();
            this.ticket = peer.joinAsWorker("admin", room, 1_000).ticket();
            peer.send(new FromPeer.AdminElected(new PeerId("admin"), 5));
            Thread.startVirtualThread(this::serve);
        }

        private void serve() {
            while (!closed) {
                FromServer.QueryWorkers question = peer.poll(FromServer.QueryWorkers.class);
                if (question != null) peer.send(new FromPeer.WorkerList(question.requestId(), answer()));
                else if (peer.hasEnded() && !closed) comeBack();
            }
        }

        private void comeBack() {
            try {
                RawPeer again = stack.connect();
                again.send(new FromPeer.Register(new PeerId("admin"), room.id(), room.token(), Role.WORKER, null, 1L,
                        ticket, new PeerId("admin"), 5L, null));
                if (again.awaitAnswer() instanceof FromServer.Registered registered) {
                    ticket = registered.ticket();
                    peer = again;
                }
            } catch (RuntimeException noServer) {
                // It tries again.
            }
        }

        private static WorkerAnswer answer() {
            return new WorkerAnswer(List.of(), 0, new PeerId("admin"), 5, Instant.parse("2030-01-01T00:00:00Z"), false,
                    Source.ADMIN, Mode.NORMAL);
        }

        @Override
        public void close() {
            closed = true;
            peer.close();
        }
    }

    @Test
    void noQuestionFailsWhileBothServersAreRestarted() throws Exception {
        Queue<CompletableFuture<WorkerAnswer>> asked = new ConcurrentLinkedQueue<>();
        List<RoomClient> clients = new ArrayList<>();
        try (var stack = new Stack(Map.of()); var clock = Executors.newScheduledThreadPool(1)) {
            Room room = stack.createRoom();
            try (var _ = new Admin(stack, room)) {
                for (int i = 0; i < CLIENTS; i++) {
                    RoomClient client = RoomClient.connect(
                            ConnectionFacts.of(stack.front().toString(), room.id().value(), room.token()));
                    clients.add(client);
                    var _ = clock.scheduleAtFixedRate(() -> asked.add(client.discover(WorkerQuery.ALL)), 0,
                            BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
                }
                for (int number = 1; number <= 2; number++)
                    restart(stack, stack.server(number));
                int before = asked.size();
                await().atMost(LIMIT).until(() -> asked.size() > before + 100);
                clock.shutdown();
                assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
                for (CompletableFuture<WorkerAnswer> answer : asked)
                    assertThat(answer).succeedsWithin(LIMIT);
                assertThat(asked.stream().map(CompletableFuture::join).map(WorkerAnswer::source))
                        .contains(Source.ADMIN);
            } finally {
                clients.forEach(RoomClient::close);
            }
        }
    }

    /** As an operator's tool does: told to end, given the time to, and started again. */
    private static void restart(Stack stack, GenericContainer<?> server) {
        var docker = server.getDockerClient();
        docker.stopContainerCmd(server.getContainerId()).withTimeout(60).exec();
        docker.startContainerCmd(server.getContainerId()).exec();
        await().atMost(LIMIT).until(() -> stack.isReady(server));
    }
}
