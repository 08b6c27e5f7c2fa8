package dev.roommesh.simulation;

import dev.roommesh.model.Filters;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.protocol.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Scenarios in which clients want workers for themselves. */
final class Reserving {
    private final Play play;
    private final List<ReservationId> drawn = new ArrayList<>();
    private int ids;
    private int requests;

    private Reserving(Play play) {
        this.play = play;
    }

    /** Clients ask whomever they reach, ask again, renew and give back, while everything happens to the room. */
    static void amongFaults(Play play) {
        new Reserving(play).amongFaults();
    }

    /** More clients than workers ask at once, by the admin and by others. */
    static void races(Play play) {
        play.form(play.drawSize(1));
        var race = new Reserving(play);
        boolean byAdmin = play.chance(0.5);
        for (int i = 4 * play.room.running().size(); i > 0; i--) {
            race.wish(byAdmin ? play.admin() : play.oneOf(play.room.running()), race.fresh(), Optional.empty());
            play.room.run(Duration.ofMillis(play.chance(0.7) ? 0 : play.random.nextInt(20)));
        }
        play.room.run(Duration.ofSeconds(2));
        play.whole();
    }

    private void amongFaults() {
        play.form(play.drawSize(2));
        for (int i = 20 + play.random.nextInt(40); i > 0; i--) {
            if (play.chance(0.2)) fault();
            else
                clientActs();
            play.room.run(play.between(0, play.chance(0.2) ? 3_000 : 300));
        }
        for (PeerId peer : List.copyOf(play.room.running()))
            play.room.thaw(peer);
        play.room.heal();
        play.whole();
    }

    private void clientActs() {
        PeerId coordinator = play.oneOf(play.room.running());
        Optional<PeerId> worker = play.chance(0.3)
                ? Optional.of(play.oneOf(play.candidates()).peerId())
                : Optional.empty();
        if (play.chance(0.4)) {
            jobs(play.oneOf(play.room.running()));
        } else if (drawn.isEmpty() || play.chance(0.6)) {
            wish(coordinator, fresh(), worker);
        } else if (play.chance(0.6)) {
            wish(coordinator, play.oneOf(drawn), worker);
        } else {
            // Nothing is asked for any more under an id that was given back: the two could overtake each other.
            ReservationId over = play.oneOf(drawn);
            drawn.remove(over);
            play.room.deliver(coordinator,
                    new Input.ReleaseWished(request(), over, play.oneOf(play.candidates()).peerId()));
        }
    }

    /** A client that has a worker runs a job there, stays with it, or has done; or it is gone, and does nothing. */
    private void jobs(PeerId worker) {
        SimulatedJobs jobs = play.room.jobs;
        if (!jobs.running().containsKey(worker)) jobs.begin(worker);
        else if (play.chance(0.6)) jobs.renew(worker, play.between(1_000, 4_000));
        else
            jobs.finish(worker).ifPresent(drawn::remove);
    }

    private ReservationId fresh() {
        drawn.add(new ReservationId("reservation-%06d".formatted(ids++)));
        return drawn.getLast();
    }

    private RequestId request() {
        return new RequestId("r" + requests++);
    }

    private void wish(PeerId coordinator, ReservationId id, Optional<PeerId> worker) {
        Filters filters = play.chance(0.5)
                ? Filters.NONE
                : new Filters(null, play.random.nextLong(30_000), List.of(), Map.of());
        play.room.deliver(coordinator, new Input.ReserveWished(request(), new PeerId("client-" + id.fingerprint()), id,
                filters, play.between(1_000, 8_000), worker));
    }

    private void fault() {
        List<PeerId> running = List.copyOf(play.room.running());
        PeerId one = play.oneOf(running);
        switch (play.random.nextInt(6)) {
            case 0 -> {
                int cut = 1 + play.random.nextInt(running.size());
                play.room.split(running.subList(0, cut), running.subList(cut, running.size()));
            }
            case 1 -> play.room.heal();
            case 2 -> play.room.freeze(one);
            case 3 -> running.forEach(play.room::thaw);
            case 4 -> {
                if (!play.room.jobs().containsKey(one))
                    play.room.setStatus(one, play.oneOf(List.of(WorkerStatus.values())));
            }
            default -> {
                play.room.crash(one);
                play.room.run(play.between(0, 500));
                play.room.restart(one, play.chance(0.5));
            }
        }
    }
}
