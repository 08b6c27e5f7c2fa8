package dev.roommesh.signaling.features;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.providers.memory.Flag;
import dev.openfeature.sdk.providers.memory.InMemoryProvider;
import dev.roommesh.model.RoomId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What is switched on for a room, as OpenFeature has it: the flag {@code registry}, whose targeting key is the room. The
 * operator's setting stands above the configuration's. Safe for many threads.
 */
public final class RoomFeatures implements AutoCloseable {
    public static final String REGISTRY = "registry";

    private static final String ON = "on";
    private static final String OFF = "off";

    /** Where the operator's setting outlives this process. */
    public interface Keeper {
        /**
         * May wait for a disk or a network.
         *
         * @param basedOn the revision that the change was made from
         * @return the new revision; empty where the change cannot be kept, or another came first: then it does not count
         */
        OptionalLong keep(Optional<RegistrySetting> operators, long basedOn);
    }

    /**
     * What the operator has set.
     *
     * @param revision grows with each change, on whichever server; 0 before the first
     * @param setting empty where it is left to the configuration
     */
    public record Operators(long revision, Optional<RegistrySetting> setting) {}

    /**
     * What stands now.
     *
     * @param setBy {@code operator}, or who has configured it
     */
    public record Standing(RegistrySetting setting, String setBy) {}

    private final OpenFeatureAPI flags = OpenFeatureAPI.createIsolated();
    private final Standing configured;
    private final Keeper keeper;
    private final InMemoryProvider provider;
    private final Client client;
    private volatile Operators operators;

    /** @param operators what was kept before this start */
    public RoomFeatures(Standing configured, Optional<RegistrySetting> operators, Keeper keeper) {
        this.configured = configured;
        this.operators = new Operators(0, operators);
        this.keeper = keeper;
        this.provider = new InMemoryProvider(Map.of(REGISTRY, flag(standing().setting())));
        flags.setProviderAndWait(provider);
        this.client = flags.getClient();
    }

    /** Hears that something may have changed for some rooms, on a thread of OpenFeature's. */
    public void listen(Runnable changed) {
        flags.onProviderConfigurationChanged(_ -> changed.run());
    }

    /** Whether workers keep the registry of this room. */
    public boolean hasRegistry(RoomId room) {
        return client.getBooleanValue(REGISTRY, true, new ImmutableContext(room.value()));
    }

    public Standing standing() {
        return operators.setting().map(setting -> new Standing(setting, "operator")).orElse(configured);
    }

    public Operators operators() {
        return operators;
    }

    /**
     * The operator decides. May wait for the keeper.
     *
     * @param change from what stands to what the operator wants; empty leaves it to the configuration again
     * @return false where it could not be kept, or another change came first: nothing has changed
     */
    public synchronized boolean set(Function<RegistrySetting, Optional<RegistrySetting>> change) {
        Optional<RegistrySetting> wanted = change.apply(standing().setting());
        OptionalLong revision = keeper.keep(wanted, operators.revision());
        revision.ifPresent(kept -> learn(new Operators(kept, wanted)));
        return revision.isPresent();
    }

    /** Takes over what was kept, here or by another server; what is older than what is known changes nothing. */
    public synchronized void learn(Operators kept) {
        if (kept.revision() <= operators.revision()) return;
        boolean same = kept.setting().equals(operators.setting());
        operators = kept;
        if (!same) provider.updateFlag(REGISTRY, flag(standing().setting()));
    }

    private static Flag<Boolean> flag(RegistrySetting setting) {
        return Flag.<Boolean>builder().variant(ON, true).variant(OFF, false).defaultVariant(OFF)
                .contextEvaluator((flag, room) -> setting.includes(new RoomId(room.getTargetingKey()))
                        ? Boolean.TRUE
                        : Boolean.FALSE)
                .build();
    }

    @Override
    public void close() {
        flags.shutdown();
    }
}
