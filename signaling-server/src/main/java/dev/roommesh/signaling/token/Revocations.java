package dev.roommesh.signaling.token;

import dev.roommesh.model.RoomId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The tokens that were revoked. Safe for many threads. */
public final class Revocations {
    /** Revocations at a time; each is remembered until its token cannot be valid any more. */
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

    /** May wait for the keeper. Safe to repeat. */
    public synchronized Outcome revoke(RoomId room, String tokenId) {
        if (isRevoked(room, tokenId)) return Outcome.REVOKED;
        forgetExpired();
        if (revoked.size() >= REVOCATIONS_MAX) return Outcome.TOO_MANY;
        var revocation = new Revocation(room, tokenId, time.instant().plus(REMEMBERED_FOR));
        if (!keeper.keep(revocation, all())) return Outcome.NOT_KEPT;
        learn(List.of(revocation));
        return Outcome.REVOKED;
    }

    /** Takes in what was kept, or what another server has revoked. */
    public void learn(Collection<Revocation> kept) {
        for (Revocation revocation : kept) {
            if (revocation.until().isBefore(time.instant())) continue;
            if (revoked.putIfAbsent(new Key(revocation.room(), revocation.tokenId()), revocation) == null)
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
