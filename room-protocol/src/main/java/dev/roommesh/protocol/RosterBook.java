package dev.roommesh.protocol;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import dev.roommesh.protocol.election.Quorum;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The roster that this worker holds, and the changes to it that wait for an acting admin. One change at a time: the
 * next waits until a quorum holds the last, so that any quorum of two neighbouring rosters has a member in common.
 */
final class RosterBook {
    /** Workers that may wait for admission. */
    static final int PENDING_MAX = 32;

    /** Beginnings between which a worker's id chooses: of two who write without a promise, each has its own versions. */
    static final int BEGINNINGS = 1 << 16;
    /** Changes after a beginning, within one term, that reach no other beginning. */
    static final long APART = 1L << 16;
    /** Fibonacci hashing (Knuth, The Art of Computer Programming 6.4): 2^32 divided by the golden ratio. */
    private static final int FIBONACCI = 0x9E3779B9;

    private final PeerId self;
    private Roster roster = Roster.NONE;
    private Roster before = Roster.NONE;
    private final Map<PeerId, Candidate> toAdmit = new LinkedHashMap<>();
    private final SequencedSet<PeerId> toRemove = new LinkedHashSet<>();

    RosterBook(PeerId self) {
        this.self = self;
    }

    Roster roster() {
        return roster;
    }

    boolean isMember(PeerId peer) {
        return roster.has(peer);
    }

    /** Takes over a newer roster; an older one changes nothing. */
    boolean adopt(Roster heard) {
        if (!heard.at().isNewerThan(roster.at())) return false;
        before = heard;
        roster = heard;
        toRemove.removeIf(peer -> !heard.has(peer));
        return true;
    }

    /**
     * Writes the first roster of a room. Its version is made of the founder's id: of two rooms that are founded in one
     * second, and so in one term, one must be the newer when they meet, whatever was changed by then.
     */
    void found(long term, List<Candidate> founders) {
        List<Candidate> best = founders.subList(0, Math.min(founders.size(), Limits.ROOM_WORKERS_MAX));
        roster = new Roster(term, beginning(self), best);
        before = roster;
    }

    void wantsIn(Candidate candidate) {
        if (toAdmit.size() < PENDING_MAX || toAdmit.containsKey(candidate.peerId())) {
            toAdmit.put(candidate.peerId(), candidate);
        }
    }

    void mustGo(PeerId peer) {
        toAdmit.remove(peer);
        if (roster.has(peer)) toRemove.add(peer);
    }

    /** It is not to be removed any more; where that was proposed already it may be all the same. */
    void mayStay(PeerId peer) {
        toRemove.remove(peer);
    }

    /** Whether somebody is to be removed. */
    boolean mustRemove() {
        return !toRemove.isEmpty();
    }

    /** Nobody else's wishes count once this worker is not the admin any more; whoever still wants in asks again. */
    void dropWishes() {
        toAdmit.clear();
        toRemove.clear();
    }

    /** Whether these, with this worker, are a quorum for the roster, and for the one before while both are about. */
    boolean hasQuorum(Set<PeerId> counted, @Nullable PeerId incumbent, Reports reports) {
        if (!Quorum.of(roster, counted, incumbent)) return false;
        return isSettled(reports) || Quorum.of(before, counted, incumbent);
    }

    /** Whether a quorum holds the roster, so that it may change again. */
    boolean isSettled(Reports reports) {
        if (before.equals(roster)) return true;
        Set<PeerId> holders = new HashSet<>(reports.holders(roster.at()));
        holders.add(self);
        return Quorum.of(roster, holders, self) && Quorum.of(before, holders, self);
    }

    /**
     * The roster that the admin of a term should write next; empty when no change is wanted or possible.
     *
     * @param admits whether workers may be admitted now, and not only removed
     */
    Optional<Roster> next(long term, Optional<PeerId> longestDead, boolean admits) {
        if (!toRemove.isEmpty()) return Optional.of(roster.without(toRemove.getFirst(), term));
        if (!admits) return Optional.empty();
        Iterator<Candidate> waiting = toAdmit.values().iterator();
        while (waiting.hasNext()) {
            Candidate candidate = waiting.next();
            if (roster.find(candidate.peerId()).equals(Optional.of(candidate))) {
                waiting.remove();
            } else if (roster.size() < Limits.ROOM_WORKERS_MAX || roster.has(candidate.peerId())) {
                return Optional.of(roster.with(candidate, term));
            } else if (longestDead.isPresent()) {
                return Optional.of(roster.without(longestDead.get(), term));
            } else {
                waiting.remove();
            }
        }
        return Optional.empty();
    }

    /**
     * The roster that a caretaker should write next; it only removes. Nobody has promised it its term, so another admin may
     * have the same one, which is the second of its claim: its own steps are wider, lest both write one version. Where the
     * versions of a term end, it needs a higher one.
     */
    Optional<Roster> nextOfCaretaker(long term) {
        long step = beginning(self);
        boolean anew = roster.version() > Limits.VERSION_MAX - step;
        if (anew && term <= roster.term()) return Optional.empty();
        return next(term, Optional.empty(), false)
                .map(next -> new Roster(next.term(), anew ? step : roster.version() + step, next.peers()));
    }

    /** At least {@link #APART}, and so far from that of any other worker, but for one in {@link #BEGINNINGS}. */
    static long beginning(PeerId peer) {
        int chosen = (peer.value().hashCode() * FIBONACCI) >>> (Integer.SIZE
                - Integer.numberOfTrailingZeros(BEGINNINGS));
        return (1L + chosen) * APART;
    }

    /**
     * The acting admin's change, which a quorum has accepted, or which it may make alone.
     *
     * @return what has changed; empty when it is the same workers again
     */
    Optional<Conclusion> write(Roster next) {
        before = roster;
        roster = next;
        toRemove.removeIf(peer -> !next.has(peer));
        toAdmit.values().removeIf(candidate -> next.find(candidate.peerId()).equals(Optional.of(candidate)));
        for (Candidate candidate : before.peers()) {
            if (!next.has(candidate.peerId()))
                return Optional.of(new Conclusion.Removed(candidate.peerId(), next.at(),
                        "it left, was gone for long, was forgotten by hand, or its place was wanted"));
        }
        return next.peers().stream().filter(candidate -> !before.peers().contains(candidate)).findFirst()
                .map(candidate -> new Conclusion.Admitted(candidate.peerId(), next.at()));
    }
}
