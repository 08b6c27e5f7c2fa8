package dev.roommesh.protocol;

import dev.roommesh.model.MeshMessage.Heartbeat;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.protocol.election.Office;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the other workers last said of themselves. */
final class Reports {
    private final Map<PeerId, Heartbeat> heartbeats = new HashMap<>();
    private final Map<PeerId, RosterVersion> rosters = new HashMap<>();
    private final Map<PeerId, Instant> differs = new HashMap<>();
    private long highestTerm;

    /** @param ownDigest of this worker's document   @return whether the peer's document differs from it */
    boolean heartbeat(PeerId peer, Heartbeat heartbeat, long ownDigest, Instant now) {
        heartbeats.put(peer, heartbeat);
        roster(peer, heartbeat.roster(), now);
        if (Office.isPlausible(heartbeat.term(), now)) term(heartbeat.term());
        boolean same = heartbeat.vectorDigest() == ownDigest;
        if (same) {
            differs.remove(peer);
        } else {
            differs.putIfAbsent(peer, now);
        }
        return !same;
    }

    /** A version that cannot have come about would stop every claim and every founding: it counts as none. */
    void roster(PeerId peer, RosterVersion version, Instant now) {
        rosters.put(peer, Office.isPlausible(version.term(), now) ? version : RosterVersion.NONE);
    }

    void term(long term) {
        highestTerm = Math.max(highestTerm, term);
    }

    void forget(PeerId peer) {
        heartbeats.remove(peer);
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

    /** Since when a peer's heartbeats show another document than this worker's. */
    Optional<Instant> differsSince(PeerId peer) {
        return Optional.ofNullable(differs.get(peer));
    }

    /** The documents are alike after all. */
    void alike(PeerId peer) {
        differs.remove(peer);
    }

    /** The newest roster that any of these holds. */
    RosterVersion newest(Set<PeerId> peers) {
        RosterVersion newest = RosterVersion.NONE;
        for (PeerId peer : peers) {
            RosterVersion version = rosters.getOrDefault(peer, RosterVersion.NONE);
            if (version.isNewerThan(newest)) newest = version;
        }
        return newest;
    }

    /** Those that hold just this roster. */
    Set<PeerId> holders(RosterVersion version) {
        Set<PeerId> holders = new HashSet<>();
        rosters.forEach((peer, held) -> {
            if (held.equals(version)) holders.add(peer);
        });
        return holders;
    }
}
