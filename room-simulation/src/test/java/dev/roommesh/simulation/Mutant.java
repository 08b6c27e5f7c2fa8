package dev.roommesh.simulation;

import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomMember;
import dev.roommesh.protocol.Self;
import dev.roommesh.protocol.Timing;
import dev.roommesh.protocol.document.RoomDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A member with something broken between it and the world. By itself it breaks nothing. */
class Mutant implements Member {
    private final Member real;
    final PeerId self;
    final Map<PeerId, LinkAttempt> attempts = new HashMap<>();

    Mutant(Self self, Member real) {
        this.self = self.peer();
        this.real = real;
    }

    /** Makes every worker of a room such a mutant. */
    static Parts all(java.util.function.BiFunction<Self, Member, Member> mutation) {
        return new Parts() {
            @Override
            public Member member(Self self, Profile profile, Timing timing, RoomDocument document, Instant now) {
                return mutation.apply(self, new RoomMember(self, profile, timing, document, now)::handle);
            }
        };
    }

    @Override
    public List<Effect> handle(Input input, Instant now) {
        if (input instanceof Input.LinkOpened opened) attempts.put(opened.peer(), opened.attempt());
        List<Effect> effects = new ArrayList<>();
        for (Input passed : inputs(input, now))
            add(real.handle(passed, now), effects, now);
        return effects;
    }

    private void add(List<Effect> made, List<Effect> effects, Instant now) {
        for (Effect effect : made) {
            effects.addAll(effects(effect));
            for (Input forged : forgedBy(effect))
                add(real.handle(forged, now), effects, now);
        }
    }

    /** What reaches the member in the place of an input. */
    List<Input> inputs(Input input, Instant now) {
        return List.of(input);
    }

    /** What leaves the member in the place of an effect. */
    List<Effect> effects(Effect effect) {
        return List.of(effect);
    }

    /** What the member hears in answer to its own effect. */
    List<Input> forgedBy(Effect effect) {
        return List.of();
    }

    static List<Input> from(Effect.Send send, MeshMessage message) {
        return List.of(new Input.Received(send.peer(), send.attempt(), message));
    }

    /** Sees no effect of these kinds carried out. */
    static Member without(Self self, Member real, Function<Effect, Boolean> isLost) {
        return new Mutant(self, real) {
            @Override
            List<Effect> effects(Effect effect) {
                return isLost.apply(effect) ? List.of() : List.of(effect);
            }
        };
    }
}
