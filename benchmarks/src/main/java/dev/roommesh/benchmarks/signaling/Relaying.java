package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.Promise;
import dev.roommesh.benchmarks.Samples;
import dev.roommesh.benchmarks.Samples.Figure;
import dev.roommesh.benchmarks.load.OpenLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/** How long a message takes from one peer to another at a fixed rate: a link's signal, and a client's question and answer. */
final class Relaying implements Part {
    private static final Promise DISCOVERY = Promise.SHOWN_TIME.and(Figure.P50, Duration.ofNanos(600_000))
            .and(Figure.P99, Duration.ofMillis(5));

    private final String name;
    private final int servers;

    private Relaying(String name, int servers) {
        this.name = name;
        this.servers = servers;
    }

    static Relaying withinOneServer() {
        return new Relaying("within-one-server", 1);
    }

    static Relaying acrossServers() {
        return new Relaying("across-servers", 2);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String what() {
        return servers == 1
                ? "peers of one server signal and ask one another at a fixed rate"
                : "peers of two servers that share a Redis signal and ask one another, each across";
    }

    @Override
    public void measure(Setting setting) {
        try (Servers started = Servers.start(setting.programs(), servers); var sockets = new PeerSockets()) {
            var loop = new OpenLoop();
            var complaints = new Complaints();
            var rooms = new RelayRooms(loop, complaints);
            rooms.enter(sockets, started, setting.plan().relayRooms());
            try (var beside = Beside.peace()) {
                new Measuring(setting, started, loop, () -> rooms.comeBack(sockets), complaints, beside).all(this,
                        rooms);
            }
            try (var beside = Beside.flood(started, setting.plan().floodPerSecond())) {
                new Measuring(setting, started, loop, () -> rooms.comeBack(sockets), complaints, beside).all(this,
                        rooms);
            }
            rooms.leave();
        }
    }

    /** @param repair is made before each run */
    private record Measuring(Setting setting, Servers servers, OpenLoop loop, Runnable repair, Complaints complaints,
            Beside beside) {
        void all(Relaying part, RelayRooms rooms) {
            if (part.servers > 1) {
                rate("relay-" + part.name, rooms::signal, Promise.SHOWN_TIME);
                rate("query-" + part.name, rooms::ask, Promise.SHOWN_TIME);
                return;
            }
            List<Samples> echoes = rate("echo-of-one-server", rooms::ping, Promise.SHOWN_TIME);
            rate("relay-" + part.name, rooms::signal, Promise.SHOWN_TIME);
            // What is promised is discovery through one server, with nobody flooding.
            List<Samples> queries = rate("query-" + part.name, rooms::ask,
                    beside.isFlood() ? Promise.SHOWN_TIME : DISCOVERY);
            Rows.ratio(beside.name("query-" + part.name + " by echo"), queries, echoes).ifPresent(setting.rows());
        }

        private List<Samples> rate(String measurement, IntConsumer say, Promise promise) {
            SignalingPlan plan = setting.plan();
            repair.run();
            loop.run(plan.perSecond(), plan.warmUp(), say);
            long before = complaints.count();
            Duration used = servers.processorTime();
            long begin = System.nanoTime();
            List<Samples> runs = new ArrayList<>();
            for (int run = 1; run <= plan.runs(); run++) {
                repair.run();
                runs.add(loop.run(plan.perSecond(), plan.length(), say));
                setting.progress().accept(String.format(Locale.ROOT,
                        "  %s %d of %d: p50 %s us, p99 %s us, unseen %d %s", beside.name(measurement), run,
                        plan.runs(), micros(runs.getLast(), Figure.P50), micros(runs.getLast(), Figure.P99),
                        runs.getLast().unseen(), complaints.words()));
            }
            long errors = complaints.count() - before;
            double share = 1e9 * servers.processorTime().minus(used).toMillis() / (System.nanoTime() - begin);
            setting.rows().accept(Rows.shown(beside.name(measurement + " processor-time-of-servers"), "ms_per_s",
                    List.of(share)));
            setting.rows().accept(Rows.latency(beside.name(measurement), promise, runs, errors));
            if (!beside.isFlood()) return runs;
            int unseen = runs.stream().mapToInt(Samples::unseen).sum();
            setting.rows().accept(
                    Rows.errorsBeside(beside.name(measurement + " errors"), errors + unseen, beside.figures()));
            return runs;
        }
    }

    private static String micros(Samples run, Figure figure) {
        return run.figure(figure).map(String::valueOf).orElse("-");
    }
}
