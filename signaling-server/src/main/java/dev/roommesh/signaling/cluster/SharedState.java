package dev.roommesh.signaling.cluster;

import dev.roommesh.signaling.features.RegistrySetting;
import dev.roommesh.signaling.features.RoomFeatures;
import dev.roommesh.signaling.token.Revocation;
import dev.roommesh.signaling.token.Revocations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What all servers agree on besides rooms: revoked tokens and the operator's flags. The engine has them; each server
 * remembers them, and tells an engine that has lost its memory.
 */
final class SharedState implements Revocations.Keeper, RoomFeatures.Keeper {
    /** Revocations that are told in one command. */
    static final int TOLD_MAX = 1_000;

    private final Engine engine;
    private String version = "";

    SharedState(Engine engine) {
        this.engine = engine;
    }

    @Override
    public boolean keep(Revocation revocation, Collection<Revocation> before) {
        return tell(List.of(revocation));
    }

    @Override
    public OptionalLong keep(Optional<RegistrySetting> operators, long basedOn) {
        return engine.state("registry", List.of(text(operators), Long.toString(basedOn)))
                .filter(reply -> Replies.text(reply, 0).equals("SET")).map(reply -> Replies.number(reply, 1))
                .map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static String text(Optional<RegistrySetting> operators) {
        return operators.map(RegistrySetting::text).orElse("");
    }

    private boolean tell(Collection<Revocation> revocations) {
        List<String> arguments = new ArrayList<>();
        for (Revocation revocation : revocations)
            arguments.addAll(List.of(revocation.room() + " " + revocation.tokenId(),
                    Long.toString(revocation.until().getEpochSecond())));
        return engine.state("revoke", arguments).isPresent();
    }

    /**
     * The engine was away: it may have lost its memory, or an older one of it.
     *
     * @return whether it has all that this server remembers; else it has to be told again
     */
    boolean restore(Revocations revocations, RoomFeatures features) {
        List<Revocation> all = List.copyOf(revocations.all());
        for (int from = 0; from < all.size(); from += TOLD_MAX)
            if (!tell(all.subList(from, Math.min(all.size(), from + TOLD_MAX)))) return false;
        RoomFeatures.Operators known = features.operators();
        version = "";
        return known.revision() == 0 || engine
                .state("restore", List.of(text(known.setting()), Long.toString(known.revision()))).isPresent();
    }

    /** Takes in what has changed since the last time. To be called by one thread, whenever the engine was looked at. */
    void refresh(Revocations revocations, RoomFeatures features) {
        if (engine.stateVersion().equals(version)) return;
        engine.state("load", List.of()).ifPresent(reply -> {
            features.learn(new RoomFeatures.Operators(Replies.number(reply, 2),
                    RegistrySetting.of(Replies.text(reply, 1))));
            List<Revocation> revoked = new ArrayList<>();
            for (Map.Entry<String, String> entry : Replies.fields(reply, 3).entrySet())
                Revocation.of(entry.getKey() + " " + entry.getValue()).ifPresent(revoked::add);
            revocations.learn(revoked);
            version = Replies.text(reply, 0);
        });
    }
}
