package dev.roommesh.benchmarks.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.agent.webrtc.WebRtcLinks;
import org.junit.jupiter.api.Test;

class LinkPlanTest {
    @Test
    void theLeastAndTheMostAreTakenAndSampledOftenEnough() {
        var least = new LinkPlan(LinkPlan.MESSAGES_MIN, LinkPlan.REDIALS_MIN);
        assertThat(least.messagesPerFactory()).isEqualTo(LinkPlan.MESSAGES_MIN / LinkPlan.SAMPLES);
        assertThat(least.redialsPerSample()).isEqualTo(1);
        var most = new LinkPlan(LinkPlan.MESSAGES_MAX, LinkPlan.REDIALS_MAX);
        assertThat(most.messagesPerFactory()).isEqualTo(WebRtcLinks.MESSAGES_MAX_DEFAULT);
    }

    @Test
    void theFirstSixthIsLeftOut() {
        var plan = new LinkPlan(12_000, 12);
        assertThat(plan.isWarm(2_000, plan.messages())).isFalse();
        assertThat(plan.isWarm(2_001, plan.messages())).isTrue();
    }
}
