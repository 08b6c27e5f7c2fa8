package dev.roommesh.protocol;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.ReservationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is shown of this worker: what it says of itself, and for whom it is reserved. */
final class OwnEntry {
    private final Outbox outbox;
    private final OwnReservation reservation;
    private final Profile first;
    private Profile own;
    private Profile shown;
    private long revision;
    private boolean changed = true;

    OwnEntry(Self self, Profile own, @Nullable HeldReservation earlier, Outbox outbox) {
        this.outbox = outbox;
        this.first = own;
        this.own = own;
        this.reservation = new OwnReservation(earlier);
        this.shown = reservation.shownOf(own);
        this.revision = self.firstRevision();
    }

    Profile profile() {
        return shown;
    }

    /** Grows with each change of {@link #profile()}. */
    long revision() {
        return revision;
    }

    /** Whether it has to be written since the last time that this was asked. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** While there is a member it alone tells the server, in the order in which things happen. */
    void told(Profile profile) {
        own = profile;
        changed = true;
        if (show()) tellServer();
    }

    /** @return for how long this worker is reserved under this id from now on; zero if it is not */
    Duration reserve(ReservationId id, PeerId client, Duration ttl, Instant now) {
        lapse(now);
        boolean renewed = reservation.isHeld();
        Duration granted = reservation.ask(id, client, ttl, own.status(), now);
        if (granted.isPositive() && !renewed) {
            outbox.note(new Conclusion.ReservationBegan(client, granted));
            outbox.add(new Effect.KeptFor(reservation.held()));
        }
        if (show()) tellServer();
        return granted;
    }

    /** The same for whoever has it already; nothing for anybody else. */
    void renew(ReservationId id, Duration ttl, Instant now) {
        lapse(now);
        reservation.held().filter(held -> held.id().equals(id))
                .ifPresent(held -> reservation.ask(id, held.client(), ttl, own.status(), now));
    }

    void release(ReservationId id) {
        if (reservation.release(id)) ended("it was given back");
    }

    void lapse(Instant now) {
        if (reservation.lapse(now)) ended("its time is over");
    }

    /** This worker leaves the room, though its process may go on: then the server alone answers for it. */
    void leave() {
        if (reservation.isHeld()) outbox.toServer(new FromPeer.UpdateMetadata(own));
    }

    Optional<HeldReservation> reservation() {
        return reservation.held();
    }

    private void ended(String why) {
        outbox.note(new Conclusion.ReservationEnded(why));
        outbox.add(new Effect.KeptFor(Optional.empty()));
        if (show()) tellServer();
    }

    /** The registration at the server says no more than what the worker said of itself when it was made. */
    void registered() {
        if (reservation.isHeld() || !shown.equals(first)) tellServer();
    }

    private void tellServer() {
        outbox.toServer(new FromPeer.UpdateMetadata(shown));
    }

    private boolean show() {
        Profile next = reservation.shownOf(own);
        if (next.equals(shown)) return false;
        shown = next;
        revision = Math.min(revision + 1, Limits.REVISION_MAX);
        changed = true;
        return true;
    }
}
