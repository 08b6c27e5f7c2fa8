package dev.roommesh.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.codec.Decoded.Accepted;
import dev.roommesh.codec.Decoded.Cause;
import dev.roommesh.codec.Decoded.Rejected;
import dev.roommesh.model.Ballot;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Proposal;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.model.VersionVector;
import java.util.Collections;
import java.util.HexFormat;
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
    private static final ReservationId RESERVATION = new ReservationId("0123456789abcdef");
    private static final Epoch EPOCH = new Epoch(3, 1, "ab");
    private static final LinkAttempt ATTEMPT = new LinkAttempt(7, 3);

    private static final Roster ROSTER = new Roster(3, 4, List.of(new Candidate(ANA, 9), new Candidate(BEN, 8)));
    private static final Ballot BALLOT = new Ballot(5, new Candidate(ANA, 9));
    private static final Proposal PROPOSAL = new Proposal(BALLOT, ROSTER.at(), ROSTER.without(BEN, 5));

    private final MeshCodec codec = new MeshCodec();

    static Stream<MeshMessage> messages() {
        return Stream.of(
                new MeshMessage.Heartbeat(1, 2, 250, 3, ANA, true, new RosterVersion(3, 4), EPOCH, Long.MIN_VALUE,
                        Set.of(ANA, BEN)),
                new MeshMessage.Heartbeat(1, 2, 250, 0, null, false, RosterVersion.NONE, EPOCH, 0, Set.of()),
                new MeshMessage.BeatEcho(3, 9), new MeshMessage.Vouch(ANA, 2, 5, 1_000, Set.of(BEN)),
                new MeshMessage.Probe(-4), new MeshMessage.ProbeReply(-4, 3, null, new RosterVersion(3, 4)),
                new MeshMessage.Prepare(-4, BALLOT),
                new MeshMessage.Promise(-4, false, 3, null, new RosterVersion(3, 4), null, null),
                new MeshMessage.Promise(-4, true, 3, ANA, new RosterVersion(3, 4), BALLOT, PROPOSAL),
                new MeshMessage.Propose(ROSTER, PROPOSAL), new MeshMessage.Accepted(BALLOT, new RosterVersion(5, 5)),
                new MeshMessage.Outvoted(BALLOT), new MeshMessage.AdmitMe(24_000),
                new MeshMessage.RosterUpdate(ROSTER),
                new MeshMessage.Claim(5), new MeshMessage.HandOver(6),
                new MeshMessage.Changes(EPOCH, List.of(Bytes.ofHex("856f4a83"), Bytes.ofHex(""))),
                new MeshMessage.Wanted(EPOCH, new VersionVector(Map.of("aa", 3L, "bb", 1L))),
                new MeshMessage.Base(EPOCH, 1, 2, Bytes.ofHex("856f4a83")),
                new MeshMessage.Forwarded(ANA, BEN, new MeshMessage.BeatEcho(3, 9)),
                new MeshMessage.Relayed(ANA, BEN, new LinkSignal.Offer(ATTEMPT, "v=0")),
                new MeshMessage.Relayed(ANA, BEN, new LinkSignal.Answer(ATTEMPT, "v=0")),
                new MeshMessage.Relayed(ANA, BEN,
                        new LinkSignal.Candidate(ATTEMPT, new IceCandidate("candidate:1", "0", 0))),
                new MeshMessage.Relayed(ANA, BEN, new LinkSignal.DialMe()), new MeshMessage.Leaving(),
                new MeshMessage.Reserve(RESERVATION, ANA, 1_000), new MeshMessage.Reserved(RESERVATION, 0),
                new MeshMessage.Reserved(RESERVATION, 10_000), new MeshMessage.Release(RESERVATION));
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
    void whatNeedsALinkOfItsOwnIsNotForwarded() {
        for (MeshMessage message : List.of(new MeshMessage.Leaving(), new MeshMessage.Probe(1),
                new MeshMessage.HandOver(3), new MeshMessage.Vouch(ANA, 2, 5, 1_000, Set.of()),
                new MeshMessage.Forwarded(ANA, BEN, new MeshMessage.Claim(1)))) {
            assertThatThrownBy(() -> new MeshMessage.Forwarded(ANA, BEN, message))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aProposalBelongsToTheRosterThatItChanges() {
        assertThatThrownBy(() -> new MeshMessage.Propose(ROSTER.without(BEN, 4), PROPOSAL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Proposal(BALLOT, ROSTER.at(), ROSTER))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsCarriedAndIsTooLongInOurSpellingIsNoFrame() {
        Bytes most = Bytes.copyOf(new byte[Limits.CHANGE_BYTES_MAX]);
        var fits = new MeshMessage.Forwarded(ANA, BEN, new MeshMessage.Changes(EPOCH, List.of(most)));
        assertThat(codec.encodeCarried(fits)).isPresent();
        var more = new MeshMessage.Changes(EPOCH, List.of(most, most));
        assertThat(codec.encodeCarried(new MeshMessage.Forwarded(ANA, BEN, more))).isEmpty();
    }

    @Test
    void referencesToBytesThatCameBeforeDoNotMakeAFrameStandForMore() throws java.io.IOException {
        var references = new java.io.ByteArrayOutputStream();
        try (var writer = tools.jackson.dataformat.cbor.CBORMapper
                .builder(tools.jackson.dataformat.cbor.CBORFactory.builder()
                        .enable(tools.jackson.dataformat.cbor.CBORWriteFeature.STRINGREF).build())
                .build().createGenerator(references)) {
            writer.writeStartObject();
            writer.writeStringProperty("type", "changes");
            writer.writeName("epoch");
            writer.writeStartObject();
            writer.writeNumberProperty("term", 3);
            writer.writeNumberProperty("number", 1);
            writer.writeStringProperty("base", "ab");
            writer.writeEndObject();
            writer.writeName("chunks");
            writer.writeStartArray();
            for (int i = 0; i < 1_000; i++)
                writer.writeBinary(new byte[1_000]);
            writer.writeEndArray();
            writer.writeEndObject();
        }
        assertThat(references.size()).isLessThan(Limits.MESH_FRAME_BYTES_MAX);
        assertThat(codec.decode(references.toByteArray())).isInstanceOf(Rejected.class);
    }

    @Test
    void aBaseHasAFewParts() {
        assertThat(new MeshMessage.Base(EPOCH, Limits.BASE_PARTS_MAX - 1, Limits.BASE_PARTS_MAX, Bytes.ofHex("00")))
                .isNotNull();
        assertThatThrownBy(() -> new MeshMessage.Base(EPOCH, 0, Limits.BASE_PARTS_MAX + 1, Bytes.ofHex("00")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MeshMessage.Base(EPOCH, 1, 1, Bytes.ofHex("00")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The library fails at these with a fault of its own. */
    @Test
    void aListThatBeginsWithBytesIsNoMessage() {
        byte[] frame = HexFormat.of().parseHex("834474797065676c656176696e67ff");
        assertThat(codec.decode(frame)).isInstanceOfSatisfying(Rejected.class,
                rejected -> assertThat(rejected.cause()).isEqualTo(Cause.MALFORMED));
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
