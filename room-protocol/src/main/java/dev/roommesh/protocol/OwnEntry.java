package dev.roommesh.protocol;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.ReservationId;
import java.time.Duration;
import java.time.Instant;

/** What is shown of this worker: what it says of itself, and for whom it is reserved. */
final class OwnEntry {
    private final Outbox outbox;
    private final OwnReservation reservation = new OwnReservation();
    private Profile own;
    private Profile shown;
    private long revision;
    private boolean changed = true;

    OwnEntry(Self self, Profile own, Outbox outbox) {
        this.outbox = outbox;
        this.own = own;
        this.shown = own;
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

    /** Whoever says this to the core says it to the server as well. */
    void told(Profile profile) {
        own = profile;
        changed = true;
        if (show() && reservation.isHeld()) tellServer();
    }

    /** @return for how long this worker is reserved under this id from now on; zero if it is not */
    Duration reserve(ReservationId id, PeerId client, Duration ttl, Instant now) {
        lapse(now);
        boolean renewed = reservation.isHeld();
        Duration granted = reservation.ask(id, client, ttl, own.status(), now);
        if (granted.isPositive() && !renewed) {
            outbox.note(new Conclusion.ReservationBegan(client, granted));
            if (show()) tellServer();
        }
        return granted;
    }

    void release(ReservationId id) {
        if (reservation.release(id)) ended("it was given back");
    }

    void lapse(Instant now) {
        if (reservation.lapse(now)) ended("its time is over");
    }

    private void ended(String why) {
        outbox.note(new Conclusion.ReservationEnded(why));
        if (show()) tellServer();
    }

    /** The registration at the server says no more than what the worker says of itself. */
    void registered() {
        if (reservation.isHeld()) tellServer();
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
