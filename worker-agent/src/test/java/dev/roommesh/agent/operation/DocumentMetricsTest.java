package dev.roommesh.agent.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.agent.automerge.AutomergeRoomDocument;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RoomId;
import dev.roommesh.protocol.document.RoomDocument;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On the real document. */
class DocumentMetricsTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AutomergeRoomDocument native1 = document(ANA, 1);
    private final AutomergeRoomDocument other = document(BEN, 2);
    private final RoomDocument document = new DocumentMetrics(registry).measured(native1);

    private static AutomergeRoomDocument document(PeerId peer, int process) {
        byte[] bytes = new byte[AutomergeRoomDocument.PROCESS_BYTES];
        bytes[0] = (byte) process;
        return new AutomergeRoomDocument(new RoomId("lab"), peer, () -> {
            bytes[1]++;
            return Bytes.copyOf(bytes);
        });
    }

    @AfterEach
    void free() {
        native1.close();
        other.close();
    }

    @Test
    void itsSizeGrowsByEachChangeAndANewEpochForgetsTheOld() {
        double empty = bytes();
        assertThat(empty).as("the base").isPositive();
        List<Bytes> made = document.putOwn(profile(1), 1);
        assertThat(bytes()).isEqualTo(empty + made.getFirst().size());
        for (int i = 2; i < 100; i++)
            document.putOwn(profile(i), i);
        double grown = bytes();
        document.roll(1, Set.of(ANA));
        assertThat(bytes()).isPositive().isLessThan(grown);
    }

    @Test
    void changesOfOthersAreCountedByWhatBecameOfThem() {
        List<Bytes> first = other.putOwn(profile(1), 1);
        List<Bytes> second = other.putOwn(profile(2), 2);
        double before = bytes();
        document.merge(BEN, second);
        assertThat(merges("missing")).isEqualTo(1);
        document.merge(BEN, List.of(Bytes.copyOf(new byte[]{1, 2, 3})));
        assertThat(merges("refused")).isEqualTo(1);
        assertThat(bytes()).isEqualTo(before);
        document.merge(BEN, List.of(first.getFirst(), second.getFirst()));
        assertThat(merges("merged")).isEqualTo(1);
        assertThat(bytes()).isEqualTo(before + first.getFirst().size() + second.getFirst().size());
    }

    private double merges(String outcome) {
        return registry.get("roommesh.room.merges").tag("outcome", outcome).counter().count();
    }

    private double bytes() {
        return registry.get("roommesh.room.document.bytes").gauge().value();
    }

    private static Profile profile(long gpuMemoryMb) {
        return Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(gpuMemoryMb));
    }
}
