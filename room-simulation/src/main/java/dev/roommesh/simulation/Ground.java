package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.ReservationId;
import dev.roommesh.protocol.RoomView;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How things really are in a simulated room, which no member knows. */
interface Ground {
    Instant now();

    /** Workers whose process lives, frozen ones among them. */
    Set<PeerId> running();

    /** What each process published last. */
    Map<PeerId, RoomView> views();

    /** Whether the process handles what arrives as soon as it does. */
    boolean isAwake(PeerId peer);

    /** When its process began. */
    Instant bornAt(PeerId peer);

    /** Whether frames cross between two workers in both directions. */
    boolean isJoined(PeerId one, PeerId other);

    /** When somebody or something last changed from outside; {@link Instant#MAX} while something keeps changing. */
    Instant quietSince();

    /** The jobs that workers run, by the reservation that each is for. */
    Map<PeerId, ReservationId> jobs();

    /** What a worker wants to be known of it. */
    Profile profile(PeerId peer);

    /** Since when the worker's own replica does not say of it what its process was told last; empty when it does. */
    Optional<Instant> unsaidSince(PeerId peer);

    /** {@link dev.roommesh.model.VersionVector#digest()} of the worker's document. */
    long documentDigest(PeerId peer);
}
