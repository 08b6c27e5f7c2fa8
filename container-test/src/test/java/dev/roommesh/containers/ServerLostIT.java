package dev.roommesh.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Role;
import dev.roommesh.signaling.RawPeer;
import dev.roommesh.signaling.RawPeer.Room;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One of two servers is killed. */
class ServerLostIT {
    @Test
    void itsPeersComeBackOnTheOtherAndWhoDoesNotIsGoneWithItsLease() {
        try (var stack = new Stack(Map.of("lease", "6s", "restart-grace", "1s"))) {
            Room room = stack.createRoom();
            RawPeer stays = stack.connect(2);
            stays.joinAsWorker("stays", room, 1_000);
            RawPeer moves = stack.connect(1);
            FromServer.Registered first = moves.joinAsWorker("moves", room, 2_000);
            RawPeer lost = stack.connect(1);
            lost.joinAsWorker("lost", room, 3_000);
            stays.next(FromServer.PeerJoined.class);
            stays.next(FromServer.PeerJoined.class);
            stack.server(1).getDockerClient().killContainerCmd(stack.server(1).getContainerId()).exec();
            moves.awaitClosing();

            RawPeer moved = stack.connect();
            moved.send(new FromPeer.Register(new PeerId("moves"), room.id(), room.token(),
                    Role.WORKER, null, 1L, first.ticket(), null, null, null));
            assertThat(moved.next(FromServer.Registered.class).peers()).as("its place was kept").hasSize(2);
            assertThat(stays.next(FromServer.PeerJoined.class).peer().peerId()).isEqualTo(new PeerId("moves"));
            assertThat(stays.next(FromServer.PeerLeft.class))
                    .isEqualTo(new FromServer.PeerLeft(new PeerId("lost"), DepartureReason.LEASE_EXPIRED));
            stays.send(new FromPeer.DialMe(new PeerId("moves")));
            assertThat(moved.await(FromServer.DialMe.class).fromPeerId()).isEqualTo(new PeerId("stays"));
        }
    }
}
