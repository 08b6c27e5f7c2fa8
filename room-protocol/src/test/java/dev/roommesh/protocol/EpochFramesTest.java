package dev.roommesh.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochFramesTest {
    private static final Epoch FIRST = new Epoch(5, 1, "aa");
    private static final Epoch SECOND = new Epoch(5, 2, "bb");
    private static final PeerId ANA = new PeerId("ana");

    private static Bytes bytes(int size) {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        return Bytes.copyOf(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Limits.CHANGE_BYTES_MAX, Limits.CHANGE_BYTES_MAX + 1, Limits.BASE_BYTES_MAX})
    void aBaseIsTheSameAfterItsJourneyInWhateverOrder(int size) {
        Bytes base = bytes(size);
        List<MeshMessage> parts = BaseParts.cut(FIRST, base);
        Collections.shuffle(parts, new Random(1));
        BaseParts arrived = BaseParts.with(null, (MeshMessage.Base) parts.removeLast());
        for (MeshMessage part : parts) {
            assertThat(arrived.whole()).isEmpty();
            arrived = BaseParts.with(arrived, (MeshMessage.Base) part);
        }
        assertThat(arrived.whole()).contains(base);
    }

    @Test
    void aBaseOverTheLimitIsNeverCut() {
        assertThatThrownBy(() -> BaseParts.cut(FIRST, bytes(Limits.BASE_BYTES_MAX + 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void partsOfTwoBasesAreNotMixed() {
        var half = new MeshMessage.Base(FIRST, 0, 2, bytes(1));
        BaseParts other = BaseParts.with(BaseParts.with(null, half), new MeshMessage.Base(SECOND, 1, 2, bytes(1)));
        assertThat(other.whole()).isEmpty();
        assertThat(BaseParts.with(other, new MeshMessage.Base(SECOND, 0, 2, bytes(2))).whole()).isPresent();
    }

    @Test
    void whatIsHeldBackIsHandedOutForItsOwnHistoryInOrder() {
        var held = new HeldBack();
        var one = new MeshMessage.Changes(SECOND, List.of(bytes(1)));
        var two = new MeshMessage.Changes(SECOND, List.of(bytes(2)));
        held.add(ANA, new MeshMessage.Changes(FIRST, List.of(bytes(3))));
        held.add(ANA, one);
        held.add(ANA, two);
        assertThat(held.take(SECOND)).extracting(HeldBack.From::changes).containsExactly(one, two);
        assertThat(held.take(FIRST)).as("a worse history is dropped").isEmpty();
    }

    @Test
    void aBetterHistoryIsKeptWhenAWorseOneBegins() {
        var held = new HeldBack();
        held.add(ANA, new MeshMessage.Changes(SECOND, List.of(bytes(1))));
        assertThat(held.take(FIRST)).isEmpty();
        assertThat(held.take(SECOND)).hasSize(1);
    }

    @Test
    void ofEachPeerOnlySoMuchIsHeldBackAndEmptyMessagesCount() {
        var held = new HeldBack();
        int half = HeldBack.PEER_BYTES_MAX / 2 - 2 * HeldBack.OVERHEAD_BYTES;
        held.add(ANA, new MeshMessage.Changes(FIRST, List.of(bytes(half))));
        held.add(ANA, new MeshMessage.Changes(FIRST, List.of(bytes(half))));
        held.add(ANA, new MeshMessage.Changes(FIRST, List.of()));
        held.add(new PeerId("ben"), new MeshMessage.Changes(FIRST, List.of(bytes(half))));
        assertThat(held.take(FIRST)).hasSize(3);
    }
}
