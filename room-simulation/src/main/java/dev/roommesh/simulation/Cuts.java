package dev.roommesh.simulation;

import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Scenarios in which workers live and cannot reach one another, or the server. */
final class Cuts {
    private static final Duration ADMIN_WITHIN = Duration.ofSeconds(20);

    private Cuts() {}

    /** Every split of every size up to ten: a full run's seeds count through them. */
    static void partition(Play play) {
        int[] sizes = {2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10};
        int size = sizes[(int) (Scenarios.place(play.room.seed()) % sizes.length)];
        play.form(size);
        List<PeerId> all = new ArrayList<>(play.room.running());
        // The last one is always on the other side: a split is the same from both sides.
        long split = 1 + Math.floorMod(play.room.seed() / Scenarios.WEIGHTS, (1L << (size - 1)) - 1);
        Set<PeerId> side = new TreeSet<>();
        for (int i = 0; i < size; i++)
            if ((split >> i & 1) == 1) side.add(all.get(i));
        Set<PeerId> rest = play.others(side.toArray(PeerId[]::new));
        Set<PeerId> few = side.size() < rest.size() ? side : rest;
        PeerId admin = play.admin();
        play.room.split(side, rest);
        // The server: for both sides, for one, or for neither.
        int served = play.random.nextInt(4);
        if (served == 0) play.room.crashServer(play.chance(0.5));
        if (served == 1) few.forEach(play::cutFromServer);
        if (served == 2)
            play.others(few.toArray(PeerId[]::new)).forEach(play::cutFromServer);
        Set<PeerId> many = play.others(few.toArray(PeerId[]::new));
        if (few.contains(admin) && few.size() < many.size()) play.newAdmin(admin, many, ADMIN_WITHIN);
        play.changeStatus();
        play.room.run(play.between(500, 12_000));
        play.changeStatus();
        play.room.heal();
        play.room.startServer();
        play.whole();
    }

    /** Everybody is cut off from everybody; then pairs meet again one by one, and what they said before is old. */
    static void scattered(Play play) {
        play.form(play.drawSize(3));
        List<PeerId> all = List.copyOf(play.room.running());
        List<List<PeerId>> pairs = new ArrayList<>();
        for (PeerId one : all)
            for (PeerId other : all)
                if (one.compareTo(other) < 0) pairs.add(List.of(one, other));
        for (List<PeerId> pair : pairs)
            play.room.split(Set.of(pair.getFirst()), Set.of(pair.getLast()));
        if (play.chance(0.5)) play.room.crashServer(play.chance(0.5));
        play.changeStatus();
        play.room.run(play.between(2_000, 14_000));
        if (play.chance(0.5)) play.room.startServer();
        Collections.shuffle(pairs, play.random);
        for (List<PeerId> pair : pairs) {
            play.room.join(pair.getFirst(), pair.getLast());
            play.room.join(pair.getLast(), pair.getFirst());
            play.room.run(play.between(0, 1_500));
        }
        play.room.heal();
        play.room.startServer();
        play.whole();
    }

    /** The admin is cut off and the server hints so; before its lease ends, workers come and go on both sides. */
    static void rivals(Play play) {
        play.form(play.drawSize(3));
        PeerId admin = play.admin();
        Set<PeerId> side = new TreeSet<>(Set.of(admin));
        for (PeerId other : play.others(admin))
            if (play.chance(0.3)) side.add(other);
        Set<PeerId> rest = play.others(side.toArray(PeerId[]::new));
        if (rest.isEmpty()) return;
        if (play.chance(0.7)) side.forEach(play.room::cutFromServer);
        play.room.run(play.between(0, 200));
        play.room.split(side, rest);
        play.room.loseConnection(admin);
        for (PeerId peer : rest)
            if (play.chance(0.8)) play.room.suspect(peer, admin);
        for (int i = 0; i < 8; i++) {
            play.room.run(play.between(20, 300));
            if (play.chance(0.4) && play.room.running().size() < 10) play.room.start(play.newcomer());
            Set<PeerId> leavers = play.others(admin);
            if (play.chance(0.3) && !leavers.isEmpty()) play.room.leave(play.oneOf(leavers));
        }
        play.room.run(play.between(0, 5_000));
        play.room.heal();
        play.whole();
    }

    /** Single directions are cut between some pairs; whoever is connected by others stays in the room. */
    static void oneWay(Play play) {
        play.form(play.drawSize(3));
        for (int cuts = 1 + play.random.nextInt(4); cuts > 0; cuts--) {
            PeerId from = play.chance(0.4) ? play.admin() : play.oneOf(play.room.running());
            play.room.cut(from, play.oneOf(play.others(from)));
        }
        play.changeStatus();
        play.room.run(play.between(1_000, 20_000));
        play.room.heal();
        play.whole();
    }

    /** Links break, with the server or without it: then one worker that all can reach carries the signals. */
    static void linksLost(Play play) {
        play.form(play.drawSize(3));
        if (play.chance(0.6)) play.room.crashServer(play.chance(0.5));
        play.room.run(play.between(0, 2_000));
        PeerId hub = play.oneOf(play.room.running());
        for (int lost = 1 + play.random.nextInt(6); lost > 0; lost--) {
            PeerId one = play.oneOf(play.others(hub));
            play.room.breakLinks(one, play.oneOf(play.others(hub, one)));
            play.room.run(play.between(0, 500));
        }
        play.whole();
        play.room.startServer();
        play.whole();
    }

    /** Up to a tenth of all packets is lost; nobody dies of it, nobody is removed, and an idle room keeps its admin. */
    static void loss(Play play) {
        play.form(play.drawSize(2));
        play.room.losePackets(0.01 + 0.09 * play.random.nextDouble());
        for (int i = 0; i < 5; i++) {
            play.changeStatus();
            play.room.run(play.between(500, 6_000));
        }
        play.room.losePackets(0);
        play.whole();
    }

    static void serverAway(Play play) {
        play.form(play.drawSize(2));
        play.room.crashServer(play.chance(0.5));
        play.room.run(play.between(100, 20_000));
        play.changeStatus();
        play.room.startServer();
        play.whole();
        if (play.chance(0.3)) {
            play.room.start(play.newcomer());
            play.whole(SimulatedServer.TICKETS_ONLY.plus(Play.WHOLE_WITHIN));
        }
    }

    static void slow(Play play) {
        play.form(play.drawSize(2));
        for (int i = 1 + play.random.nextInt(2); i > 0; i--)
            play.room.slow(play.oneOf(play.room.running()), play.between(1, 40));
        play.changeStatus();
        play.room.run(play.between(2_000, 15_000));
        for (PeerId peer : play.others())
            play.room.slow(peer, Duration.ZERO);
        play.whole();
    }

}
