package dev.roommesh.simulation;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Timing;
import dev.roommesh.protocol.election.Quorum;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * I6. Nobody claims the office by majority, or a higher term of the office that it has, unless a quorum of the roster
 * that it holds, itself included, has granted one of its ballots, or the admin handed it the office, or it founded the
 * room; and nobody claims as caretaker unless the server has told it that everybody else who did not answer is gone, or
 * they said so themselves. Counted by what was really delivered.
 */
final class CountedClaims extends Invariant {
    private final Held held = new Held();
    private final Map<PeerId, Asked> asked = new HashMap<>();
    private final Map<PeerId, PeerId> followed = new HashMap<>();
    private final Map<PeerId, ServerTold> told = new HashMap<>();
    private final Set<Given> given = new HashSet<>();
    private final Set<PeerId> caretakers = new HashSet<>();
    private boolean founded;
    private Input input = new Input.Tick();

    /** To whom a member gave the office, in which term. */
    private record Given(PeerId giver, PeerId heir, long term) {}

    /** One asking of all by a member, and who answered it how. */
    private record Ask(Set<PeerId> targets, Set<PeerId> answered, Set<PeerId> granted) {
        Ask() {
            this(new HashSet<>(), new HashSet<>(), new HashSet<>());
        }
    }

    /** What a process has asked since its last claim, by nonce. */
    private static final class Asked {
        final Map<Long, Ask> asks = new TreeMap<>();
    }

    CountedClaims(Violations violations) {
        super("I6", violations);
    }

    @Override
    void started(PeerId peer, Timing timing, Instant now) {
        asked.put(peer, new Asked());
        told.put(peer, new ServerTold());
        followed.remove(peer);
        caretakers.remove(peer);
    }

    @Override
    void ended(PeerId peer, Instant now) {
        held.ended(peer);
    }

    @Override
    void handling(PeerId peer, Input arrived, Instant now) {
        input = arrived;
        founded = false;
        held.handling(peer, arrived, now);
        ServerTold word = told.get(peer);
        if (word != null) word.handling(arrived, now);
        Asked own = asked.get(peer);
        if (own == null || !(arrived instanceof Input.Received received)
                || !(received.message() instanceof MeshMessage.Promise promise))
            return;
        Ask ask = own.asks.get(promise.nonce());
        if (ask == null || !ask.targets.contains(received.peer())) return;
        ask.answered.add(received.peer());
        if (promise.granted()) ask.granted.add(received.peer());
    }

    @Override
    void sent(PeerId from, PeerId to, MeshMessage message, Instant now) {
        Asked own = asked.get(from);
        if (message instanceof MeshMessage.Prepare prepare && own != null) {
            own.asks.computeIfAbsent(prepare.nonce(), _ -> new Ask()).targets.add(to);
        }
    }

    @Override
    void noted(PeerId peer, Conclusion conclusion, Instant now) {
        switch (conclusion) {
            case Conclusion.Followed follows -> followed.put(peer, follows.admin());
            case Conclusion.HandedOver handed -> {
                given.add(new Given(peer, handed.to(), handed.term()));
                followed.put(peer, handed.to());
            }
            case Conclusion.SteppedDown _ -> followed.remove(peer);
            case Conclusion.Founded _ -> founded = true;
            case Conclusion.Claimed claimed -> {
                claimed(peer, claimed, now);
                followed.put(peer, peer);
                if (claimed.caretaker()) caretakers.add(peer);
                else
                    caretakers.remove(peer);
            }
            default -> {
                // No claim.
            }
        }
    }

    @Override
    void published(RoomView view, Instant now) {
        held.published(view);
        if (view.mode() == Mode.NORMAL) caretakers.remove(view.self());
    }

    private void claimed(PeerId peer, Conclusion.Claimed claimed, Instant now) {
        Asked own = asked.get(peer);
        if (founded || own == null) return;
        if (input instanceof Input.Received received && received.message() instanceof MeshMessage.HandOver handOver) {
            if (!given.contains(new Given(received.peer(), peer, handOver.term()))) {
                violated(peer + " claims term " + claimed.term() + ", which " + received.peer() + " did not give it");
            }
            return;
        }
        Roster roster = held.of(peer);
        PeerId incumbent = followed.get(peer);
        if (peer.equals(incumbent) && caretakers.contains(peer)) incumbent = null;
        List<Ask> asks = new ArrayList<>(own.asks.values());
        asks.add(new Ask());
        boolean justified = false;
        for (Ask ask : asks) {
            var counted = new HashSet<>(claimed.caretaker() ? ask.answered : ask.granted);
            counted.add(peer);
            justified = justified || (claimed.caretaker()
                    ? isRestGone(peer, roster, counted, now)
                    : Quorum.of(roster, counted, incumbent));
        }
        Ask last = own.asks.isEmpty() ? new Ask() : asks.get(asks.size() - 2);
        own.asks.clear();
        if (justified) return;
        violated(peer + " claims " + claimed + ", but " + (claimed.caretaker()
                ? "the server did not say that all who did not answer are gone"
                : "no quorum granted it") + ": at last " + last + " of " + roster + ", following " + incumbent);
    }

    private boolean isRestGone(PeerId peer, Roster roster, Set<PeerId> counted, Instant now) {
        ServerTold word = told.getOrDefault(peer, new ServerTold());
        return roster.peers().stream().map(Candidate::peerId)
                .allMatch(other -> counted.contains(other) || word.isGone(other, now));
    }
}
