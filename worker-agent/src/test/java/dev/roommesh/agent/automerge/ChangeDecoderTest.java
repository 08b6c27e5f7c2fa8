package dev.roommesh.agent.automerge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.agent.automerge.Change.Decoded;
import dev.roommesh.model.Limits;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.automerge.Document;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.junit.jupiter.api.Test;

class ChangeDecoderTest {
    private static final byte[] CONTENT = Arrays.copyOfRange(Genesis.change(), 10, Genesis.change().length);

    @Test
    void theGenesisIsWhatAutomergeMakesOfItAndHasItsName() {
        new Document().free();
        var document = new Document(Genesis.actor());
        try (var transaction = document.startTransaction()) {
            for (String section : Genesis.SECTIONS) {
                transaction.set(ObjectId.ROOT, section, ObjectType.MAP);
            }
            transaction.commit();
            assertThat(document.getHeads()).hasSize(1);
            assertThat(HexFormat.of().formatHex(document.getHeads()[0].getBytes())).isEqualTo(Genesis.HASH);
            assertThat(document.encodeChangesSince(new org.automerge.ChangeHash[0])).isEqualTo(Genesis.change());
        } finally {
            document.free();
        }
    }

    @Test
    void aHeaderIsRead() {
        assertThat(ChangeDecoder.decode(Genesis.change(), ChangeLimits.CHANGE))
                .isInstanceOfSatisfying(Decoded.Accepted.class, accepted -> assertThat(accepted.change().header())
                        .isEqualTo(new ChangeHeader("0".repeat(64), 1, 1, List.of(), Genesis.HASH)));
    }

    @Test
    void aCompressedChangeIsTheSameChange() {
        assertThat(ChangeDecoder.decode(chunk(2, deflated(CONTENT), CONTENT), ChangeLimits.CHANGE))
                .isEqualTo(ChangeDecoder.decode(Genesis.change(), ChangeLimits.CHANGE));
    }

    @Test
    void aCompressedChangeMustEndWhereItsStreamEnds() {
        byte[] compressed = deflated(CONTENT);
        assertRefused(chunk(2, Arrays.copyOf(compressed, compressed.length + 1), CONTENT), "inflates");
        assertRefused(chunk(2, Arrays.copyOf(compressed, compressed.length - 1), CONTENT), "inflates");
    }

    @Test
    void whatInflatesBeyondTheLimitIsRefused() {
        var zeros = new byte[64 * 1024 * 1024 - 1024];
        byte[] bomb = deflated(zeros);
        assertThat(bomb.length).isGreaterThan(Limits.CHANGE_BYTES_MAX);
        assertRefused(chunk(2, deflated(new byte[Inflated.BYTES_MAX + 1]), CONTENT), "inflates");
        assertThat(Inflated.of(deflated(new byte[Inflated.BYTES_MAX]), Inflated.BYTES_MAX)).hasSize(Inflated.BYTES_MAX);
        assertThat(Inflated.of(deflated(new byte[Inflated.BYTES_MAX + 1]), Inflated.BYTES_MAX)).isNull();
        assertThat(Inflated.of(new byte[0], Inflated.BYTES_MAX)).isNull();
    }

    @Test
    void onlyChangesAreTaken() {
        for (int type : new int[]{0, 3, 255}) {
            assertRefused(chunk(type, CONTENT, CONTENT), "another type");
        }
    }

    @Test
    void theChecksumBindsTheContent() {
        byte[] other = CONTENT.clone();
        other[other.length - 1] ^= 1;
        assertRefused(chunk(1, other, CONTENT), "wrong checksum");
        assertRefused(chunk(2, deflated(other), CONTENT), "wrong checksum");
    }

    @Test
    void sizesAreCheckedAtTheirEdges() {
        byte[] filled = Arrays.copyOf(Genesis.change(), Limits.CHANGE_BYTES_MAX + 1);
        assertRefused(filled, "over " + Limits.CHANGE_BYTES_MAX);
        assertRefused(Arrays.copyOf(filled, Limits.CHANGE_BYTES_MAX), "longer or shorter");
        assertRefused(new byte[0], "ends within");
    }

    @Test
    void aContentThatLiesIsRefusedInSpiteOfItsRightChecksum() {
        assertRefused(hex("00 00 01 01 00 00 00 00"), "no actor");
        assertRefused(hex("00 20" + "00".repeat(32) + "00 01 00 00 00 00"), "counts from 0");
        assertRefused(hex("00 20" + "00".repeat(32) + "01 00 00 00 00 00"), "counts from 0");
        assertRefused(hex("00 21" + "00".repeat(33) + "01 01 00 00 00 00"), "over 32");
        assertRefused(hex("01"), "dependencies");
        assertRefused(hex("8104"), "over 512");
        assertRefused(hex("ffffffffffffffffff01"), "over 512");
        assertRefused(hex("8000"), "longer than needed");
        assertRefused(hex("00 20" + "00".repeat(32) + "8180808008 01 00 00 00 00"), "sequence number over");
        assertRefused(hex("00 20" + "00".repeat(32) + "01 8080808008 00 00 00 00"), "operation's number over");
        assertRefused(hex("00 20" + "00".repeat(32) + "01 01 ffffffffffffffffffff00 00 00 00"), "time");
        assertRefused(hex("00 20" + "00".repeat(32) + "01 01 00 8102"), "over 256");
        assertRefused(hex("00 20" + "00".repeat(32) + "01 01 00 00 01 10" + "00".repeat(16) + "00"), "no actor");
        assertRefused(hex("00 20" + "00".repeat(32) + "01 01 00 00 00 21"), "number of columns over 12");
        assertRefused(hex("00 20" + "00".repeat(32) + "01 01 00 00 00 02 1501 1501 0000"), "out of order");
        assertRefused(hex("00 20" + "00".repeat(32) + "01 01 00 00 00 01 1501"), "ends within its columns");
        assertRefused(hex("00 20" + "00".repeat(32) + "01 01 00 00 00 00 00"), "more bytes than its columns");
    }

    @Test
    void anyContentWithARightChecksumIsReadWithoutAnException() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] content = Mutation.of(CONTENT, random);
            assertThat(ChangeDecoder.decode(chunk(1, content, content), ChangeLimits.CHANGE)).isNotNull();
        }
    }

    private static byte[] hex(String digits) {
        byte[] content = HexFormat.of().parseHex(digits.replace(" ", ""));
        return chunk(1, content, content);
    }

    /** A chunk whose checksum is right for what it is said to hold. */
    private static byte[] chunk(int type, byte[] payload, byte[] content) {
        byte[] checksum = Arrays.copyOf(ChangeDecoder.hash(content), ChangeDecoder.CHECKSUM_BYTES);
        return new LebWriter().raw(HexFormat.of().parseHex("856f4a83")).raw(checksum).raw(new byte[]{(byte) type})
                .prefixed(payload).toBytes();
    }

    private static byte[] deflated(byte[] content) {
        return Deflated.deflated(content);
    }

    private static void assertRefused(byte[] chunk, String why) {
        assertThat(ChangeDecoder.decode(chunk, ChangeLimits.CHANGE)).isInstanceOfSatisfying(Decoded.Rejected.class,
                rejected -> assertThat(rejected.why()).contains(why));
    }
}
