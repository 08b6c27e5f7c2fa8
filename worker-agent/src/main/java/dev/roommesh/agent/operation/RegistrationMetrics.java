package dev.roommesh.agent.operation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.BooleanSupplier;

/** Where this worker is known, for Prometheus: at the signaling server, and in the room's own registry. */
record RegistrationMetrics(BooleanSupplier registered, BooleanSupplier takesPart) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("roommesh.signaling.registered", () -> registered.getAsBoolean() ? 1 : 0)
                .description("1 where the signaling server has this worker's registration").register(registry);
        Gauge.builder("roommesh.room.registry", () -> takesPart.getAsBoolean() ? 1 : 0)
                .description("1 where this worker takes part in its room's own registry").register(registry);
    }
}
