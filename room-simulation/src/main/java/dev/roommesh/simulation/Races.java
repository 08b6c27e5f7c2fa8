package dev.roommesh.simulation;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.PeerId;
import dev.roommesh.protocol.RoomView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Scenarios in which two workers want to decide for the room at the same time. */
final class Races {
    private Races() {}

    /** The admin is cut off while a change that it proposed is half accepted; its successor has a change to make, too. */
    static void staleProposal(Play play) {
        play.form(play.drawSize(3));
        PeerId admin = play.admin();
        boolean slow = play.chance(0.6);
        if (slow) {
            // What is on its way when the cut comes is lost.
            for (PeerId other : play.others(admin))
                play.room.slowLink(admin, other, play.between(20, 200));
        }
        change(play, admin);
        play.room.run(play.between(0, slow ? 700 : 120));
        Set<PeerId> side = new TreeSet<>(Set.of(admin));
        for (PeerId other : play.others(admin))
            if (play.chance(0.3)) side.add(other);
        Set<PeerId> rest = play.others(side.toArray(PeerId[]::new));
        if (play.chance(0.3)) {
            // Its questions still arrive; the answers do not.
            for (PeerId one : rest)
                for (PeerId other : side)
                    play.room.cut(one, other);
        } else if (!rest.isEmpty()) {
            play.room.split(side, rest);
        }
        hint(play, rest, admin);
        for (int i = 0; i < 4; i++) {
            play.room.run(play.between(20, 500));
            change(play, admin);
        }
        if (play.chance(0.5)) play.room.heal();
        play.room.run(play.between(0, 3_000));
        play.room.heal();
        play.whole();
    }

    /** Somebody comes, goes, or changes its status; with short histories that changes the roster, too. */
    private static void change(Play play, PeerId admin) {
        Set<PeerId> others = play.others(admin);
        switch (play.random.nextInt(3)) {
            case 0 -> {
                if (play.room.running().size() < 10 && play.candidates().size() < 14) play.room.start(play.newcomer());
            }
            case 1 -> {
                if (others.size() > 1) play.room.leave(play.oneOf(others));
            }
            default -> {
                for (int i = 0; i < 15; i++)
                    play.changeStatus();
            }
        }
    }

    private static void hint(Play play, Collection<PeerId> whom, PeerId gone) {
        if (play.chance(0.7)) play.room.cutFromServer(gone);
        play.room.loseConnection(gone);
        for (PeerId peer : whom)
            if (play.chance(0.8)) play.room.suspect(peer, gone);
    }

    /** A roster of four breaks into halves between a grant and the claim, while the office goes to a better newcomer. */
    static void halves(Play play) {
        play.form(3);
        var best = new Candidate(play.newcomer().peerId(), 40_000);
        play.room.start(best);
        play.room.runUntil(() -> play.room.views().values().stream().allMatch(view -> view.roster().size() == 4),
                Duration.ofSeconds(10));
        // Up to a second until the hand-over, and the heir's claim.
        play.room.run(play.between(0, 2_000));
        PeerId admin = play.admin();
        if (play.chance(0.5)) hint(play, play.others(admin), admin);
        play.room.run(play.between(0, 450));
        List<PeerId> all = new ArrayList<>(play.room.running());
        Collections.shuffle(all, play.random);
        play.room.split(all.subList(0, 2), all.subList(2, all.size()));
        if (play.chance(0.5)) hint(play, play.others(admin), admin);
        for (int i = 0; i < 3; i++) {
            play.room.run(play.between(0, 1_500));
            change(play, admin);
        }
        play.room.run(play.between(0, 4_000));
        play.room.heal();
        play.whole();
    }

