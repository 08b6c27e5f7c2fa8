package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Timing;
import java.time.Duration;
import java.util.List;

/** Scenarios in which workers come and go. */
final class Gatherings {
    private Gatherings() {}

    static void form(Play play) {
        play.form(play.drawSize(1));
    }

    /** Joins and leaves one after another, up to a full room and one more. */
    static void comeAndGo(Play play) {
        play.form(play.drawSize(2));
        for (int i = 5 + play.random.nextInt(15); i > 0; i--) {
            int running = play.room.running().size();
            int kind = play.random.nextInt(6);
            if (kind < 2 && play.candidates().size() < 16) {
                play.room.start(play.newcomer());
            } else if (kind == 2 && running > 1) {
                play.room.leave(play.oneOf(play.room.running()));
            } else if (kind == 3 && running > 2) {
                play.room.crash(play.oneOf(play.room.running()));
            } else if (kind > 3) {
                play.room.restart(play.oneOf(play.candidates()).peerId(), play.chance(0.5));
            }
            play.room.run(play.between(0, 2_000));
        }
        play.room.run(Duration.ofMillis(500));
        Chaos.calm(play);
        play.whole();
    }

    /** A full room: whoever died longest ago makes room for a newcomer, and the eleventh living one is refused. */
    static void full(Play play) {
        play.form(10);
        PeerId victim = play.oneOf(play.room.running());
        if (play.chance(0.5)) play.room.crash(victim);
        else
            play.room.leave(victim);
        play.room.run(play.between(300, 3_000));
        play.room.start(play.newcomer());
        play.room.run(play.between(0, 2_000));
        if (play.chance(0.5)) play.room.start(play.newcomer());
        play.whole();
    }

    /** A worker leaves whose socket to the server is dead, and is back before the server knows that it is. */
    static void leavesUnheard(Play play) {
        play.form(play.drawSize(2));
        PeerId leaver = play.oneOf(play.room.running());
        play.room.cutFromServer(leaver, play.between(1_000, 40_000), play.between(0, 4_000));
        play.room.run(play.between(0, 3_000));
        play.room.leave(leaver);
        play.room.run(play.between(300, 5_000));
        play.room.joinServer(leaver);
        play.room.restart(leaver, play.chance(0.5));
        play.whole();
    }

    /** Members with other heartbeat intervals than their neighbours'. */
    static void mixedTimings(Play play) {
        Timing[] timings = play.chance(0.5)
                ? new Timing[]{heartbeat(play, 1_000), heartbeat(play, 300)}
                : new Timing[]{heartbeat(play, 1_000), heartbeat(play, 2_000), heartbeat(play, 500)};
        play.form(play.drawSize(3), timings);
        switch (play.random.nextInt(3)) {
            case 0 -> play.room.crash(play.admin());
            case 1 -> {
                PeerId sleeper = play.oneOf(play.room.running());
                play.room.freeze(sleeper);
                play.room.run(Duration.ofSeconds(play.oneOf(List.of(2, 10))));
                play.room.thaw(sleeper);
            }
            default -> {
                PeerId cut = play.oneOf(play.room.running());
                play.room.split(List.of(cut), play.others(cut));
                play.room.run(play.between(1_000, 15_000));
                play.room.heal();
            }
        }
        play.whole();
    }

    private static Timing heartbeat(Play play, long millis) {
        Timing common = play.room.timing();
        return Timing.of(Duration.ofMillis(millis)).withRolls(common.rollAfter(), common.rollAfterChanges());
    }

    /** Everybody says something new again and again, while links break and members sleep. */
    static void statuses(Play play) {
        play.form(play.drawSize(2));
        for (int i = 20 + play.random.nextInt(40); i > 0; i--) {
            play.changeStatus();
            if (play.chance(0.05)) {
                PeerId one = play.oneOf(play.room.running());
                play.room.freeze(one);
                play.room.at(Duration.ofSeconds(2), () -> play.room.thaw(one));
            }
            if (play.chance(0.05)) {
                PeerId one = play.oneOf(play.room.running());
                play.room.breakLinks(one, play.oneOf(play.room.running()));
            }
            play.room.run(play.between(0, 150));
        }
        play.room.run(Duration.ofSeconds(2));
        play.whole();
    }
}
