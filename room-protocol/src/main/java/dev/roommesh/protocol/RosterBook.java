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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The roster that this worker holds, and the changes to it that wait for an acting admin. One change at a time: the
 * next waits until a quorum holds the last, so that any quorum of two neighbouring rosters has a member in common.
 */
final class RosterBook {
    /** Workers that may wait for admission. */
    static final int PENDING_MAX = 32;

    private final PeerId self;
    private Roster roster = Roster.NONE;
    private Roster before = Roster.NONE;
    private final Map<PeerId, Candidate> toAdmit = new LinkedHashMap<>();
    private final Set<PeerId> toRemove = new LinkedHashSet<>();

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

    /** Writes the first roster of a room. */
    void found(long term, Iterable<Candidate> founders) {
        Roster founded = new Roster(term, 1, List.of());
        for (Candidate founder : founders) {
            if (founded.size() < Limits.ROOM_WORKERS_MAX) {
                founded = new Roster(term, 1, founded.with(founder, term).peers());
            }
        }
        roster = founded;
        before = founded;
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
     * The next change of the roster, made by the admin of a term; empty when none is wanted or possible.
     *
     * @param admits whether workers may be admitted now, and not only removed
     */
    Optional<Conclusion> change(long term, Optional<PeerId> longestDead, boolean admits) {
        Iterator<PeerId> leaving = toRemove.iterator();
        if (leaving.hasNext()) {
            PeerId peer = leaving.next();
            leaving.remove();
            return Optional.of(remove(peer, term, "left or forgotten"));
        }
        if (!admits) return Optional.empty();
        Iterator<Candidate> waiting = toAdmit.values().iterator();
        while (waiting.hasNext()) {
            Candidate candidate = waiting.next();
            if (roster.find(candidate.peerId()).equals(Optional.of(candidate))) {
                waiting.remove();
            } else if (roster.size() < Limits.ROOM_WORKERS_MAX || roster.has(candidate.peerId())) {
                waiting.remove();
                write(roster.with(candidate, term));
                return Optional.of(new Conclusion.Admitted(candidate.peerId(), roster.at()));
            } else if (longestDead.isPresent()) {
                return Optional.of(remove(longestDead.get(), term, "its place is wanted"));
            } else {
                waiting.remove();
            }
        }
        return Optional.empty();
    }

    private Conclusion remove(PeerId peer, long term, String why) {
        write(roster.without(peer, term));
        return new Conclusion.Removed(peer, roster.at(), why);
    }

    private void write(Roster next) {
        before = roster;
        roster = next;
    }
}
