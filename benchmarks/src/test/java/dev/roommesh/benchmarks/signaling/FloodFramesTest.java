package dev.roommesh.benchmarks.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloodFramesTest {
    @Test
    void aShortTextHasItsLengthInOneByte() {
        assertThat(FloodFrames.of("{}")).containsExactly(0x81, 0x82, 0, 0, 0, 0, '{', '}');
    }

    @ParameterizedTest
    @ValueSource(ints = {126, 255, 256, 65_535})
    void aLongerTextHasItsLengthInTwoBytesMore(int length) {
        byte[] frame = FloodFrames.of("x".repeat(length));
        assertThat(frame).hasSize(length + 8).startsWith(0x81, 0xFE, length >> 8, length & 0xFF, 0, 0, 0, 0);
        assertThat(new String(frame, 8, length, StandardCharsets.UTF_8)).containsOnlyOnce("x".repeat(length));
    }

    @Test
    void aTextThatIsTooLongIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> FloodFrames.of("x".repeat(65_536)));
    }

    @Test
    void manyAreOneAfterAnother() {
        byte[] one = FloodFrames.of("abc");
        byte[] three = FloodFrames.repeated("abc", 3);
        assertThat(three).hasSize(3 * one.length);
        assertThat(Arrays.copyOfRange(three, one.length, 2 * one.length)).isEqualTo(one);
    }
}
