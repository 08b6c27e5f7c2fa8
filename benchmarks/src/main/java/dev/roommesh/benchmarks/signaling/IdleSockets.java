package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.soak.Footprint;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.Limits;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a registered peer that says nothing costs a server: each run has a server that was just started. */
final class IdleSockets implements Part {
    /** Enough for a server to load and compile what a registration takes, before its memory is looked at. */
    private static final int WARM_UP_ROOMS = 20;
    /** Files of this process that are no peers' sockets. */
    private static final int OTHER_FILES = 500;
    private static final double KIB_PER_MIB = 1024;

    @Override
    public String name() {
        return "idle-sockets";
    }

    @Override
    public String what() {
        return "what a server holds after a garbage collection, before and after many workers have registered";
    }

    @Override
    public void measure(Setting setting) {
        requireFiles(setting.plan().idleSockets() + OTHER_FILES);
        measure(setting, false);
        measure(setting, true);
    }

    /** Of each run, for one socket. */
    private record Costs(List<Double> heapKib, List<Double> rssKib) {
        Costs() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private static void measure(Setting setting, boolean isFlood) {
        var costs = new Costs();
        long errors = 0;
        for (int run = 1; run <= setting.plan().memoryRuns(); run++) {
            var complaints = new Complaints();
            boolean isLast = run == setting.plan().memoryRuns();
            try (Servers servers = Servers.start(setting.programs(), 1);
                    var sockets = new PeerSockets();
                    var beside = isFlood ? Beside.flood(servers, setting.plan().floodPerSecond()) : Beside.peace()) {
                run(setting, servers, sockets, complaints, costs);
                errors += complaints.count();
                setting.progress().accept(String.format(Locale.ROOT,
                        "  %s %d of %d: heap %.1f KiB, RSS %.1f KiB %s", beside.name("memory-per-idle-socket"), run,
                        setting.plan().memoryRuns(), costs.heapKib().getLast(), costs.rssKib().getLast(),
                        complaints.words()));
                if (!isLast) continue;
                setting.rows().accept(
                        Rows.memory(beside.name("memory-per-idle-socket"), costs.heapKib(), costs.rssKib()));
                if (isFlood)
                    setting.rows().accept(
                            Rows.errorsBeside(beside.name("memory-per-idle-socket errors"), errors, beside.figures()));
            }
        }
    }

    private static void run(Setting setting, Servers servers, PeerSockets sockets, Complaints complaints, Costs costs) {
        int count = setting.plan().idleSockets();
        List<ConnectionFacts> rooms = servers
                .createRooms(WARM_UP_ROOMS + Math.ceilDiv(count, Limits.ROOM_WORKERS_MAX));
        List<Crowd.Entrant> first = Registrations.entrants(rooms.subList(0, WARM_UP_ROOMS), complaints);
        Crowd.enter(sockets, first);
        Footprint before = servers.footprint(0);
        Crowd.enter(sockets, Registrations.entrants(rooms.subList(WARM_UP_ROOMS, rooms.size()), complaints)
                .subList(0, count));
        Footprint after = servers.footprint(0);
        costs.heapKib().add((after.heapMib() - before.heapMib()) * KIB_PER_MIB / count);
        costs.rssKib().add((after.rssMib() - before.rssMib()) * KIB_PER_MIB / count);
    }

    /** Both ends of a socket are a file, each in its own process. */
    private static void requireFiles(int needed) {
        if (!(ManagementFactory
                .getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix))
            return;
        long allowed = unix.getMaxFileDescriptorCount();
        if (allowed < needed)
            throw new BenchFailure("So many sockets need " + needed
                    + " open files, and this machine allows a process " + allowed + ": raise it with ulimit -n "
                    + needed
                    + ", or ask for fewer with --sockets.");
    }
}
