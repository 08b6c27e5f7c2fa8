package dev.roommesh.simulation;

import java.util.List;
import java.util.Optional;

/** All scenarios, in the order of the report. */
final class Scenarios {
    static final List<Scenario> ALL = List.of(
            new Scenario("form", "Workers that start within a second form a room", 8, Gatherings::form),
            new Scenario("come-and-go", "Up to 20 joins, leaves, crashes and restarts", 4, Gatherings::comeAndGo),
            new Scenario("leaves-unheard", "A worker leaves without the server's knowledge, and comes back soon", 3,
                    Gatherings::leavesUnheard),
            new Scenario("full", "A room of ten loses one and gets two more", 1, Gatherings::full),
            new Scenario("all-restart", "All workers restart at once, sometimes with the server", 6,
                    Failovers::allRestart),
            new Scenario("admin-crashes", "The admin's process ends without a word; the server hints", 10,
                    Failovers::adminCrashes),
            new Scenario("admin-and-server", "The admin and the server end together, so no hint comes", 8,
                    Failovers::adminAndServerCrash),
            new Scenario("half-way", "A worker dies between two sends of a claim, a status, a roster or a base", 12,
                    Failovers::diesHalfWay),
            new Scenario("admin-sleeps", "The admin stands still for 2, 10 or 60 s and wakes", 6,
                    Failovers::adminSleeps),
            new Scenario("member-crashes", "Another worker's process ends, and comes back or not", 5,
                    Failovers::memberCrashes),
            new Scenario("member-sleeps", "Another worker stands still for 2, 10 or 60 s and wakes", 4,
                    Failovers::memberSleeps),
            new Scenario("forgotten", "The dead are taken off the roster after two minutes", 1, Failovers::forgotten),
            new Scenario("partition", "The room is split, each way in turn; the server is on both sides, one or none",
                    12,
                    Cuts::partition),
            new Scenario("rivals", "The admin is cut off; workers come and go on both sides before its lease ends", 8,
                    Cuts::rivals),
            new Scenario("scattered", "Everybody is cut off from everybody; then pairs meet again one by one", 5,
                    Cuts::scattered),
            new Scenario("one-way", "Up to four directions between workers are cut", 6, Cuts::oneWay),
            new Scenario("links-lost", "Up to six links break, with the server or without it", 6, Cuts::linksLost),
            new Scenario("loss", "1 to 10 % of all packets are lost", 4, Cuts::loss),
            new Scenario("server-away", "The server goes and comes back, with its memory or without", 5,
                    Cuts::serverAway),
            new Scenario("slow", "One or two workers handle each input up to 40 ms late", 4, Cuts::slow),
            new Scenario("mixed-timings", "Neighbours have other heartbeat intervals, and one fails", 4,
                    Gatherings::mixedTimings),
            new Scenario("statuses", "Up to 60 status changes while links break and workers sleep", 4,
                    Gatherings::statuses),
            new Scenario("stale-proposal",
                    "The admin is cut off with a half-accepted change; its successor has one, too", 8,
                    Races::staleProposal),
            new Scenario("halves", "A roster of four breaks into halves between grant and claim, or at a hand-over", 6,
                    Races::halves),
            new Scenario("two-foundings", "Two groups found a room each in the same second, and meet", 3,
                    Races::twoFoundings),
            new Scenario("slow-link", "One link is slow by up to 0.4 s, and one worker is silent", 4, Races::slowLink),
            new Scenario("admin-dozes", "The admin stands still for 0.4 to 1.2 s", 4, Races::adminDozes),
            new Scenario("old-words", "A worker sleeps while its room loses its quorum, and wakes to beats of before",
                    4,
                    Races::oldWords),
            new Scenario("reservations", "Clients reserve, renew and give back, and everything happens to the room", 8,
                    Reserving::amongFaults),
            new Scenario("reservation-races", "Four times as many clients as workers want one at once", 3,
                    Reserving::races),
            new Scenario("forgotten-by-hand",
                    "The dead and the living are wished off the roster while workers fail and come back", 4,
                    ByHand::forgotten),
            new Scenario("chaos", "A random walk of all faults and heals over 8 to 40 s; then everything heals", 9,
                    Chaos::reign));

    static final int WEIGHTS = ALL.stream().mapToInt(Scenario::weight).sum();

    private Scenarios() {}

    static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }

    /** Neighbouring seeds are far apart, and so many seeds as the weights come to have every place once. */
    static long place(long seed) {
        return Math.floorMod(seed * 37, (long) WEIGHTS);
    }

    /** Which scenario a seed plays when all are played: each hundred or so has every one by its weight. */
    static Scenario of(long seed) {
        long place = place(seed);
        for (Scenario scenario : ALL) {
            place -= scenario.weight();
            if (place < 0) return scenario;
        }
        throw new IllegalStateException("weights");
    }
}
