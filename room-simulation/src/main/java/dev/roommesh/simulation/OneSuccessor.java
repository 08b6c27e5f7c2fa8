package dev.roommesh.simulation;

import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.protocol.Conclusion;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.protocol.Timing;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I5. Of each roster at most one successor was written by admins by majority; another admin may complete the same one.
 * What nobody else held when its author died was not written, unless it was on its way to somebody who took it over.
 *
 * <p>An acceptor that restarted in between has forgotten what it accepted (docs/decisions/0011): two successors are no
 * violation if each of those that accepted both is a later process the second time.
 */
final class OneSuccessor extends Invariant {
    static final String FORGOTTEN = "AcceptorForgot";

    private final Held held = new Held();
    private final Events events;
    private final Map<PeerId, Mode> modes = new HashMap<>();
    private final Map<RosterVersion, Written> successors = new HashMap<>();
    /** By the roster itself: its predecessor, and that its author died before anybody else held it. */
    private final Map<Roster, Map.Entry<RosterVersion, Written>> buried = new HashMap<>();
    private final Map<RosterVersion, Set<PeerId>> holders = new HashMap<>();
    /** How many processes of a worker there were. */
    private final Map<PeerId, Integer> processes = new HashMap<>();
    private final Map<Acceptance, Integer> accepting = new HashMap<>();
    private final Map<Proposed, Map<PeerId, Integer>> acceptors = new HashMap<>();
    private Roster before = Roster.NONE;
    private @Nullable Roster written;
    private boolean founded;
    private boolean caretaker;
    private boolean spread;

    /** @param by by which process each of its acceptors accepted it, the author being one */
    private record Written(Roster roster, PeerId author, Map<PeerId, Integer> by) {}

    private record Acceptance(PeerId acceptor, PeerId author, RosterVersion next) {}

    private record Proposed(PeerId author, RosterVersion next) {}

    OneSuccessor(Violations violations, Events events) {
        super("I5", violations);
        this.events = events;
    }

    @Override
    void started(PeerId peer, Timing timing, Instant now) {
        processes.merge(peer, 1, Integer::sum);
        acceptors.keySet().removeIf(proposed -> proposed.author().equals(peer));
    }

    @Override
    void ended(PeerId peer, Instant now) {
        held.ended(peer);
        modes.remove(peer);
        successors.entrySet().removeIf(entry -> {
            Written last = entry.getValue();
            boolean alone = last.by().keySet().equals(Set.of(peer))
                    && holders.getOrDefault(last.roster().at(), Set.of()).stream().allMatch(peer::equals);
            if (alone) buried.put(last.roster(), Map.entry(entry.getKey(), last));
            return alone;
        });
    }

    /** It was on its way when its author died: then it was written all the same. */
    private void holds(PeerId peer, Roster roster) {
        holders.computeIfAbsent(roster.at(), _ -> new HashSet<>()).add(peer);
        Map.Entry<RosterVersion, Written> late = buried.remove(roster);
        if (late != null) keep(late.getKey(), late.getValue());
    }

    @Override
    void handling(PeerId peer, Input input, Instant now) {
        held.handling(peer, input, now);
        before = held.of(peer);
        holds(peer, before);
        written = null;
        founded = false;
        caretaker = modes.get(peer) == Mode.CARETAKER;
        spread = false;
        if (input instanceof Input.Received received && received.message() instanceof MeshMessage.Accepted accepted) {
            Integer process = accepting.get(new Acceptance(received.peer(), peer, accepted.next()));
            if (process != null) {
                acceptors.computeIfAbsent(new Proposed(peer, accepted.next()), _ -> new HashMap<>())
                        .put(received.peer(), process);
            }
        }
    }

    @Override
    void noted(PeerId peer, Conclusion conclusion, Instant now) {
        if (conclusion instanceof Conclusion.Founded) founded = true;
        // Its own roster may make it an admin by majority at once; it wrote that one as caretaker.
        if (conclusion instanceof Conclusion.Claimed claimed) caretaker = claimed.caretaker();
    }

    @Override
    void sent(PeerId from, PeerId to, MeshMessage message, Instant now) {
        if (message instanceof MeshMessage.Accepted accepted) {
            accepting.put(new Acceptance(from, to, accepted.next()), process(from));
        }
        if (message instanceof MeshMessage.RosterUpdate update) {
            spread = true;
            shown(update.roster());
        }
    }

    /** Whoever shows a newer roster than any that it was sent has written it. */
    private void shown(Roster roster) {
        if (roster.at().isNewerThan(before.at())) written = roster;
    }

    @Override
    void published(RoomView view, Instant now) {
        shown(view.roster());
        held.published(view);
        holds(view.self(), view.roster());
        modes.put(view.self(), view.mode());
    }

    @Override
    void handled(PeerId peer, boolean dies, Instant now) {
        Roster mine = written;
        // A reader may get it later: frames that only renew what readers know are not followed by a new view.
        if (mine != null) held.wrote(peer, mine);
        if (mine == null || founded || !before.isFounded() || modes.get(peer) != Mode.NORMAL || (dies && !spread))
            return;
        Map<PeerId, Integer> by = new HashMap<>(
                acceptors.getOrDefault(new Proposed(peer, mine.at()), Map.of()));
        // What nobody else accepted, a caretaker wrote, by the server's word.
        if (caretaker && by.isEmpty()) return;
        by.put(peer, process(peer));
        keep(before.at(), new Written(mine, peer, by));
    }

    private void keep(RosterVersion predecessor, Written next) {
        Written other = successors.putIfAbsent(predecessor, next);
        if (other == null || other.roster().equals(next.roster())) return;
        if (haveForgotten(other.by(), next.by())) {
            events.count(FORGOTTEN);
        } else {
            violated("after roster " + predecessor + " " + other.author() + " wrote " + other.roster() + ", and "
                    + next.author() + " wrote " + next.roster());
        }
    }

    private int process(PeerId peer) {
        return processes.getOrDefault(peer, 0);
    }

    private static boolean haveForgotten(Map<PeerId, Integer> first, Map<PeerId, Integer> second) {
        Set<PeerId> both = new HashSet<>(first.keySet());
        both.retainAll(second.keySet());
        return !both.isEmpty() && both.stream().noneMatch(peer -> Objects.equals(first.get(peer), second.get(peer)));
    }
}
