package dev.roommesh.signaling.token;

import dev.roommesh.model.RoomId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The tokens that were revoked, and the rooms that were ended with all that they had. Safe for many threads. */
public final class Revocations {
    /** Revocations and ended rooms at a time; each is remembered until no token of it can be valid any more. */
    public static final int REVOCATIONS_MAX = 100_000;
    static final Duration REMEMBERED_FOR = RoomTokens.LIFETIME_MAX;

    /** Where revocations outlive this process. */
    public interface Keeper {
        /** False where it cannot be kept; then it does not count. May wait for a disk or a network. */
        boolean keep(Revocation revocation, Collection<Revocation> before);
    }

    public enum Outcome {
        REVOKED, TOO_MANY, NOT_KEPT
    }

    private record Key(RoomId room, String tokenId) {}

    private final ConcurrentMap<Key, Revocation> revoked = new ConcurrentHashMap<>();
    private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();
    private final Keeper keeper;
    private final InstantSource time;

    public Revocations(Keeper keeper, InstantSource time) {
        this.keeper = keeper;
        this.time = time;
    }

    /** Hears of each revocation when it begins to count. Must not block. */
    public void listen(Consumer<Revocation> listener) {
        listeners.add(listener);
    }

    public boolean isRevoked(RoomId room, String tokenId) {
        return revoked.containsKey(new Key(room, tokenId));
    }

    /** The {@linkplain Revocation#ending number} of the room's last ending; 0 where none is remembered. */
    long endingOf(RoomId room) {
        Revocation ending = revoked.get(new Key(room, Revocation.ALL));
        return ending == null ? 0 : ending.ending();
    }

    /** May wait for the keeper. Safe to repeat. */
    public synchronized Outcome revoke(RoomId room, String tokenId) {
        RoomToken.requireId(tokenId);
        if (isRevoked(room, tokenId)) return Outcome.REVOKED;
        return begin(new Revocation(room, tokenId, time.instant().plus(REMEMBERED_FOR)));
    }

    /**
     * Ends a room: no token that it has is worth anything any more; those that it is given from now on are. May wait for
     * the keeper. Safe to repeat.
     */
    public synchronized Outcome endRoom(RoomId room) {
        long now = time.instant().plus(REMEMBERED_FOR).getEpochSecond();
        return begin(Revocation.ofRoom(room, Math.max(now, endingOf(room) + 1)));
    }

    private Outcome begin(Revocation revocation) {
        forgetExpired();
        boolean again = revoked.containsKey(key(revocation));
        if (!again && revoked.size() >= REVOCATIONS_MAX) return Outcome.TOO_MANY;
        List<Revocation> before = new ArrayList<>(all());
        before.removeIf(known -> key(known).equals(key(revocation)));
        if (!keeper.keep(revocation, before)) return Outcome.NOT_KEPT;
        learn(List.of(revocation));
        return Outcome.REVOKED;
    }

    private static Key key(Revocation revocation) {
        return new Key(revocation.room(), revocation.tokenId());
    }

    /** Takes in what was kept, or what another server has revoked. */
    public void learn(Collection<Revocation> kept) {
        for (Revocation revocation : kept) {
            if (revocation.until().isBefore(time.instant())) continue;
            Revocation before = revoked.get(key(revocation));
            boolean news = before == null || (revocation.endsRoom() && revocation.ending() > before.ending());
            if (!news) continue;
            revoked.merge(key(revocation), revocation,
                    (known, heard) -> heard.until().isAfter(known.until()) ? heard : known);
            listeners.forEach(listener -> listener.accept(revocation));
        }
    }

    /** A copy. */
    public Collection<Revocation> all() {
        return List.copyOf(revoked.values());
    }

    private void forgetExpired() {
        Instant now = time.instant();
        revoked.values().removeIf(revocation -> revocation.until().isBefore(now));
    }
}
