package dev.roommesh.agent.operation;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Which features are in force for this worker, who set them, and the way to keep it out. */
@Endpoint(id = "featureflags")
public final class FeatureFlagsEndpoint {
    static final String REGISTRY = "registry";

    private final RegistryFlag registry;

    FeatureFlagsEndpoint(RegistryFlag registry) {
        this.registry = registry;
    }

    /** @param message one sentence */
    public record Refusal(String message) {}

    /** {@code registry}: whether this worker takes part in its room's own registry. */
    @ReadOperation
    public Map<String, RegistryFlag.Standing> flags() {
        return Map.of(REGISTRY, registry.standing());
    }

    /** {@code false} takes this worker out of its room's registry; {@code true} lets it in where the room is in. */
    @WriteOperation
    public WebEndpointResponse<?> set(@Selector String flag, @Nullable Boolean enabled) {
        if (enabled == null)
            return new WebEndpointResponse<>(new Refusal("Send {\"enabled\": true or false}."),
                    WebEndpointResponse.STATUS_BAD_REQUEST);
        return change(flag, Optional.of(enabled));
    }

    /** Leaves it to the environment and the server again. */
    @DeleteOperation
    public WebEndpointResponse<?> reset(@Selector String flag) {
        return change(flag, Optional.empty());
    }

    private WebEndpointResponse<?> change(String flag, Optional<Boolean> wish) {
        if (!flag.equals(REGISTRY))
            return new WebEndpointResponse<>(
                    new Refusal("There is no such flag: the one there is, is " + REGISTRY + "."),
                    WebEndpointResponse.STATUS_NOT_FOUND);
        registry.operatorDecided(wish);
        return new WebEndpointResponse<>(flags());
    }
}
