package dev.roommesh.agent.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.agent.operation.FeatureFlagsEndpoint.Flag;
import dev.roommesh.model.Features;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureFlagsEndpointTest {
    @Test
    void theServerDecidesOnceItWasHeard() {
        assertThat(new FeatureFlagsEndpoint(() -> Optional.of(new Features(false))).flags())
                .isEqualTo(Map.of("registry", new Flag(false, "server")));
    }

    @Test
    void untilThenTheDefaultStands() {
        assertThat(new FeatureFlagsEndpoint(Optional::empty).flags())
                .isEqualTo(Map.of("registry", new Flag(true, "default")));
    }
}
