package dev.roommesh.protocol.liveness;

import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who hears whom (DESIGN 6.2). Hearsay keeps nobody alive: a set lists only those from whom a frame came directly
 * within their deadline, an edge counts only if both ends hear each other, and a vouch ends with the vouched peer's own
 * deadline.
 */
public final class Hearing {
    /** A heartbeat is late after this many tenths of the announced interval. */
    static final int DEADLINE_TENTHS = 25;
    /** A worker that nobody heard for this many tenths of its interval is dead; the deadline is part of it. */
    static final int DEAD_TENTHS = 40;
    /** Whoever was heard directly within this many of its intervals has, or just lost, a link to this worker. */
    static final int LINKED_INTERVALS = 16;

    private final PeerId self;
    private final Duration usualInterval;
    private final Map<PeerId, Heard> peers = new TreeMap<>();
    private Instant deafUntil = Instant.MIN;

    public Hearing(PeerId self, Duration usualInterval) {
        this.self = self;
        this.usualInterval = usualInterval;
    }

    /** What is known of one peer's life. */
    private final class Heard {
        Instant direct = Instant.MIN;
        /** The last frame of any time, for the link; a doze of one's own does not take it away. */
        Instant frame = Instant.MIN;
        Duration interval = usualInterval;
        Duration deadline = tenths(usualInterval, DEADLINE_TENTHS);
        long incarnation;
        long sequence = -1;
        long passedIncarnation;
        long passedSequence = -1;
        Instant setArrived = Instant.MIN;
        Set<PeerId> hears = Set.of();
        /** When somebody of my component last heard it directly, by valid sets; the first time it was known, at least. */
        Instant listed;
        boolean gaveNoSign;
        boolean dead;

        Heard(Instant now) {
            listed = now;
        }

        void take(Duration newInterval, Set<PeerId> newHears, Instant now) {
            if (!newInterval.equals(interval)) {
                interval = newInterval;
                deadline = tenths(newInterval, DEADLINE_TENTHS);
            }
            hears = newHears;
            setArrived = now;
        }

        boolean heardDirectly(Instant now) {
            return direct.isAfter(now.minus(deadline));
        }
    }

    /** A frame of any kind came over the peer's own link. */
    public void frame(PeerId peer, Instant now) {
        Heard heard = know(peer, now);
        heard.direct = now;
        heard.frame = now;
        heard.gaveNoSign = false;
    }

    /**
     * A peer's set, over its own link: an older one than it sent before changes nothing.
     *
     * @return whether it was newer; where a link is made anew, the old one may bring an older heartbeat later
     */
    public boolean set(PeerId peer, long incarnation, long sequence, Duration interval, Set<PeerId> hears,
            Instant now) {
        Heard heard = know(peer, now);
        if (!isNewer(incarnation, sequence, heard.incarnation, heard.sequence)) return false;
        heard.incarnation = incarnation;
        heard.sequence = sequence;
        heard.take(interval, hears, now);
        return true;
    }

    /**
     * A peer's set as somebody passed it on. It counts only while nothing comes from the peer itself: no neighbour's
     * word may stand against the peer's own.
     *
     * @return whether it was newer than what was passed on before
     */
    public boolean passedOn(PeerId origin, long incarnation, long sequence, Duration interval, Set<PeerId> hears,
            Instant now) {
        Heard heard = know(origin, now);
        if (!isNewer(incarnation, sequence, heard.passedIncarnation, heard.passedSequence)) return false;
        heard.passedIncarnation = incarnation;
        heard.passedSequence = sequence;
        if (!heard.heardDirectly(now)) heard.take(interval, hears, now);
        return true;
    }

    private static boolean isNewer(long incarnation, long sequence, long knownIncarnation, long knownSequence) {
        return incarnation > knownIncarnation || (incarnation == knownIncarnation && sequence > knownSequence);
    }

    /** The number of the peer's latest process that spoke to this worker; 0 before the first. */
    public long incarnation(PeerId peer) {
        Heard heard = peers.get(peer);
        return heard == null ? 0 : heard.incarnation;
    }

    /** Three probes went unanswered, or there is no link left to probe: it is not heard here any more. */
    public void gaveNoSign(PeerId peer, Instant now) {
        Heard heard = know(peer, now);
        heard.direct = Instant.MIN;
        heard.gaveNoSign = true;
    }

    /** The link is gone, and with it what it said of its process's number: the next link begins anew. */
    public void linkLost(PeerId peer, Instant now) {
        Heard heard = know(peer, now);
        heard.incarnation = 0;
        heard.sequence = -1;
    }

    /** It leaves on purpose, or is off the roster and gone. */
    public void forget(PeerId peer) {
        peers.remove(peer);
    }

    /** Its own clock stood still: what seemed fresh is not. Nobody is vouched for or accused for one deadline. */
    public void overslept(Instant now) {
        for (Heard heard : peers.values()) {
            heard.direct = Instant.MIN;
            heard.frame = now;
            heard.setArrived = Instant.MIN;
            heard.listed = now;
            heard.gaveNoSign = false;
        }
        deafUntil = now.plus(tenths(usualInterval, DEADLINE_TENTHS));
    }

    public boolean isDeaf(Instant now) {
        return now.isBefore(deafUntil);
    }

    /** What arrived before may be as old as this worker's last sleep; {@link Instant#MIN} when it never overslept. */
    public Instant deafUntil() {
        return deafUntil;
    }

