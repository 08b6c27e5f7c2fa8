package dev.roommesh.signaling.cluster;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.signaling.room.Lease;
import dev.roommesh.signaling.room.Part;
import dev.roommesh.signaling.room.Registration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The places that this server's own sockets hold. */
final class LocalSockets {
    private final Map<Connection, Place> byConnection = new ConcurrentHashMap<>();
    private final Map<String, Place> bySocket = new ConcurrentHashMap<>();
    private final Map<RoomId, Set<String>> byRoom = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final String server;

    LocalSockets(String server) {
        this.server = server;
    }

    /**
     * One socket's place.
     *
     * @param registration as it is now
     * @param lease since the last sign of life that came over the socket
     */
    record Place(Owner owner, Connection connection, Registration registration, Lease lease) {
        RoomId room() {
            return registration.room();
        }

        PeerId peer() {
            return registration.peer();
        }
    }

    /** The place that a connection holds, or is about to. */
    Place place(Registration registration, Connection connection, Instant leaseEnd) {
        Place before = byConnection.get(connection);
        Owner owner = before == null
                ? new Owner(server, Long.toString(numbers.incrementAndGet()))
                : before.owner();
        return new Place(owner, connection, registration, new Lease(leaseEnd));
    }

    void put(Place place) {
        byConnection.put(place.connection(), place);
        bySocket.put(place.owner().socket(), place);
        byRoom.compute(place.room(), (_, sockets) -> {
            Set<String> all = sockets == null ? ConcurrentHashMap.newKeySet() : sockets;
            all.add(place.owner().socket());
            return all;
        });
    }

    /** Null where it holds none. */
    @Nullable
    Place remove(Connection connection) {
        Place place = byConnection.remove(connection);
        if (place == null) return null;
        String socket = place.owner().socket();
        bySocket.remove(socket);
        byRoom.computeIfPresent(place.room(), (_, sockets) -> {
            sockets.remove(socket);
            return sockets.isEmpty() ? null : sockets;
        });
        return place;
    }

    Optional<Place> of(Connection connection) {
        return Optional.ofNullable(byConnection.get(connection));
    }

    Optional<Place> of(String socket) {
        return Optional.ofNullable(bySocket.get(socket));
    }

    /** It registered something else, without registering anew. */
    void update(Place place, Profile profile) {
        put(new Place(place.owner(), place.connection(), place.registration().with(profile), place.lease()));
    }

    /** It was given another part than it had asked for. */
    void granted(Place place, Part part) {
        put(new Place(place.owner(), place.connection(), place.registration().with(part), place.lease()));
    }

    /** The rooms in which somebody of this server is. */
    Set<RoomId> rooms() {
        return Set.copyOf(byRoom.keySet());
    }

    List<Place> in(RoomId room) {
        return byRoom.getOrDefault(room, Set.of()).stream().map(bySocket::get).filter(Objects::nonNull).toList();
    }

    int workers() {
        return (int) bySocket.values().stream().filter(place -> place.registration().role() == Role.WORKER).count();
    }

    int size() {
        return bySocket.size();
    }

    /** Of those whose leases have run out by now, all that are this server's. */
    List<Place> lapsed(Instant now) {
        return bySocket.values().stream().filter(place -> place.lease().hasRunOut(now)).toList();
    }
}
