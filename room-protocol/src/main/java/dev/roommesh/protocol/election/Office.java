package dev.roommesh.protocol.election;

import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom this worker follows, and whether it holds the office itself. Everyone follows the highest term, and of one term
 * the better candidate (DESIGN 6.7); whoever holds the office acts only while a quorum echoes its beats (6.4).
 */
public final class Office {
    private final PeerId self;
    private final Duration lease;
    private long term;
    private @Nullable PeerId admin;
    private boolean held;
    private boolean caretaker;
    private boolean disputed;
    /** Until when the other may follow the hand-over before it is doubted, too. */
    private Instant electedAt = Instant.MIN;
    private final Map<PeerId, Instant> echoes = new HashMap<>();

    public Office(PeerId self, Duration lease) {
        this.self = self;
        this.lease = lease;
    }

    /** The highest term that is known; 0 before the first. */
    public long term() {
        return term;
    }

    public Optional<PeerId> admin() {
        return Optional.ofNullable(admin);
    }

    /** When this worker learned of the admin that it follows. */
    public Instant electedAt() {
        return electedAt;
    }

    /** Whether this worker itself claimed the term that it follows; it may act on that while its lease holds. */
    public boolean isHeld() {
        return held;
    }

    public boolean isCaretaker() {
        return held && caretaker;
    }

    /** A claim's term: above all that is known, and no lower than the clock, so that it grows over restarts of all. */
    public long nextTerm(Instant now) {
        return Math.min(Math.max(term + 1, now.getEpochSecond()), Limits.TERM_MAX);
    }

    /**
     * Whether a term can have come about by claims. One that cannot is passed over: whoever made it up would leave no
     * room for another claim above it.
     */
    public static boolean isPlausible(long someTerm, Instant now) {
        return someTerm <= now.getEpochSecond() + Limits.TERM_AHEAD_SECONDS_MAX;
    }

    /**
     * Somebody says that a peer is admin in a term.
     *
     * @return whether this worker follows it from now on, and did not before
     */
    public boolean learn(long heardTerm, PeerId heardAdmin, Roster roster, Instant now) {
        boolean higher = heardTerm > term || (heardTerm == term && isBetter(heardAdmin, roster));
        if (!higher) return false;
        term = heardTerm;
        admin = heardAdmin;
        held = false;
        disputed = false;
        caretaker = false;
        electedAt = now;
        echoes.clear();
        return true;
    }

    private boolean isBetter(PeerId heard, Roster roster) {
        if (admin == null) return true;
        if (heard.equals(admin)) return false;
        var one = roster.find(heard);
        var other = roster.find(admin);
        if (one.isPresent() && other.isPresent()) return one.get().isBetterThan(other.get());
        return one.isPresent() == other.isPresent() ? heard.compareTo(admin) < 0 : one.isPresent();
    }

    /**
     * This worker takes the office; those that answered its probe are its first echoes.
     *
     * @param asked when the probe was sent
     */
    public void claim(long claimed, Set<PeerId> answered, boolean asCaretaker, Instant asked, Instant now) {
        if (claimed <= term && !(claimed == term && self.equals(admin))) {
            throw new IllegalStateException("a claim of term " + claimed + " is not above " + term);
        }
        term = claimed;
        admin = self;
        held = true;
        disputed = false;
        caretaker = asCaretaker;
        electedAt = now;
        echoes.clear();
        answered.forEach(peer -> echoes.put(peer, asked));
    }

    /**
     * The holder promised another worker's higher ballot while it did not act. That one may be admin by now, so exactly
     * half of the roster is no quorum for this one any more, and it has no office to give.
     */
    public void dispute() {
        if (held) disputed = true;
    }

    public boolean isDisputed() {
        return held && disputed;
    }

    /** A majority is there again: what a caretaker may not do is allowed from now on. */
    public void regularize() {
        caretaker = false;
    }

    /**
     * The admin's beat of this term arrived at a peer.
     *
     * @param sent when it was sent: however late the echo comes, the lease runs from there
     */
    public void echoed(PeerId peer, long echoedTerm, Instant sent) {
        if (held && echoedTerm == term)
            echoes.merge(peer, sent, (known, young) -> young.isAfter(known) ? young : known);
    }

    /** No quorum has stood behind this worker for too long: it holds no office, and follows nobody. */
    public void lapse() {
        held = false;
        disputed = false;
        caretaker = false;
        admin = null;
        echoes.clear();
    }

    /** Its clock stood still: nothing that was echoed before counts. */
    public void overslept() {
        echoes.clear();
    }

    /** Those that echoed within the lease, itself included. */
    public Set<PeerId> echoing(Instant now) {
        Set<PeerId> echoing = new HashSet<>();
        echoing.add(self);
        echoes.forEach((peer, at) -> {
            if (at.isAfter(now.minus(lease))) echoing.add(peer);
        });
        return echoing;
    }

    /** Who may make up a quorum with just half of the roster: a caretaker was counted by nobody, and may not. */
    public @Nullable PeerId incumbent() {
        return caretaker || disputed ? null : admin;
    }

    /** Until when a quorum of the roster stands behind this worker, as far as it has heard; empty when none does. */
    public Optional<Instant> leaseEnd(Roster roster, Instant now) {
        if (!held) return Optional.empty();
        Instant end = now.plus(lease);
        Set<PeerId> counted = echoing(now);
        if (!Quorum.of(roster, counted, incumbent())) return Optional.empty();
        // The lease ends when, oldest echo first, too few are left.
        while (true) {
            PeerId oldest = null;
            for (PeerId peer : counted) {
                if (!peer.equals(self) && roster.has(peer)
                        && (oldest == null
                                || echoes.getOrDefault(peer, now).isBefore(echoes.getOrDefault(oldest, now)))) {
                    oldest = peer;
                }
            }
            if (oldest == null) return Optional.of(end);
            counted.remove(oldest);
            if (!Quorum.of(roster, counted, incumbent()))
                return Optional.of(echoes.getOrDefault(oldest, now).plus(lease));
        }
    }
}
