package dev.roommesh.agent.operation;

import dev.roommesh.model.Mode;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.RoomView.LinkStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The room as this worker sees it, for Prometheus; read from the published view. */
record RoomMetrics(PublishedView view) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "roommesh.room.workers", "Workers that discovery shows, this one included",
                room -> room.workers().size());
        gauge(registry, "roommesh.room.roster.size", "Workers admitted to the room", room -> room.roster().size());
        for (LinkStatus status : LinkStatus.values())
            Gauge.builder("roommesh.room.links", view, it -> it.get().map(room -> count(room, status)).orElse(0L))
                    .tag("state", status.name().toLowerCase(Locale.ROOT)).description("Links to other workers")
                    .register(registry);
        gauge(registry, "roommesh.room.links.expected", "Links to other workers that there should be",
                room -> room.links().size());
        gauge(registry, "roommesh.room.acting.admin", "1 where a worker acts as admin; a settled room sums to 1",
                room -> room.actingUntil().isPresent() ? 1 : 0);
        gauge(registry, "roommesh.room.term", "The highest term that this worker knows", RoomView::term);
        gauge(registry, "roommesh.room.document.changes", "Changes that the document holds in this epoch",
                RoomView::documentChanges);
        gauge(registry, "roommesh.room.document.epoch", "Number of the document's epoch",
                room -> room.epoch().number());
        for (Mode mode : Mode.values()) {
            Gauge.builder("roommesh.room.mode", view,
                    it -> it.get().filter(room -> room.mode() == mode).isPresent() ? 1 : 0)
                    .tag("mode", mode.word()).description("1 for the mode that this worker sees the room in")
                    .register(registry);
        }
    }

    private static long count(RoomView room, LinkStatus status) {
        return room.links().stream().filter(link -> link.status() == status).count();
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<RoomView> value) {
        Gauge.builder(name, view, it -> it.get().map(value::applyAsDouble).orElse(0.0)).description(description)
                .register(registry);
    }
}
