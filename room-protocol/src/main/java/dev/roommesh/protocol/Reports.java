package dev.roommesh.protocol;

import dev.roommesh.model.MeshMessage.Heartbeat;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.protocol.election.Office;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the other workers last said of themselves. */
final class Reports {
    private final Map<PeerId, Heartbeat> heartbeats = new HashMap<>();
    /** A newer roster that somebody reports is sent within this time, or it is not believed to exist. */
    static final Duration MADE_GOOD_WITHIN = Duration.ofSeconds(2);

    private final Map<PeerId, Held> rosters = new HashMap<>();
    private final Map<PeerId, Instant> heardAt = new HashMap<>();
    private final Map<PeerId, Instant> differs = new HashMap<>();
    private long highestTerm;

    /** @param alike whether the peer's document is the same as this worker's */
    void heartbeat(PeerId peer, Heartbeat heartbeat, boolean alike, Instant now) {
        heartbeats.put(peer, heartbeat);
        heardAt.put(peer, now);
        roster(peer, heartbeat.roster(), now);
        if (Office.isPlausible(heartbeat.term(), now)) term(heartbeat.term());
        if (alike) {
            differs.remove(peer);
        } else {
            differs.putIfAbsent(peer, now);
        }
    }

    /** @param since when the peer first said so */
    private record Held(RosterVersion version, Instant since) {}

    /** Whether a heartbeat was overtaken by a later one. */
    boolean isOlder(PeerId peer, Heartbeat heartbeat) {
        Heartbeat last = heartbeats.get(peer);
        return last != null && (heartbeat.incarnation() < last.incarnation()
                || (heartbeat.incarnation() == last.incarnation() && heartbeat.sequence() <= last.sequence()));
    }

    /** A version that cannot have come about would stop every claim and every founding: it counts as none. */
    void roster(PeerId peer, RosterVersion version, Instant now) {
        RosterVersion known = Office.isPlausible(version.term(), now) ? version : RosterVersion.NONE;
        rosters.compute(peer,
                (_, held) -> held != null && held.version().equals(known) ? held : new Held(known, now));
    }

    void term(long term) {
        highestTerm = Math.max(highestTerm, term);
    }

    void forget(PeerId peer) {
        heartbeats.remove(peer);
        heardAt.remove(peer);
        rosters.remove(peer);
        differs.remove(peer);
    }

    /** The highest term that anyone spoke of. */
    long highestTerm() {
        return highestTerm;
    }

    Optional<Heartbeat> of(PeerId peer) {
        return Optional.ofNullable(heartbeats.get(peer));
    }

    /** Whether the admin of a term says itself that it does not hold the office: it has lost its memory. */
    boolean gaveUp(PeerId admin, long term) {
        Heartbeat last = heartbeats.get(admin);
        return last != null && last.term() == term && last.admin() == null;
    }

    /** Whether the admin of a term has said itself since some time, here or by a neighbour, that it acts. */
    boolean saysThatItActs(PeerId admin, long term, Instant since) {
        Heartbeat last = heartbeats.get(admin);
        return last != null && last.term() == term && admin.equals(last.admin()) && last.acting()
                && heardAt.getOrDefault(admin, Instant.MIN).isAfter(since);
    }

    /** Whether the admin of a term has spoken after some time, and did not call itself that: it does not know. */
    boolean doesNotKnow(PeerId admin, long term, Instant after) {
        Heartbeat last = heartbeats.get(admin);
        return last != null && heardAt.getOrDefault(admin, Instant.MIN).isAfter(after)
                && (last.term() < term || !admin.equals(last.admin()));
    }

    /** Since when a peer's heartbeats show another document than this worker's. */
    Optional<Instant> differsSince(PeerId peer) {
        return Optional.ofNullable(differs.get(peer));
    }

    /** The documents are alike after all. */
    void alike(PeerId peer) {
        differs.remove(peer);
    }

    /** The newest roster that any of these says that it holds; one that was never sent is passed over after a while. */
    RosterVersion newest(Set<PeerId> peers, Instant now) {
        RosterVersion newest = RosterVersion.NONE;
        for (PeerId peer : peers) {
            Held held = rosters.get(peer);
            if (held == null || !held.since().plus(MADE_GOOD_WITHIN).isAfter(now)) continue;
            if (held.version().isNewerThan(newest)) newest = held.version();
        }
        return newest;
    }

    /** Those that hold just this roster. */
    Set<PeerId> holders(RosterVersion version) {
        Set<PeerId> holders = new HashSet<>();
        rosters.forEach((peer, held) -> {
            if (held.version().equals(version)) holders.add(peer);
        });
        return holders;
    }
}
