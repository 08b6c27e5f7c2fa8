package dev.roommesh.agent.operation;

import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Conclusion.Ground;
import dev.roommesh.protocol.RoomView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How long the room was without an acting admin, for Prometheus: each time this worker takes the office, from its last
 * contact with an admin that acted, or from its own start, until it acts itself. The loop's thread alone tells it, what
 * the member concludes before what it publishes.
 */
final class ElectionMetrics {
    /** Around what is promised: 1 s where a hint comes, else 2 s; a founder waits for up to 5 s. */
    private static final Duration[] BUCKETS = {Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
            Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(1_500), Duration.ofSeconds(2),
            Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(60)};

    private final Map<Ground, Timer> timers = new EnumMap<>(Ground.class);
    private @Nullable Instant contact;
    private @Nullable Ground claimed;

    ElectionMetrics(MeterRegistry registry) {
        for (Ground ground : Ground.values())
            timers.put(ground, Timer.builder("roommesh.room.elections").tag("ground", word(ground))
                    .description("Time without an acting admin until this worker was one")
                    .serviceLevelObjectives(BUCKETS).register(registry));
    }

    private static String word(Ground ground) {
        return ground.name().toLowerCase(Locale.ROOT);
    }

    Consumer<Conclusion> before(Consumer<Conclusion> next) {
        return conclusion -> {
            if (conclusion instanceof Conclusion.Claimed taken) claimed = taken.ground();
            else if (conclusion instanceof Conclusion.SteppedDown) claimed = null;
            next.accept(conclusion);
        };
    }

    Consumer<RoomView> beside(Consumer<RoomView> next) {
        return view -> {
            published(view);
            next.accept(view);
        };
    }

    private void published(RoomView view) {
        Ground ground = claimed;
        Timer timer = ground == null ? null : timers.get(ground);
        if (timer != null && view.actingUntil().isPresent()) {
            Instant since = contact == null ? view.contact() : contact;
            timer.record(Duration.between(since, view.contact()));
            claimed = null;
        }
        // While it waits to act, nobody else did: what is measured began before.
        if (claimed == null || contact == null) contact = view.contact();
    }
}
