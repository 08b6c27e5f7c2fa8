package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A random walk of faults and heals over some minutes; then everything heals, and the room must become whole. */
final class Chaos {
    /** What a worker may die of half-way: a claim, a status, a change of the roster, a base, whatever they are called. */
    static final List<Predicate<Effect>> DEADLY = List.of(sending("Claim"), sending("Changes"), sending("Roster"),
            sending("Base"), sending("Propos"), sending("Heartbeat"));

    private final Play play;
    private final SimulatedRoom room;

    private Chaos(Play play) {
        this.play = play;
        this.room = play.room;
    }

    private static Predicate<Effect> sending(String name) {
        return effect -> effect instanceof Effect.Send send
                && Dying.kind(send.message()).contains(name);
    }

    static void reign(Play play) {
        new Chaos(play).walk(play.between(8_000, 40_000));
    }

    private void walk(Duration length) {
        play.form(play.drawSize(2));
        var end = room.now().plus(length);
        while (room.now().isBefore(end)) {
            room.run(play.between(10, play.chance(0.3) ? 8_000 : 1_500));
            act();
        }
        calm();
        play.whole();
    }

    static void calm(Play play) {
        new Chaos(play).calm();
    }

    private void act() {
        Set<PeerId> running = room.running();
        if (running.isEmpty()) {
            restartSome(1);
            return;
        }
        PeerId one = play.chance(0.35) ? play.admin() : play.oneOf(running);
        PeerId other = play.oneOf(running);
        switch (play.random.nextInt(29)) {
            case 0 -> room.crash(one);
            case 1 -> room.diesWithin(one, play.oneOf(DEADLY));
            case 2, 3, 4 -> restartSome(0.5);
            case 5 -> freeze(one);
            case 6 -> room.slow(one, play.chance(0.5) ? Duration.ZERO : play.between(1, 60));
            case 7 -> cut(one, other, false);
            case 8 -> cut(one, other, true);
            case 9, 10 -> partition();
            case 11, 12, 13 -> room.heal();
            case 14 -> room.losePackets(play.chance(0.5) ? 0 : 0.02 + 0.2 * play.random.nextDouble());
            case 15 -> room.crashServer(play.chance(0.5));
            case 16, 17 -> room.startServer();
            case 18 -> cutFromServer(one);
            case 19 -> room.joinServer(one);
            case 20 -> room.leave(one);
            case 21 -> join();
            case 22 -> {
                if (!one.equals(other)) room.breakLinks(one, other);
            }
            case 23 -> {
                if (!one.equals(other)) room.suspect(one, other);
            }
            case 24 -> room.wearOut(one);
            default -> {
                for (int i = play.random.nextInt(8); i >= 0; i--)
                    play.changeStatus();
            }
        }
    }

    private void restartSome(double share) {
        for (var candidate : play.candidates()) {
            PeerId peer = candidate.peerId();
            boolean lives = room.running().contains(peer);
            if (!lives && room.running().size() < 10 && play.chance(share)) room.restart(peer);
        }
    }

    private void freeze(PeerId peer) {
        room.freeze(peer);
        Duration sleep = Duration.ofSeconds(play.oneOf(List.of(2, 2, 2, 10, 10, 60)));
        room.at(sleep, () -> room.thaw(peer));
    }

    private void cut(PeerId one, PeerId other, boolean both) {
        if (one.equals(other)) return;
        room.cut(one, other);
        if (both) room.cut(other, one);
        room.at(play.between(100, 20_000), () -> {
            room.join(one, other);
            room.join(other, one);
        });
    }

    private void partition() {
        Set<PeerId> side = new TreeSet<>();
        for (PeerId peer : room.running())
            if (play.chance(0.5)) side.add(peer);
        Set<PeerId> rest = new TreeSet<>(room.running());
        rest.removeAll(side);
        if (side.isEmpty() || rest.isEmpty()) return;
        room.split(side, rest);
        if (play.chance(0.3)) side.forEach(this::cutFromServer);
    }

    private void cutFromServer(PeerId peer) {
        play.cutFromServer(peer);
    }

    private void join() {
        if (room.running().size() < 10 && play.candidates().size() < 14) room.start(play.newcomer());
    }

    /** Heals everything; of the dead, some stay dead if those alive can do without them. */
    private void calm() {
        room.heal();
        room.startServer();
        for (PeerId peer : new ArrayList<>(room.running())) {
            room.diesWithin(peer, _ -> false);
            room.thaw(peer);
            room.slow(peer, Duration.ZERO);
        }
        boolean enough = room.views().values().stream().allMatch(view -> view.roster().isFounded()
                && view.roster().peers().stream().filter(one -> room.running().contains(one.peerId())).count()
                        * 2 > view
                                .roster().size());
        boolean some = !room.running().isEmpty();
        if (!enough || !some || play.chance(0.5)) restartSome(1);
    }
}
