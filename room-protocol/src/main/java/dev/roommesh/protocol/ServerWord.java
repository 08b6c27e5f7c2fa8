package dev.roommesh.protocol;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.Limits;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.protocol.election.Office;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the signaling server says of the room. Hints, all of it; members decide for themselves. */
final class ServerWord {
    /** A server that has just (re)started lists few; its silence about a peer means nothing for this long. */
    static final Duration SETTLING = Duration.ofSeconds(5);

    private final Map<PeerId, Profile> present = new HashMap<>();
    private final Map<PeerId, Instant> left = new HashMap<>();
    /** Who said that it leaves, to the server or on a link, and has not come back. */
    private final Set<PeerId> leftOnPurpose = new HashSet<>();
    private @Nullable Instant registeredAt;
    private @Nullable PeerId admin;
    private long term;

    void registered(Input.Registered registered, Instant now) {
        present.clear();
        left.clear();
        registeredAt = now;
        for (ListedPeer peer : registered.peers()) {
            if (peer.role() == Role.WORKER) present.put(peer.peerId(), peer.metadata());
        }
        leftOnPurpose.removeAll(present.keySet());
        reported(registered.admin().orElse(null), registered.adminTerm(), now);
    }

    void lost() {
        registeredAt = null;
        present.clear();
        left.clear();
    }

    void joined(ListedPeer peer) {
        if (peer.role() != Role.WORKER || present.size() >= Limits.PEERS_LISTED_MAX) return;
        present.put(peer.peerId(), peer.metadata());
        left.remove(peer.peerId());
        leftOnPurpose.remove(peer.peerId());
    }

    void left(PeerId peer, DepartureReason reason, Instant now) {
        if (reason == DepartureReason.LEFT && leftOnPurpose.size() < Limits.PEERS_LISTED_MAX) leftOnPurpose.add(peer);
        if (present.remove(peer) != null) left.put(peer, now);
        if (peer.equals(admin)) admin = null;
    }

    void reported(@Nullable PeerId reportedAdmin, long reportedTerm, Instant now) {
        if (reportedTerm < term || !Office.isPlausible(reportedTerm, now)) return;
        term = reportedTerm;
        admin = reportedAdmin;
    }

    /** Whether it said itself that it leaves, and nobody has seen it come back. */
    boolean leftOnPurpose(PeerId peer) {
        return leftOnPurpose.contains(peer);
    }

    /** It is here again, whatever was said. */
    void cameBack(PeerId peer) {
        leftOnPurpose.remove(peer);
    }

    boolean isConnected() {
        return registeredAt != null;
    }

    /** The workers connected to the server, this one left out. */
    Set<PeerId> present() {
        return new HashSet<>(present.keySet());
    }

    boolean isPresent(PeerId peer) {
        return present.containsKey(peer);
    }

    /** What a worker registered. */
    Optional<Profile> profile(PeerId peer) {
        return Optional.ofNullable(present.get(peer));
    }

    /** Whether the server's word is that the peer is disconnected from it. */
    boolean saysGone(PeerId peer, Instant now) {
        if (registeredAt == null || present.containsKey(peer)) return false;
        return left.containsKey(peer) || registeredAt.plus(SETTLING).isBefore(now);
    }

    /** Whether the server has not seen the peer for at least this long. */
    boolean hasNotSeen(PeerId peer, Duration time, Instant now) {
        if (registeredAt == null || present.containsKey(peer)) return false;
        Instant since = left.getOrDefault(peer, registeredAt);
        return since.plus(time).isBefore(now);
    }

    /** Whether the server knows of an admin that is connected to it, but not heard here: then the room is founded. */
    boolean knowsAdminElsewhere(Predicate<PeerId> heard) {
        return admin != null && present.containsKey(admin) && !heard.test(admin);
    }

    /** The highest term that workers reported to it. */
    long term() {
        return term;
    }
}
