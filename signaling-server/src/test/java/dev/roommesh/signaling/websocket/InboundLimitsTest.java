package dev.roommesh.signaling.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class InboundLimitsTest {
    @Test
    void aMessageMayComeInPartsUpToItsLimitInBytes() {
        var partial = new PartialText(6);
        partial.add("123");
        partial.add("\u00e94");
        assertThat(partial.end()).isEqualTo(new PartialText.Whole.Message("123\u00e94", 6));
        partial.add("123");
        partial.add("\u00e945");
        assertThat(partial.end()).as("seven bytes in six characters").isEqualTo(new PartialText.Whole.TooLong());
        partial.add("1234567");
        partial.add("8");
        assertThat(partial.end()).isEqualTo(new PartialText.Whole.TooLong());
        partial.add("ok");
        assertThat(partial.end()).isEqualTo(new PartialText.Whole.Message("ok", 2));
    }
}
