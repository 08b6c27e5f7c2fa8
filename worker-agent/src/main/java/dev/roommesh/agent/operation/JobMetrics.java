package dev.roommesh.agent.operation;

import dev.roommesh.model.JobOutcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What becomes of jobs, for Prometheus. */
final class JobMetrics implements Consumer<JobOutcome> {
    private final MeterRegistry registry;

    /** Every outcome is there from the start, so that a rate of it can be asked for. */
    JobMetrics(MeterRegistry registry, BooleanSupplier runs) {
        this.registry = registry;
        for (JobOutcome outcome : JobOutcome.values())
            registry.counter("roommesh.jobs", "outcome", word(outcome));
        Gauge.builder("roommesh.jobs.running", () -> runs.getAsBoolean() ? 1 : 0)
                .description("Jobs that this worker runs now: 0 or 1").register(registry);
    }

    private static String word(JobOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void accept(JobOutcome outcome) {
        registry.counter("roommesh.jobs", "outcome", word(outcome)).increment();
    }
}
