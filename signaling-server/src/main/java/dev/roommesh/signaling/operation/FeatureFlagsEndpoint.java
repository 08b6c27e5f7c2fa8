package dev.roommesh.signaling.operation;

import dev.roommesh.signaling.features.RegistrySetting;
import dev.roommesh.signaling.features.RoomFeatures;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Shows and changes, while the server runs, in which rooms workers keep the registry themselves. */
@Endpoint(id = "featureflags")
public final class FeatureFlagsEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger("dev.roommesh.signaling");
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final RoomFeatures features;

    FeatureFlagsEndpoint(RoomFeatures features) {
        this.features = features;
    }

    /**
     * A flag.
     *
     * @param enabled false for in no room
     * @param percentage of rooms
     * @param setBy {@code operator}, {@code configuration}, or the environment variable that set it
     */
    public record Flag(boolean enabled, int percentage, String setBy) {}

    /** @param detail one sentence */
    public record Refusal(String detail) {}

    @ReadOperation
    public Map<String, Flag> flags() {
        RoomFeatures.Standing standing = features.standing();
        return Map.of(RoomFeatures.REGISTRY,
                new Flag(standing.setting().enabled(), standing.setting().percentage(), standing.setBy()));
    }

    /** What is left out stays as it is. */
    @WriteOperation
    public WebEndpointResponse<?> set(@Selector String flag, @Nullable Boolean enabled, @Nullable Integer percentage) {
        if (enabled == null && percentage == null)
            return refusal(BAD_REQUEST, "Send {\"enabled\": true or false, \"percentage\": 0 to 100}, or one of them.");
        if (percentage != null && (percentage < 0 || percentage > 100))
            return refusal(BAD_REQUEST, "percentage is 0 to 100.");
        return change(flag,
                before -> Optional.of(new RegistrySetting(enabled == null ? before.enabled() : enabled,
                        percentage == null ? before.percentage() : percentage)));
    }

    /** Leaves it to the configuration again. */
    @DeleteOperation
    public WebEndpointResponse<?> reset(@Selector String flag) {
        return change(flag, _ -> Optional.empty());
    }

    private WebEndpointResponse<?> change(String flag,
            Function<RegistrySetting, Optional<RegistrySetting>> change) {
        if (!flag.equals(RoomFeatures.REGISTRY))
            return refusal(NOT_FOUND, "There is no such flag: the one there is, is " + RoomFeatures.REGISTRY + ".");
        if (!features.set(change))
            return refusal(UNAVAILABLE, "The change cannot be kept now, or another one came first, so nothing has "
                    + "changed: look again, and try again when the servers reach what they share, or the disk.");
        LOG.info("flag name={} standing={}", flag, features.standing());
        return new WebEndpointResponse<>(flags());
    }

    private static WebEndpointResponse<Refusal> refusal(int status, String sentence) {
        return new WebEndpointResponse<>(new Refusal(sentence), status);
    }
}
