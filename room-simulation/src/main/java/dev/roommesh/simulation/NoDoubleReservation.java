package dev.roommesh.simulation;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.protocol.Input;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * I17. Of two reservations of one worker that clients were granted, one has ended when the other begins: given back,
 * over, or gone with the worker's process. Nor is one granted while the worker runs the job of another.
 */
final class NoDoubleReservation extends Invariant {
    private final Events events;
    private final Ground ground;
    private final Map<RequestId, Wish> wishes = new HashMap<>();
    private final Map<PeerId, Instant> ends = new HashMap<>();
    /** Until when somebody relies on it. */
    private final Map<PeerId, Map<ReservationId, Instant>> granted = new HashMap<>();

    /** @param end when the client, which counts from when it asked, relies on it no more */
    private record Wish(ReservationId reservation, Instant asked, Instant end) {}

    NoDoubleReservation(Violations violations, Events events, Ground ground) {
        super("I17", violations);
        this.events = events;
        this.ground = ground;
    }

    @Override
    void arrived(Input input, Instant now) {
        if (input instanceof Input.ReserveWished wish)
            wishes.put(wish.request(), new Wish(wish.reservation(), now, now.plus(wish.ttl())));
        if (input instanceof Input.GivenBack(ReservationId over)) givenBack(over);
        if (input instanceof Input.ReleaseWished release) givenBack(release.reservation());
    }

    /** Nor does the client rely on what it asked for under this id before. */
    private void givenBack(ReservationId over) {
        granted.values().forEach(reservations -> reservations.remove(over));
        wishes.values().removeIf(wish -> wish.reservation().equals(over));
    }

    @Override
    void said(PeerId peer, FromPeer message, Instant now) {
        if (!(message instanceof FromPeer.Reservation answer)) return;
        events.count("Wish:" + answer.outcome());
        Wish wish = wishes.get(answer.requestId());
        if (answer.outcome() != ReservationOutcome.GRANTED || answer.worker() == null || wish == null) return;
        PeerId worker = answer.worker().peerId();
        Map<ReservationId, Instant> reservations = granted.computeIfAbsent(worker, _ -> new HashMap<>());
        Instant byTheRoom = now.plusMillis(answer.expiresInMs());
        Instant end = byTheRoom.isBefore(wish.end()) ? byTheRoom : wish.end();
        boolean byAnotherProcess = wish.asked().isBefore(ends.getOrDefault(worker, Instant.MIN));
        if (byAnotherProcess || !now.isBefore(end)) return;
        reservations.forEach((other, until) -> {
            if (!other.equals(wish.reservation()) && now.isBefore(until))
                violated(worker + " is granted as " + wish.reservation() + ", and as " + other + " until " + until);
        });
        ReservationId job = ground.jobs().get(worker);
        if (job != null && !job.equals(wish.reservation()))
            violated(worker + " is granted as " + wish.reservation() + ", and runs the job of " + job);
        reservations.put(wish.reservation(), end);
    }

    @Override
    void ended(PeerId peer, Instant now) {
        granted.remove(peer);
        // What it has granted, and nobody has heard of yet, is gone as well.
        ends.put(peer, now);
    }
}
