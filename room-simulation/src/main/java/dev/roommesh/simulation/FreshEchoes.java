package dev.roommesh.simulation;

import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Timing;
import dev.roommesh.protocol.election.Quorum;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I9. A member that overslept acts by majority only when a quorum has answered what it said after it woke; as caretaker, and
 * as founder with those whom it heard, only after it has listened for one deadline of its own (2.5 intervals).
 */
final class FreshEchoes extends Invariant {
    private final Duration oversleep;
    private final Map<PeerId, Woken> woken = new HashMap<>();
    private final Map<PeerId, Instant> lastInputs = new HashMap<>();
    private final Map<PeerId, Long> sequences = new HashMap<>();
    private final Map<PeerId, Timing> timings = new HashMap<>();
    private final Map<PeerId, Map<PeerId, Instant>> givers = new HashMap<>();

    private static final class Woken {
        final Instant at;
        final long lastSequence;
        final Set<Long> nonces = new HashSet<>();
        final Set<PeerId> fresh = new HashSet<>();

        Woken(Instant at, long lastSequence) {
            this.at = at;
            this.lastSequence = lastSequence;
        }
    }

    FreshEchoes(Timing timing, Violations violations) {
        super("I9", violations);
        this.oversleep = timing.oversleep().plus(Timing.TICK);
    }

    @Override
    void started(PeerId peer, Timing timing, Instant now) {
        woken.remove(peer);
        lastInputs.remove(peer);
        sequences.remove(peer);
        timings.put(peer, timing);
    }

    @Override
    void handling(PeerId peer, Input input, Instant now) {
        Instant last = lastInputs.put(peer, now);
        if (last != null && Duration.between(last, now).compareTo(oversleep) > 0) {
            woken.put(peer, new Woken(now, sequences.getOrDefault(peer, 0L)));
        }
        Woken since = woken.get(peer);
        if (since == null || !(input instanceof Input.Received received)) return;
        PeerId from = received.peer();
        boolean fresh = switch (received.message()) {
            case MeshMessage.BeatEcho echo -> echo.sequence() > since.lastSequence;
            case MeshMessage.Promise promise -> since.nonces.contains(promise.nonce());
            case MeshMessage.HandOver _ ->
                !givers.getOrDefault(peer, Map.of()).getOrDefault(from, Instant.MIN).isBefore(since.at);
            default -> false;
        };
        if (fresh) since.fresh.add(from);
    }

    @Override
    void sent(PeerId from, PeerId to, MeshMessage message, Instant now) {
        if (message instanceof MeshMessage.Heartbeat beat) sequences.merge(from, beat.sequence(), Math::max);
        @Nullable
        Woken since = woken.get(from);
        if (message instanceof MeshMessage.Prepare prepare && since != null) since.nonces.add(prepare.nonce());
    }

    @Override
    void noted(PeerId peer, Conclusion conclusion, Instant now) {
        if (conclusion instanceof Conclusion.HandedOver handed) {
            givers.computeIfAbsent(handed.to(), _ -> new HashMap<>()).put(peer, now);
        }
        if (conclusion instanceof Conclusion.Founded) {
            listened(peer, "founds", now);
            woken.remove(peer);
        }
    }

    @Override
    void published(RoomView view, Instant now) {
        Woken since = woken.get(view.self());
        if (since == null || view.actingUntil().isEmpty()) return;
        Set<PeerId> counted = new HashSet<>(since.fresh);
        counted.add(view.self());
        if (view.mode() == Mode.NORMAL && !Quorum.of(view.roster(), counted, view.self())) {
            violated(view.self() + " woke at " + Transcript.seconds(since.at) + " and acts for roster "
                    + view.roster().at() + " by fresh word of " + since.fresh + " alone");
        }
        if (view.mode() == Mode.CARETAKER && view.roster().size() > 1) listened(view.self(), "is caretaker", now);
        woken.remove(view.self());
    }

    private void listened(PeerId peer, String does, Instant now) {
        Woken since = woken.get(peer);
        Timing own = timings.get(peer);
        if (since == null || own == null) return;
        if (now.isBefore(since.at.plus(own.heartbeat().multipliedBy(5).dividedBy(2))))
            violated(peer + " woke at " + Transcript.seconds(since.at) + " and " + does + " without listening");
    }
}
