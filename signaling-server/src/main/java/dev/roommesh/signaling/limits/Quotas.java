package dev.roommesh.signaling.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.roommesh.model.RoomId;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What one address, and one room, may still do. Who stays below the limits of a socket of its own is bounded here, where
 * it opens many. Safe for many threads.
 */
public final class Quotas {
    /** Addresses and rooms that are remembered; who is forgotten begins anew with a full bucket. */
    static final int REMEMBERED_MAX = 50_000;
    /** Longer than an empty bucket needs to be full. */
    static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final QuotaLimits limits;
    private final InstantSource time;
    private final Cache<String, Address> addresses = remembered();
    private final Cache<RoomId, Bucket> rooms = remembered();
    private final Cache<RoomId, Bucket> changes = remembered();
    private final ConcurrentMap<String, Integer> open = new ConcurrentHashMap<>();

    /** Rooms that old peers of one address open in a minute; each is remembered for an hour. */
    static final int ROOMS_PER_MINUTE = 5;

    private record Address(Bucket sockets, Bucket registrations, Bucket frames, Bucket bytes, Bucket requests,
            Bucket rooms) {}

    public Quotas(QuotaLimits limits, InstantSource time) {
        this.limits = limits;
        this.time = time;
    }

    private static <K, V> Cache<K, V> remembered() {
        return Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).expireAfterAccess(REMEMBERED_FOR).build();
    }

    /** Counts a socket; whoever gets true says {@link #closed} once. */
    public boolean open(String address) {
        if (!of(address).sockets().tryConsume(1)) return false;
        var counted = new boolean[1];
        open.compute(address, (_, count) -> {
            int before = count == null ? 0 : count;
            counted[0] = before < limits.socketsPerAddress();
            return counted[0] ? before + 1 : count;
        });
        return counted[0];
    }

    public void closed(String address) {
        open.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null);
    }

    public boolean mayRegister(String address) {
        return of(address).registrations().tryConsume(1);
    }

    public boolean maySend(String address) {
        return of(address).frames().tryConsume(1);
    }

    /** @param bytes of a frame, or of a part of one; greater than 0 */
    public boolean maySend(String address, int bytes) {
        return of(address).bytes().tryConsume(bytes);
    }

    /** Over HTTP. */
    public boolean mayAsk(String address) {
        return of(address).requests().tryConsume(1);
    }

    /** For an old peer. */
    public boolean mayOpenRoom(String address) {
        return of(address).rooms().tryConsume(1);
    }

    /** A link's signal, or a question. */
    public boolean mayRelay(RoomId room) {
        return rooms.get(room, _ -> bucket(limits.roomFramesPerSecond())).tryConsume(1);
    }

    /** Something that all servers of the room are told. */
    public boolean mayChange(RoomId room) {
        return changes.get(room, _ -> bucket(limits.roomChangesPerSecond())).tryConsume(1);
    }

    private Address of(String address) {
        return addresses.get(address,
                _ -> new Address(bucket(limits.socketsPerSecond()), bucket(limits.registrationsPerSecond()),
                        bucket(limits.framesPerSecond()), bucket(limits.bytesPerSecond()),
                        bucket(limits.requestsPerSecond()),
                        Buckets.of(ROOMS_PER_MINUTE, ROOMS_PER_MINUTE, Duration.ofMinutes(1), time)));
    }

    private Bucket bucket(int perSecond) {
        return Buckets.of(2L * perSecond, perSecond, SECOND, time);
    }
}
