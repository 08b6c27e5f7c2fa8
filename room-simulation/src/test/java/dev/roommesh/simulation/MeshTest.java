package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.MeshLink;
import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The mesh as each member tells it. */
class MeshTest {
    private static final int SIZE = 5;
    private static final PeerId ONE = Rooms.id(0);
    private static final PeerId OTHER = Rooms.id(1);

    @Test
    void aLinkThatIsCutIsMissingToAllAndItsEndsSayHowFarTheyAre() {
        Seeds.forEach("MeshTest", SIZE, room -> {
            Rooms.settle(room, SIZE);
            assertWhole(room);
            room.cut(ONE, OTHER);
            room.cut(OTHER, ONE);
            room.run(Duration.ofSeconds(8));
            for (PeerId peer : room.running()) {
                List<MeshLink> notOpen = room.view(peer).mesh().stream()
                        .filter(link -> link.state() != MeshLink.State.OPEN).toList();
                assertThat(notOpen).as("what " + peer + " says").singleElement().satisfies(link -> {
                    assertThat(link.a()).isEqualTo(ONE);
                    assertThat(link.b()).isEqualTo(OTHER);
                    if (peer.equals(ONE) || peer.equals(OTHER))
                        assertThat(link.state()).isIn(MeshLink.State.OFFERING, MeshLink.State.WAITING);
                    else
                        assertThat(link.state()).isEqualTo(MeshLink.State.MISSING);
                });
            }
            room.heal();
            room.run(Duration.ofSeconds(15));
            assertWhole(room);
        });
    }

    private static void assertWhole(SimulatedRoom room) {
        for (PeerId peer : room.running())
            assertThat(room.view(peer).mesh()).as("what " + peer + " says").hasSize(SIZE * (SIZE - 1) / 2)
                    .allMatch(link -> link.state() == MeshLink.State.OPEN);
    }
}
