package dev.roommesh.signaling.room;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RoomId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who is registered where: the state that servers could share. Each method is atomic, also against itself, and tells
 * nobody; {@link Presence} does.
 */
public interface Rooms {
    /** Makes a room known before anybody is in it. False when there are too many rooms. */
    boolean create(RoomId room, Instant now);

    /** Gives a place, or the same place again, which then belongs to the given connection. */
    Admission admit(Registration registration, Connection connection, Instant now);

    /** Extends the lease, if the place is the connection's. */
    void renew(RoomId room, PeerId peer, Connection connection, Instant now);

    /** Frees the place, if it is the connection's; else a newer registration stands, and the answer is empty. */
    Optional<Member> depart(RoomId room, PeerId peer, Connection connection, Instant now);

    /** Replaces what a peer says of itself. False if the place is not the connection's. */
    boolean update(RoomId room, PeerId peer, Connection connection, Profile profile);

    /** Whether the room has another admin now than before. */
    boolean reportAdmin(RoomId room, PeerId admin, long term, Instant now);

    /** Empty where the room is not known. */
    Optional<RoomView> view(RoomId room);

    /** Places whose leases have run out. They are still taken: {@link #depart} frees them. */
    List<Place> lapsed(Instant now);

    /** Forgets rooms in which nobody has been for long; their tokens make them anew. */
    void forgetIdle(Instant now);

    /**
     * The first rooms by their ids; of several servers those of all. Empty where what they share is not reached.
     *
     * @param max rooms at most
     */
    Optional<RoomListing> list(int max);

    /** One room, newly looked up. */
    RoomListing.Look look(RoomId room);

    /**
     * Forgets a room: at once where nobody is in it, else as soon as the last has left it, unless somebody comes before.
     * False where what the servers share is not reached.
     */
    boolean forget(RoomId room);

    Census census();

    /** From now on sockets that end give up no place: all peers leave this server, and none of them its room. */
    default void drain() {}

    /** A member's place in a room. */
    record Place(RoomId room, Member member) {}

    record Census(int rooms, int workers, int clients) {}
}
