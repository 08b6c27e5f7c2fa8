package dev.roommesh.simulation;

import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * I8. Nobody is taken off the roster unless it left on purpose, or whoever removes it had no frame of it for
 * forget-after, or the roster was full, somebody else asked for a place and the removed one was silent.
 */
final class ReasonedRemovals extends Invariant {
    /** The shortest silence after which somebody may be dead: three probes on a fast link. */
    static final Duration SILENCE_MIN = Duration.ofMillis(150);

    private final Duration forgetAfter;
    private final Held held = new Held();
    private final Map<PeerId, Instant> born = new HashMap<>();
    private final Map<PeerId, Map<PeerId, Instant>> heard = new HashMap<>();
    private final Map<PeerId, Set<PeerId>> wishes = new HashMap<>();
    /** Those that left, until a new process of theirs has been admitted. */
    private final Set<PeerId> leavers = new HashSet<>();
    private final Set<PeerId> returned = new HashSet<>();

    ReasonedRemovals(Timing timing, Violations violations) {
        super("I8", violations);
        this.forgetAfter = timing.forgetAfter();
    }

    @Override
    void started(PeerId peer, Timing timing, Instant now) {
        born.put(peer, now);
        heard.put(peer, new HashMap<>());
        wishes.put(peer, new HashSet<>());
        if (leavers.contains(peer)) returned.add(peer);
    }

    @Override
    void ended(PeerId peer) {
        held.ended(peer);
    }

    @Override
    void left(PeerId peer) {
        leavers.add(peer);
        returned.remove(peer);
    }

    @Override
    void handling(PeerId peer, Input input, Instant now) {
        held.handling(peer, input, now);
        if (!(input instanceof Input.Received received)) return;
        Map<PeerId, Instant> heardByPeer = heard.get(peer);
        if (heardByPeer != null) heardByPeer.put(received.peer(), now);
        Set<PeerId> wanted = wishes.get(peer);
        if (wanted != null && received.message() instanceof MeshMessage.AdmitMe) wanted.add(received.peer());
    }

    @Override
    void published(RoomView view, Instant now) {
        held.published(view);
    }

    @Override
    void noted(PeerId peer, Conclusion conclusion, Instant now) {
        if (conclusion instanceof Conclusion.Admitted back && returned.remove(back.peer())) leavers.remove(back.peer());
        if (!(conclusion instanceof Conclusion.Removed removed)) return;
        PeerId gone = removed.peer();
        if (leavers.contains(gone)) return;
        Duration silence = Duration.between(
                heard.getOrDefault(peer, Map.of()).getOrDefault(gone, born.getOrDefault(peer, now)), now);
        if (silence.compareTo(forgetAfter) >= 0) return;
        boolean wanted = held.of(peer).size() >= Limits.ROOM_WORKERS_MAX
                && wishes.getOrDefault(peer, Set.of()).stream().anyMatch(one -> !held.of(peer).has(one));
        if (wanted && silence.compareTo(SILENCE_MIN) >= 0) return;
        violated(peer + " removed " + gone + " (" + removed.why() + "), heard " + silence.toMillis() + " ms ago");
    }
}
