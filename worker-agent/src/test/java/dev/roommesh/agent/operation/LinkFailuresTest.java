package dev.roommesh.agent.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.agent.webrtc.WebRtcLinks;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.link.Links;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LinkFailuresTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LinkFailures failures = new LinkFailures(registry);

    @Test
    void eachCauseIsCountedAndWhatAPeerSaysMakesNone() {
        assertThat(counts()).as("there from the start").hasSize(5).containsEntry("no_answer", 0.0);
        fail(Links.NO_ANSWER);
        fail(Links.NO_PATH);
        fail(WebRtcLinks.ICE_FAILED);
        fail(WebRtcLinks.CONNECTION_FAILED);
        for (int i = 0; i < 100; i++)
            fail("making an answer failed: " + i);
        assertThat(counts()).isEqualTo(Map.of("no_answer", 1.0, "no_path", 1.0, "ice_failed", 1.0,
                "connection_failed", 1.0, "other", 100.0));
    }

    private void fail(String why) {
        failures.accept(new Conclusion.LinkFailed(new PeerId("ben"), 1, why));
    }

    private Map<String, Double> counts() {
        return registry.get("roommesh.room.link.failures").counters().stream()
                .collect(Collectors.toMap(it -> it.getId().getTag("cause"), Counter::count));
    }
}
