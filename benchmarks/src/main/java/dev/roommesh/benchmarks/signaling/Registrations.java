package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How many peers a server takes in, each with a socket of its own, and how many register again on the one they have. */
final class Registrations implements Part {
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final double SECOND = 1e9;

    @Override
    public String name() {
        return "registrations";
    }

    @Override
    public String what() {
        return "workers of many rooms connect and register as fast as one server takes them, and register again";
    }

    @Override
    public void measure(Setting setting) {
        try (Servers servers = Servers.start(setting.programs(), 1); var sockets = new PeerSockets()) {
            List<ConnectionFacts> rooms = servers
                    .createRooms(Math.ceilDiv(setting.plan().registrations(), Limits.ROOM_WORKERS_MAX));
            try (var beside = Beside.peace()) {
                // The first one warms up.
                run(servers, sockets, rooms, new Complaints(), new Rates());
                measure(setting, servers, sockets, rooms, beside);
            }
            try (var beside = Beside.flood(servers, setting.plan().floodPerSecond())) {
                measure(setting, servers, sockets, rooms, beside);
            }
        }
    }

    /** Registrations a second of each run: those with a new socket, and those on an old one. */
    private record Rates(List<Double> first, List<Double> again) {
        Rates() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private static void measure(Setting setting, Servers servers, PeerSockets sockets, List<ConnectionFacts> rooms,
            Beside beside) {
        var complaints = new Complaints();
        var rates = new Rates();
        for (int run = 1; run <= setting.plan().runs(); run++) {
            run(servers, sockets, rooms, complaints, rates);
            setting.progress().accept(String.format(Locale.ROOT, "  %s %d of %d: %.0f/s, again %.0f/s %s",
                    beside.name("registrations"), run, setting.plan().runs(), rates.first().getLast(),
                    rates.again().getLast(), complaints.words()));
        }
        setting.rows().accept(Rows.shown(beside.name("registrations"), "per_second", rates.first()));
        setting.rows().accept(Rows.shown(beside.name("registrations-again"), "per_second", rates.again()));
        if (beside.isFlood())
            setting.rows().accept(
                    Rows.errorsBeside(beside.name("registrations errors"), complaints.count(), beside.figures()));
    }

    private static void run(Servers servers, PeerSockets sockets, List<ConnectionFacts> rooms, Complaints complaints,
            Rates rates) {
        long before = servers.registered(0);
        List<Crowd.Entrant> all = entrants(rooms, complaints);
        rates.first().add(perSecond(all.size(), () -> Crowd.enter(sockets, all)));
        rates.again().add(perSecond(all.size(), () -> Crowd.registerAgain(all)));
        all.forEach(entrant -> entrant.peer().leave());
        long deadline = System.nanoTime() + LEAVE_LIMIT.toNanos();
        while (servers.registered(0) > before) {
            if (System.nanoTime() > deadline)
                throw new BenchFailure("The server has not noticed within " + LEAVE_LIMIT.toSeconds()
                        + " s that peers have left.");
            BenchRoom.pause(LOOK_AGAIN);
        }
    }

    /** One after another from each room, as when all workers of all rooms come back at once. */
    static List<Crowd.Entrant> entrants(List<ConnectionFacts> rooms, Complaints complaints) {
        List<Crowd.Entrant> entrants = new ArrayList<>();
        for (int number = 0; number < Limits.ROOM_WORKERS_MAX; number++) {
            for (ConnectionFacts room : rooms) {
                var peer = new Peer(Cast.registration(room, Cast.worker(number)), Peer.Ear.DEAF, complaints);
                entrants.add(new Crowd.Entrant(peer, room.webSocket()));
            }
        }
        return entrants;
    }

    private static double perSecond(int count, Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return count * SECOND / (System.nanoTime() - begin);
    }
}
