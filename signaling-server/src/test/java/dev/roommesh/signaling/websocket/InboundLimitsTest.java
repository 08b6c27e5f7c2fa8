package dev.roommesh.signaling.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class InboundLimitsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

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

    @Test
    void aBudgetIsSpentAtOnceAndFillsWithTime() {
        var budget = new Budget(3, 2, NOW);
        assertThat(budget.take(3, NOW)).isTrue();
        assertThat(budget.take(1, NOW)).isFalse();
        assertThat(budget.take(1, NOW.plusMillis(499))).isFalse();
        assertThat(budget.take(1, NOW.plusMillis(501))).isTrue();
        assertThat(budget.take(4, NOW.plusSeconds(100))).as("no more than its capacity").isFalse();
        assertThat(budget.take(3, NOW.plusSeconds(100))).isTrue();
    }
}
