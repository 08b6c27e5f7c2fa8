package dev.roommesh.agent.operation;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.IntSupplier;

/** What the links' native side went through, for Prometheus. */
record TransportMetrics(IntSupplier rotations) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("roommesh.transport.rotations", this, it -> it.rotations().getAsInt())
                .description("Times that all links were made anew to free what the WebRTC library keeps")
                .register(registry);
    }
}
