package dev.roommesh.signaling.room;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.Features;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rooms and presence with real parts, at a time that tests say. */
public final class RoomFixture implements RoomEvents {
    public static final RoomId ROOM = new RoomId("room");
    public static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    static final RoomLimits LIMITS = new RoomLimits(3, Duration.ofSeconds(45), Duration.ofHours(1),
            Duration.ofSeconds(30));
    /** After the grace of a restart. */
    public static final Instant NOW = START.plusSeconds(100);

    public final Rooms rooms = new LocalRooms(LIMITS, START);
    final Presence presence = new Presence(rooms,
            new Introduction(new SignalCodec(), _ -> Features.of(true), List.of(), LIMITS.lease()), this);
    final List<String> events = new ArrayList<>();

    static Registration registration(String peer, Role role) {
        return registration(peer, role, null, 0);
    }

    static Registration registration(String peer, Role role, @Nullable String admin, long term) {
        return new Registration(ROOM, new PeerId(peer), role, Profile.EMPTY, false,
                admin == null ? null : new PeerId(admin), term, Part.MESHED);
    }

    /** Registers a worker with a GPU of this size, and forgets what it was told. */
    public Recorder worker(String peer, long gpu) {
        return worker(peer, gpu, /* registry= */ true);
    }

    /** The same for one that may take no part in the room's own registry. */
    public Recorder worker(String peer, long gpu, boolean registry) {
        var connection = new Recorder();
        Profile profile = Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(gpu));
        Admission admission = rooms.admit(
                new Registration(ROOM, new PeerId(peer), Role.WORKER, profile, false, null, 0,
                        registry ? Part.MESHED : Part.APART),
                connection,
                NOW);
        if (!(admission instanceof Admission.Admitted)) throw new AssertionError(admission);
        return connection;
    }

    Recorder join(String peer, Role role) {
        var connection = new Recorder();
        presence.register(registration(peer, role), "ticket", connection, NOW);
        return connection;
    }

    @Override
    public void registered(RoomId room, Member member, int workers) {
        events.add("registered " + member.peerId());
    }

    @Override
    public void left(RoomId room, Member member, DepartureReason reason) {
        events.add("left " + member.peerId() + " " + reason);
    }

    @Override
    public void adminChanged(RoomId room, PeerId admin, long term) {
        events.add("admin " + admin + " " + term);
    }

    @Override
    public void nearlyFull(RoomId room, int workers) {
        events.add("nearly full " + workers);
    }
}