    /** When the last frame came over the peer's own link; {@link Instant#MIN} when none is remembered. */
    public Instant lastDirect(PeerId peer) {
        Heard heard = peers.get(peer);
        return heard == null ? Instant.MIN : heard.direct;
    }

    /** Whether this worker hears a peer directly, in time. */
    public boolean hears(PeerId peer, Instant now) {
        Heard heard = peers.get(peer);
        return heard != null && !isDeaf(now) && heard.heardDirectly(now);
    }

    /** Whom this worker hears directly, in time. */
    public Set<PeerId> hears(Instant now) {
        if (isDeaf(now)) return Set.of();
        Set<PeerId> hears = new HashSet<>();
        peers.forEach((peer, heard) -> {
            if (heard.heardDirectly(now)) hears.add(peer);
        });
        return hears;
    }

    /** Whom a peer hears, as its last set says. */
    public Set<PeerId> heardBy(PeerId peer) {
        Heard heard = peers.get(peer);
        return heard == null ? Set.of() : heard.hears;
    }

    /** The workers that edges of mutual hearing connect to this one, itself among them. */
    public Set<PeerId> component(Instant now) {
        Set<PeerId> component = new HashSet<>();
        component.add(self);
        var frontier = new ArrayDeque<PeerId>();
        frontier.add(self);
        Set<PeerId> mine = hears(now);
        // In a complete mesh the first round finds everybody.
        while (!frontier.isEmpty() && component.size() <= peers.size()) {
            PeerId from = frontier.remove();
            for (PeerId to : peers.keySet()) {
                if (!component.contains(to) && hears(from, to, mine, now) && hears(to, from, mine, now)) {
                    component.add(to);
                    frontier.add(to);
                }
            }
        }
        return component;
    }

    /** Whether two other workers hear each other, by sets that are still valid. */
    public boolean hearEachOther(PeerId one, PeerId other, Instant now) {
        return hears(one, other, Set.of(), now) && hears(other, one, Set.of(), now);
    }

    private boolean hears(PeerId who, PeerId whom, Set<PeerId> mine, Instant now) {
        if (who.equals(self)) return mine.contains(whom);
        Heard heard = peers.get(who);
        if (heard == null || !heard.hears.contains(whom)) return false;
        Heard vouched = peers.get(whom);
        Duration deadline = vouched == null
                ? tenths(usualInterval, DEADLINE_TENTHS)
                : vouched.deadline;
        // A vouch is only renewed as often as its giver speaks: it stands at least that long.
        if (deadline.compareTo(heard.deadline) < 0) deadline = heard.deadline;
        return heard.setArrived.isAfter(now.minus(deadline));
    }

    /** Whether somebody of the component hears the peer directly, by sets that are still valid. */
    public boolean isListed(PeerId peer, Set<PeerId> component, Instant now) {
        Heard heard = peers.get(peer);
        if (heard == null) return false;
        if (!isDeaf(now) && heard.heardDirectly(now)) return true;
        boolean linkedLately = heard.direct.isAfter(now.minus(heard.interval.multipliedBy(LINKED_INTERVALS)));
        for (PeerId member : component) {
            Heard witness = peers.get(member);
            if (witness != null && !member.equals(peer) && witness.hears.contains(peer)
                    && witness.setArrived.isAfter(now.minus(validity(heard, witness, linkedLately)))) {
                return true;
            }
        }
        return false;
    }

    /**
     * A vouch ends with the vouched peer's deadline. Where there never was a link of one's own, one must go by sets that
     * come as seldom as their giver speaks; it sends a shrunken one at once.
     */
    private static Duration validity(Heard vouched, Heard witness, boolean linkedLately) {
        Duration own = vouched.deadline;
        return linkedLately || own.compareTo(witness.deadline) > 0 ? own : witness.deadline;
    }

    /** Judges who is dead now; to be called at every tick and after all that is news. */
    public void judge(Set<PeerId> component, Instant now) {
        if (isDeaf(now)) return;
        peers.forEach((peer, heard) -> {
            if (component.contains(peer) || isListed(peer, component, now)) {
                heard.listed = now;
                heard.dead = false;
                return;
            }
            Duration grace = tenths(heard.interval, DEAD_TENTHS - DEADLINE_TENTHS);
            heard.dead = heard.dead || heard.gaveNoSign || heard.listed.isBefore(now.minus(grace));
        });
    }

    public boolean isDead(PeerId peer) {
        Heard heard = peers.get(peer);
        return heard != null && heard.dead;
    }

    /** When anybody of the component last heard it, for one that is dead. */
    public Instant lastListed(PeerId peer) {
        Heard heard = peers.get(peer);
        return heard == null ? Instant.MIN : heard.listed;
    }

    /** Begins to wait for a worker that belongs to the room: from now on silence is its death. */
    public void expect(PeerId peer, Instant now) {
        know(peer, now);
    }

    /** Since when the peer's link has been silent, save for the time in which this worker's own clock stood still. */
    public Instant lastFrame(PeerId peer) {
        Heard heard = peers.get(peer);
        return heard == null ? Instant.MIN : heard.frame;
    }

    /** Everybody of whom anything is known, by id. */
    public List<PeerId> known() {
        return List.copyOf(peers.keySet());
    }

    /** Not by {@link Duration#dividedBy}, which takes a third of the core's time with its big numbers. */
    private static Duration tenths(Duration interval, int tenths) {
        return Duration.ofNanos(interval.toNanos() / 10 * tenths);
    }

    private Heard know(PeerId peer, Instant now) {
        return peers.computeIfAbsent(peer, _ -> new Heard(now));
    }
}