    /** Two groups that cannot reach each other wait for as long as one another, and found a room each in one second. */
    static void twoFoundings(Play play) {
        List<PeerId> all = new ArrayList<>();
        for (int i = play.drawSize(4); i > 0; i--) {
            Candidate newcomer = play.newcomer();
            all.add(newcomer.peerId());
            play.room.start(newcomer);
        }
        play.room.run(play.between(600, 2_500));
        play.room.crashServer(play.chance(0.5));
        int half = 1 + play.random.nextInt(all.size() - 1);
        play.room.split(all.subList(0, half), all.subList(half, all.size()));
        play.room.run(play.between(3_000, 8_000));
        play.changeStatus();
        play.room.heal();
        if (play.chance(0.5)) play.room.startServer();
        play.room.run(play.between(0, 3_000));
        play.room.startServer();
        play.whole(SimulatedServer.TICKETS_ONLY.plus(Play.WHOLE_WITHIN));
    }

    /** One link is slow, and one worker is silent: the admin or another; whoever counts must wait long enough. */
    static void slowLink(Play play) {
        play.form(play.drawSize(3));
        PeerId silent = play.chance(0.6) ? play.admin() : play.oneOf(play.room.running());
        PeerId one = play.oneOf(play.others(silent));
        play.room.slowLink(one, play.oneOf(play.others(one)), play.between(30, 400));
        play.room.run(play.between(0, 5_000));
        play.room.freeze(silent);
        play.changeStatus();
        play.room.run(play.between(1_500, 12_000));
        play.room.thaw(silent);
        play.room.run(play.between(0, 3_000));
        play.room.heal();
        play.whole();
    }

    /** The admin stands still for 0.4 to 1.2 s. A doze after which it is not yet dead changes nothing. */
    static void adminDozes(Play play) {
        play.form(play.drawSize(2));
        // Until the best has the office and nobody is about to get it.
        play.room.run(Duration.ofSeconds(12));
        PeerId admin = play.admin();
        long term = play.room.view(admin).term();
        Duration doze = play.between(400, 1_200);
        int claims = claims(play);
        play.room.freeze(admin);
        play.room.run(doze);
        play.room.thaw(admin);
        play.room.run(Duration.ofMillis(1_500));
        int more = claims(play) - claims;
        boolean mustKeep = doze.compareTo(UNNOTICED) <= 0;
        if (more > (mustKeep ? 0 : 1))
            play.room.violated("I11", "the office changed hands " + more + " times for a doze of " + doze.toMillis()
                    + " ms of " + admin + " in term " + term);
        play.whole();
        if (mustKeep && play.room.running().stream().map(play.room::view).map(RoomView::term)
                .anyMatch(now -> now != term))
            play.room.violated("I11", "a doze of " + doze.toMillis() + " ms of " + admin + " changed the term");
    }

    /** Whom nobody heard for four of its beats is dead (1 s); less a beat, two ticks and delays on the way. */
    private static final Duration UNNOTICED = Duration.ofMillis(600);

    private static int claims(Play play) {
        return play.room.happened().getOrDefault("Claimed", 0);
    }

    /**
     * While a worker sleeps, its room loses its quorum; when it wakes it reads beats of before, and it meets a neighbour of
     * the admin again, but not the admin.
     */
    static void oldWords(Play play) {
        play.form(play.drawSize(5));
        PeerId admin = play.admin();
        PeerId sleeper = play.oneOf(play.others(admin));
        PeerId neighbour = play.oneOf(play.others(admin, sleeper));
        play.room.freeze(sleeper);
        play.room.run(play.between(0, 1_500));
        play.room.crashServer(/* keepsMemory= */ true);
        play.room.split(List.of(sleeper), List.of(admin));
        Set<PeerId> scattered = play.others(admin, sleeper, neighbour);
        for (PeerId one : scattered)
            play.room.split(List.of(one), play.others(one));
        play.room.run(play.between(6_000, 12_000));
        play.room.thaw(sleeper);
        play.room.run(play.between(2_500, 5_000));
        play.room.startServer();
        play.room.run(play.between(1_000, 4_000));
        play.room.heal();
        play.whole();
    }
}
