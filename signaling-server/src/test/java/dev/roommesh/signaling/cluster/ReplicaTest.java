package dev.roommesh.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.signaling.cluster.Replica.Change;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.signaling.room.Member;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReplicaTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");
    private static final String PROFILE = "{\"tags\":[\"x\"],\"properties\":{\"gpu_memory_mb\":8000}}";
    private static final long NOW = 1_000;

    private final Replica room = Replica.of(
            Map.of("v", "7", "term", "5", "admin", "ana", "vacant", "0", "w:ana", "here 1 worker 2 500 meshed", "l:ana",
                    "1000",
                    "w:ben", "there 4 client 1 600 meshed", "l:ben", "2000", "w:cid", "there 5 worker 3 700 meshed",
                    "l:cid", "999"),
            Map.of("ana", PROFILE), NOW, ReplicaTest::way);

    private static Optional<Connection> way(Owner owner) {
        return owner.server().equals("lost")
                ? Optional.empty()
                : Optional.of(new RemoteConnection(owner, (_, _) -> {}, new SignalCodec()));
    }

    private static Change put(long version, String place) {
        return new Change(Long.toString(version), "5", "ana", false, "dan", place, PROFILE, null, false);
    }

    @Test
    void itHasWhoseLeasesRunInTheOrderInWhichTheyJoined() {
        assertThat(room.view().members().keySet()).as("a lease that ends now still runs").containsExactly(BEN, ANA);
        Member ana = room.view().worker(ANA).orElseThrow();
        assertThat(ana.profile().gpuMemoryMb()).isEqualTo(8000);
        assertThat(ana.connection()).isEqualTo(way(new Owner("here", "1")).orElseThrow());
        assertThat(room.view().members().get(BEN)).satisfies(ben -> {
            assertThat(ben).isNotNull();
            assertThat(ben.role()).isEqualTo(Role.CLIENT);
            assertThat(ben.profile()).isEqualTo(Profile.EMPTY);
        });
        assertThat(room.view().admin()).contains(ANA);
        assertThat(room.view().term()).isEqualTo(5);
    }

    @Test
    void theNextChangeIsTakenAndAnyOtherShowsAGap() {
        Replica next = room.with(put(8, "there 9 worker 4 800 meshed"), ReplicaTest::way).orElseThrow();
        assertThat(next.version()).isEqualTo(8);
        assertThat(next.view().worker(new PeerId("dan"))).isPresent();
        assertThat(room.with(put(9, "there 9 worker 4 800 meshed"), ReplicaTest::way)).as("8 was missed").isEmpty();
        assertThat(room.isPast(put(7, "there 9 worker 4 800 meshed"))).isTrue();
        assertThat(room.isPast(put(8, "there 9 worker 4 800 meshed"))).isFalse();
    }

    @Test
    void whoTakesNoPartInTheRegistryIsKnownAsSuch() {
        Replica next = room.with(put(8, "there 9 worker 4 800 apart"), ReplicaTest::way).orElseThrow();
        assertThat(next.view().worker(new PeerId("dan"))).isPresent();
        assertThat(next.view().meshed(new PeerId("dan"))).isEmpty();
        assertThat(next.view().meshed(ANA)).isPresent();
    }

    @Test
    void whoLeavesIsNoAdminAnyMore() {
        Replica next = room.with(new Change("8", "5", "ana", true, null, null, null, "ana", false), ReplicaTest::way)
                .orElseThrow();
        assertThat(next.view().members()).containsOnlyKeys(BEN);
        assertThat(next.view().admin()).isEmpty();
        assertThat(room.without(8, ANA).orElseThrow().view()).isEqualTo(next.view());
    }

    @Test
    void whatIsReadAfterTheEngineHasBegunAnewIsNewerWhateverItsVersion() {
        assertThat(room.outdated().version()).isNegative();
        assertThat(room.outdated().view()).isEqualTo(room.view());
    }

    @Test
    void whatTheEngineCannotHaveWrittenIsPassedOver() {
        assertThat(room.with(put(8, "there 9"), ReplicaTest::way).orElseThrow().view()).isEqualTo(room.view());
        assertThat(room.with(put(8, "lost 9 worker 4 800 meshed"), ReplicaTest::way).orElseThrow().view())
                .as("a socket that is gone").isEqualTo(room.view());
    }
}
