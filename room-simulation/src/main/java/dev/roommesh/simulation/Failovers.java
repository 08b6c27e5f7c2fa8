package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.protocol.Effect;
import dev.roommesh.simulation.Play.Measure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Scenarios in which one process ends or stands still. */
final class Failovers {
    private static final Duration ADMIN_WITHIN = Duration.ofSeconds(20);

    private Failovers() {}

    static void adminCrashes(Play play) {
        play.form(play.drawSize(3));
        crashAdmin(play);
    }

    private static void crashAdmin(Play play) {
        PeerId admin = play.admin();
        play.room.crash(admin);
        replaced(play, admin);
        play.whole();
    }

    private static void replaced(Play play, PeerId admin) {
        var others = play.others(admin);
        Optional<Duration> took = play.newAdmin(admin, others, ADMIN_WITHIN);
        play.measure(Measure.NOTICED, took);
        if (took.isEmpty()) play.room.violated("I11", "no new admin within " + ADMIN_WITHIN.toSeconds() + " s");
    }

    static void adminAndServerCrash(Play play) {
        play.form(play.drawSize(3));
        play.room.crashServer(play.chance(0.5));
        crashAdmin(play);
        play.room.restart(play.oneOf(play.candidates()).peerId());
        play.room.run(play.between(0, 5_000));
        play.room.startServer();
        play.whole();
    }

    /** The admin dies between two sends of a claim, a status, a change of the roster or a base. */
    static void diesHalfWay(Play play) {
        play.form(play.drawSize(3));
        Predicate<Effect> deadly = play.oneOf(Chaos.DEADLY);
        PeerId victim = play.chance(0.7) ? play.admin() : play.oneOf(play.room.running());
        play.room.diesWithin(victim, deadly);
        provoke(play, victim);
        play.room.run(play.between(0, 3_000));
        if (play.chance(0.5)) play.room.restart(victim);
        play.room.diesWithin(victim, _ -> false);
        play.whole();
    }

    /** Gives a worker reason to send what it is to die of. */
    private static void provoke(Play play, PeerId victim) {
        play.room.setStatus(victim, play.oneOf(List.of(WorkerStatus.values())));
        // A history that is full by now ends with a base.
        for (int i = play.chance(0.4) ? 80 : 0; i > 0; i--)
            play.changeStatus();
        switch (play.random.nextInt(4)) {
            case 0 -> play.room.leave(play.oneOf(play.others(victim)));
            case 1 -> {
                if (play.room.running().size() < 10) play.room.start(play.newcomer());
            }
            case 2 -> {
                PeerId admin = play.admin();
                play.room.crash(admin.equals(victim) ? play.oneOf(play.others(victim)) : admin);
            }
            default -> play.room.run(play.between(0, 1_000));
        }
        for (int i = 0; i < 3; i++) {
            play.room.run(play.between(10, 600));
            play.changeStatus();
        }
    }

    static void adminSleeps(Play play) {
        play.form(play.drawSize(3));
        PeerId admin = play.admin();
        int seconds = play.oneOf(List.of(2, 2, 2, 10, 10, 10, 10, 60));
        play.room.freeze(admin);
        var frozen = play.room.now();
        if (seconds > 2) replaced(play, admin);
        play.room.run(Duration.ofSeconds(seconds).minus(Duration.between(frozen, play.room.now())));
        play.room.thaw(admin);
        play.whole();
    }

    static void memberSleeps(Play play) {
        play.form(play.drawSize(2));
        PeerId sleeper = play.oneOf(play.others(play.admin()));
        int seconds = play.oneOf(List.of(2, 2, 10, 10, 10, 10, 60));
        play.room.freeze(sleeper);
        var frozen = play.room.now();
        if (seconds > 2) play.noticed(sleeper, play.others(sleeper), Duration.ofSeconds(10));
        play.changeStatus();
        play.room.run(Duration.ofSeconds(seconds).minus(Duration.between(frozen, play.room.now())));
        play.room.thaw(sleeper);
        play.whole();
    }

    static void memberCrashes(Play play) {
        play.form(play.drawSize(3));
        PeerId victim = play.oneOf(play.others(play.admin()));
        play.room.crash(victim);
        play.noticed(victim, play.others(victim), Duration.ofSeconds(10));
        play.whole();
        if (play.chance(0.5)) {
            play.room.run(play.between(0, 5_000));
            play.room.restart(victim, play.chance(0.5));
            play.whole();
        }
    }

    /** The dead are forgotten after two minutes, also by a caretaker, and may come back after that. */
    static void forgotten(Play play) {
        play.form(play.drawSize(2) % 6 + 2);
        PeerId victim = play.oneOf(play.room.running());
        play.room.crash(victim);
        if (play.chance(0.3) && play.room.running().size() > 1) play.room.crash(play.oneOf(play.room.running()));
        play.room.run(Duration.ofSeconds(play.room.timing().forgetAfter().toSeconds() + 10));
        play.whole();
        play.room.restart(victim);
        play.whole();
    }

    static void allRestart(Play play) {
        play.form(play.drawSize(1));
        boolean serverToo = play.chance(0.3);
        if (serverToo) play.room.crashServer(play.chance(0.5));
        for (var candidate : play.candidates())
            play.room.crash(candidate.peerId());
        play.room.run(play.between(0, 3_000));
        boolean tickets = play.chance(0.5);
        for (var candidate : play.candidates()) {
            play.room.restart(candidate.peerId(), tickets);
            play.room.run(play.between(0, 300));
        }
        play.room.run(play.between(0, 8_000));
        play.room.startServer();
        // A server without memory lets in only ticket holders for a while; then the room must be founded.
        play.whole(serverToo ? SimulatedServer.TICKETS_ONLY.plus(SimulatedServer.LEASE) : Play.FORMED_WITHIN);
    }
}
