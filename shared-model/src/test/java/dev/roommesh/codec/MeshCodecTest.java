package dev.roommesh.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.codec.Decoded.Accepted;
import dev.roommesh.codec.Decoded.Cause;
import dev.roommesh.codec.Decoded.Rejected;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.model.VersionVector;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeshCodecTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");
    private static final Epoch EPOCH = new Epoch(3, 1, "ab");
    private static final LinkAttempt ATTEMPT = new LinkAttempt(7, 3);

    private final MeshCodec codec = new MeshCodec();

    static Stream<MeshMessage> messages() {
        return Stream.of(
                new MeshMessage.Heartbeat(1, 2, 250, 3, ANA, new RosterVersion(3, 4), EPOCH, Long.MIN_VALUE,
                        Set.of(ANA, BEN)),
                new MeshMessage.Heartbeat(1, 2, 250, 0, null, RosterVersion.NONE, EPOCH, 0, Set.of()),
                new MeshMessage.BeatEcho(3, 9), new MeshMessage.Vouch(ANA, 2, 5, 1_000, Set.of(BEN)),
                new MeshMessage.Probe(-4), new MeshMessage.ProbeReply(-4, 3, null, new RosterVersion(3, 4)),
                new MeshMessage.AdmitMe(24_000),
                new MeshMessage.RosterUpdate(new Roster(3, 4, List.of(new Candidate(ANA, 9), new Candidate(BEN, 8)))),
                new MeshMessage.Claim(5), new MeshMessage.HandOver(6),
                new MeshMessage.Changes(EPOCH, List.of(Bytes.ofHex("856f4a83"), Bytes.ofHex(""))),
                new MeshMessage.Wanted(EPOCH, new VersionVector(Map.of("aa", 3L, "bb", 1L))),
                new MeshMessage.Relayed(ANA, BEN, new LinkSignal.Offer(ATTEMPT, "v=0")),
                new MeshMessage.Relayed(ANA, BEN, new LinkSignal.Answer(ATTEMPT, "v=0")),
                new MeshMessage.Relayed(ANA, BEN,
                        new LinkSignal.Candidate(ATTEMPT, new IceCandidate("candidate:1", "0", 0))),
                new MeshMessage.Relayed(ANA, BEN, new LinkSignal.DialMe()), new MeshMessage.Leaving());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatAWorkerSaysComesBackAsItWas(MeshMessage message) {
        assertThat(codec.decode(codec.encode(message))).isEqualTo(new Accepted<>(message));
    }

    @Test
    void everyMessageIsTried() {
        assertThat(messages().map(Object::getClass).distinct())
                .hasSize(MeshMessage.class.getPermittedSubclasses().length);
    }

    @Test
    void aRosterIsWrittenWithoutWhatItConcludes() {
        byte[] frame = codec.encode(new MeshMessage.RosterUpdate(new Roster(3, 4, List.of(new Candidate(ANA, 9)))));
        assertThat(new String(frame, java.nio.charset.StandardCharsets.ISO_8859_1)).contains("gpu_memory_mb")
                .doesNotContain("founded");
    }

    @Test
    void aFrameOverTheLimitIsRefusedUnreadAndNeverBuilt() {
        assertThat(codec.decode(new byte[Limits.MESH_FRAME_BYTES_MAX + 1])).isInstanceOfSatisfying(Rejected.class,
                rejected -> assertThat(rejected.cause()).isEqualTo(Cause.TOO_LARGE));
        var tooMuch = new MeshMessage.Changes(EPOCH, List.of(Bytes.copyOf(new byte[Limits.MESH_FRAME_BYTES_MAX])));
        assertThatThrownBy(() -> codec.encode(tooMuch)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tooManyChangesOrPeersAreRefused() {
        var most = Collections.nCopies(Limits.CHANGES_PER_FRAME_MAX, Bytes.ofHex("00"));
        assertThat(codec.decode(codec.encode(new MeshMessage.Changes(EPOCH, most)))).isInstanceOf(Accepted.class);
        assertThatThrownBy(() -> new MeshMessage.Changes(EPOCH,
                Collections.nCopies(Limits.CHANGES_PER_FRAME_MAX + 1, Bytes.ofHex("00"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mutatedFramesAreValuesAndNeverExceptions() {
        var random = new Random(7);
        List<byte[]> frames = messages().map(codec::encode).toList();
        for (int round = 0; round < 20_000; round++) {
            byte[] frame = frames.get(random.nextInt(frames.size())).clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = java.util.Arrays.copyOf(frame,
                    random.nextInt(8) == 0 ? random.nextInt(frame.length) : frame.length);
            assertThat(codec.decode(cut)).isNotNull();
        }
    }
}
