package dev.roommesh.agent.operation;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.LongSupplier;

/** What came over the links, for Prometheus. */
record MessageMetrics(LongSupplier received) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("roommesh.room.messages.received", this, it -> it.received().getAsLong())
                .description("Messages of other workers that were taken in").register(registry);
    }
}
