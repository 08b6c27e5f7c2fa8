package dev.roommesh.agent.operation;

import dev.roommesh.model.Features;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether this worker takes part in its room's own registry. The server decides for the room; this worker can stay out,
 * by the environment or by an operator's word, and cannot get in where the room is out. Safe for many threads.
 */
public final class RegistryFlag {
    /** {@code false} keeps this worker out. */
    public static final String VARIABLE = "ENABLE_ROOM_REGISTRY";

    /**
     * What is in force.
     *
     * @param setBy {@code server}, {@code operator}, {@link #VARIABLE}, or {@code default} while the server has not been
     *         heard
     */
    public record Standing(boolean enabled, String setBy) {}

    /**
     * What follows from a change.
     *
     * @param enabled what is in force now
     * @param register whether the server must be told, and asked who takes part
     */
    record Change(boolean enabled, boolean register) {}

    private final @Nullable Boolean environment;
    private Consumer<Change> listener = _ -> {};
    private Optional<Features> server = Optional.empty();
    private Optional<Boolean> operator = Optional.empty();

    /** @param environment what {@link #VARIABLE} says; null where it is not set */
    RegistryFlag(@Nullable Boolean environment) {
        this.environment = environment;
    }

    /** Hears each change, in order, on the thread that made it; must not block. */
    synchronized void listen(Consumer<Change> changed) {
        listener = changed;
    }

    public synchronized Standing standing() {
        if (server.filter(features -> !features.registry()).isPresent()) return new Standing(false, "server");
        if (operator.isPresent()) return new Standing(operator.get(), "operator");
        if (environment != null) return new Standing(environment, VARIABLE);
        return new Standing(true, server.isPresent() ? "server" : "default");
    }

    /** Whether this worker would take part if the room does. */
    synchronized boolean wanted() {
        return operator.orElse(environment == null || environment);
    }

    synchronized void serverDecided(Features features) {
        change(() -> server = Optional.of(features));
    }

    /** Empty leaves it to the environment and the server again. */
    synchronized void operatorDecided(Optional<Boolean> wish) {
        change(() -> operator = wish);
    }

    private void change(Runnable decision) {
        boolean wasEnabled = standing().enabled();
        boolean wasWanted = wanted();
        decision.run();
        boolean enabled = standing().enabled();
        boolean register = wanted() != wasWanted || (enabled && !wasEnabled);
        if (register || enabled != wasEnabled) listener.accept(new Change(enabled, register));
    }
}
