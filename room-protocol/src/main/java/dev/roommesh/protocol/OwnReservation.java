package dev.roommesh.protocol;

import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For whom this worker is kept (DESIGN 9.1). It alone decides that, and keeps itself for one at a time, so two who
 * coordinate at once cannot give it away twice. What it has granted is forgotten with its process.
 */
final class OwnReservation {
    private @Nullable HeldReservation held;

    /** @param earlier of this process; null for none */
    OwnReservation(@Nullable HeldReservation earlier) {
        held = earlier;
    }

    /**
     * Grants the wish for a short while, in which the client must ask again: whoever has found another worker meanwhile,
     * or is gone, does not. Or renews what was granted under the same id.
     *
     * @param own the worker's status, apart from reservations; only one that is available can be reserved
     * @return for how long this worker is reserved under this id from now on; zero if it is not
     */
    Duration ask(ReservationId id, PeerId client, Duration ttl, WorkerStatus own, Instant now) {
        boolean may = held == null ? own == WorkerStatus.AVAILABLE : held.id().equals(id);
        if (!may) return Duration.ZERO;
        boolean isFirst = held == null && ttl.compareTo(Limits.RESERVATION_FIRST_TTL) > 0;
        Duration granted = isFirst ? Limits.RESERVATION_FIRST_TTL : ttl;
        Instant until = now.plus(granted);
        // Never for less than was granted before: wishes may overtake each other.
        boolean isLonger = held == null || held.until().isBefore(until);
        held = new HeldReservation(id, client, held == null || isLonger ? until : held.until());
        return granted;
    }

    /** @return whether that changed anything */
    boolean release(ReservationId id) {
        if (held == null || !held.id().equals(id)) return false;
        held = null;
        return true;
    }

    Optional<HeldReservation> held() {
        return Optional.ofNullable(held);
    }

    /** @return whether the time of a reservation is over */
    boolean lapse(Instant now) {
        if (held == null || now.isBefore(held.until())) return false;
        held = null;
        return true;
    }

    boolean isHeld() {
        return held != null;
    }

    /** What is shown of a worker that says this of itself. */
    Profile shownOf(Profile own) {
        if (held == null) return own;
        Profile shown = own.withIfItFits(Profile.RESERVATION, PropertyValue.of(held.id().fingerprint()))
                .withIfItFits(Profile.RESERVED_BY, PropertyValue.of(held.client().value()));
        return own.status() == WorkerStatus.AVAILABLE
                ? shown.withIfItFits(Profile.STATUS, PropertyValue.of(WorkerStatus.RESERVED.word()))
                : shown;
    }
}
