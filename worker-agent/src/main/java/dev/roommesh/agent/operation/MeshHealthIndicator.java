package dev.roommesh.agent.operation;

import dev.roommesh.model.Mode;
import dev.roommesh.protocol.RoomView;
import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The {@code mesh} part of the {@code room} group of this worker's health: up where it can say who is admin, or reports to the server instead. */
final class MeshHealthIndicator implements HealthIndicator {
    private final PublishedView view;
    private final BooleanSupplier registered;
    private final RegistryFlag registry;

    MeshHealthIndicator(PublishedView view, BooleanSupplier registered, RegistryFlag registry) {
        this.registry = registry;
        this.view = view;
        this.registered = registered;
    }

    @Override
    public Health health() {
        RegistryFlag.Standing flag = registry.standing();
        if (!flag.enabled()) {
            // Then the server answers, from what this worker tells it.
            return (registered.getAsBoolean() ? Health.up() : Health.outOfService())
                    .withDetail("registry", "off, set by " + flag.setBy())
                    .withDetail("signaling", signaling()).build();
        }
        return view.get().map(this::of).orElseGet(() -> Health.outOfService().withDetail("mode", "starting").build());
    }

    private Health of(RoomView room) {
        boolean up = room.mode() == Mode.NORMAL || room.mode() == Mode.CARETAKER;
        return (up ? Health.up() : Health.outOfService()).withDetail("mode", room.mode().word())
                .withDetail("admin_peer_id", room.admin().map(Object::toString).orElse("none"))
                .withDetail("admin_term", room.term()).withDetail("links_open", room.linksOpen())
                .withDetail("links_expected", room.links().size())
                .withDetail("signaling", signaling()).build();
    }

    private String signaling() {
        return registered.getAsBoolean() ? "registered" : "away";
    }
}
