package dev.roommesh.agent.operation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.IntSupplier;

/** Who asks this worker itself, for Prometheus. */
record DirectMetrics(IntSupplier clients) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("roommesh.direct.clients", this, it -> it.clients().getAsInt())
                .description("Clients that have, or are making, a data channel for questions to this worker")
                .register(registry);
    }
}
