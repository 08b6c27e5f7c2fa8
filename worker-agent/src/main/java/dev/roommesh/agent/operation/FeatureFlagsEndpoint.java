package dev.roommesh.agent.operation;

import dev.roommesh.model.Features;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Which features are in force for this worker, and who set them. */
@Endpoint(id = "featureflags")
public final class FeatureFlagsEndpoint {
    private final Supplier<Optional<Features>> features;

    FeatureFlagsEndpoint(Supplier<Optional<Features>> features) {
        this.features = features;
    }

    /** {@code registry}: whether discovery is answered by the room itself. */
    @ReadOperation
    public Map<String, Flag> flags() {
        return features.get().map(decided -> Map.of("registry", new Flag(decided.registry(), "server")))
                .orElseGet(() -> Map.of("registry", new Flag(true, "default")));
    }

    /**
     * A feature.
     *
     * @param enabled whether it is on
     * @param setBy {@code server}, or {@code default} while the server has not been heard
     */
    public record Flag(boolean enabled, String setBy) {}
}
