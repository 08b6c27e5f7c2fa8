package dev.roommesh.benchmarks.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SignalingPlanTest {
    private static final SignalingPlan PLAN = SignalingPlan.USUAL;

    @Test
    void eachOptionIsTakenUpToItsLimit() {
        assertThat(PLAN.with(SignalingPlan.RUNS_MAX, 10).memoryRuns()).isEqualTo(PLAN.memoryRuns());
        assertThat(PLAN.with(1, SignalingPlan.IDLE_SOCKETS_MAX).memoryRuns()).isEqualTo(1);
        assertThat(PLAN.withFlood(SignalingPlan.FLOOD_MAX).with(1, 10).floodPerSecond())
                .isEqualTo(SignalingPlan.FLOOD_MAX);
    }

    @Test
    void whatIsBeyondALimitNamesTheOption() {
        assertThatThrownBy(() -> PLAN.with(0, 10)).hasMessageStartingWith("--runs");
        assertThatThrownBy(() -> PLAN.with(SignalingPlan.RUNS_MAX + 1, 10)).hasMessageStartingWith("--runs");
        assertThatThrownBy(() -> PLAN.with(1, 9)).hasMessageStartingWith("--sockets");
        assertThatThrownBy(() -> PLAN.with(1, SignalingPlan.IDLE_SOCKETS_MAX + 1)).hasMessageStartingWith("--sockets");
        assertThatThrownBy(() -> PLAN.withFlood(-1)).hasMessageStartingWith("--flood-per-second");
        assertThatThrownBy(() -> PLAN.withFlood(SignalingPlan.FLOOD_MAX + 1))
                .hasMessageStartingWith("--flood-per-second");
    }
}
