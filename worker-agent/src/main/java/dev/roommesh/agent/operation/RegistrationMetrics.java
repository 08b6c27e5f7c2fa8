package dev.roommesh.agent.operation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.BooleanSupplier;

/** Whether the signaling server knows this worker, for Prometheus. */
record RegistrationMetrics(BooleanSupplier registered) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("roommesh.signaling.registered", () -> registered.getAsBoolean() ? 1 : 0)
                .description("1 where the signaling server has this worker's registration").register(registry);
    }
}
