package dev.roommesh.signaling.operation;

import dev.roommesh.signaling.relay.ChannelRelay;
import dev.roommesh.signaling.relay.Queries;
import dev.roommesh.signaling.relay.ReservationRelay;
import dev.roommesh.signaling.relay.Watches;
import dev.roommesh.signaling.room.Rooms;
import dev.roommesh.signaling.websocket.SignalingHandler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.BooleanSupplier;

/** How much of everything there is now. */
record Gauges(Rooms rooms, SignalingHandler sockets, Queries queries, Watches watches, ReservationRelay reservations,
        ChannelRelay channels, BooleanSupplier engine)
        implements
            MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("roommesh.rooms", () -> rooms.census().rooms()).description("Rooms known to this server")
                .register(registry);
        Gauge.builder("roommesh.workers", () -> rooms.census().workers()).description("Workers registered here")
                .register(registry);
        Gauge.builder("roommesh.clients", () -> rooms.census().clients()).description("Clients registered here")
                .register(registry);
        Gauge.builder("roommesh.rooms.registry", () -> sockets.roomsWithRegistry().size())
                .description("Rooms with a peer here, whose workers keep the registry themselves").register(registry);
        Gauge.builder("roommesh.rooms.without.admin", this::withoutAdmin)
                .description("Those of them with workers that take part, and no admin that the server knows")
                .register(registry);
        Gauge.builder("roommesh.engine.reached", () -> engine.getAsBoolean() ? 1 : 0)
                .description("1 where the engine answers, or the server needs none").register(registry);
        Gauge.builder("roommesh.sockets", sockets::socketCount).description("Open sockets, registered or not")
                .register(registry);
        Gauge.builder("roommesh.queries.pending", queries::pendingCount)
                .description("Queries that wait for an answer").register(registry);
        Gauge.builder("roommesh.reservations.pending", reservations::count)
                .description("Wishes for a worker that wait for an answer").register(registry);
        Gauge.builder("roommesh.channels.pending", channels::count)
                .description("Offers of data channels to workers that wait for an answer").register(registry);
        Gauge.builder("roommesh.watches", watches::count).description("Peers here that watch their room")
                .register(registry);
    }

    private long withoutAdmin() {
        return sockets.roomsWithRegistry().stream().flatMap(room -> rooms.view(room).stream())
                .filter(room -> room.admin().isEmpty() && !room.meshed().isEmpty()).count();
    }
}
