package dev.roommesh.benchmarks.links;

import dev.roommesh.benchmarks.Report;
import dev.roommesh.benchmarks.Row;
import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.benchmarks.soak.Flatness;
import dev.roommesh.benchmarks.soak.Footprint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Sends messages over one link, whose receiver replaces its native factory now and then, and then makes many links. */
final class LinkSoak {
    static final String NAME = "link-soak";

    /** As long as a heartbeat of ten workers is. */
    private static final byte[] FRAME = new byte[200];
    private static final Duration ROTATION_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final double SECONDS = 1e9;

    private final LinkPlan plan;
    private final Report report;
    private final Consumer<String> progress;

    LinkSoak(LinkPlan plan, Report report, Consumer<String> progress) {
        this.plan = plan;
        this.report = report;
        this.progress = progress;
    }

    void run() {
        try (var pair = new LinkPair(plan.messagesPerFactory())) {
            pair.dial();
            messages(pair);
            redials(pair);
        }
    }

    private void messages(LinkPair pair) {
        List<Footprint> samples = new ArrayList<>();
        long begin = System.nanoTime();
        long rotating = 0;
        int rotations = 0;
        for (long sent = 0; sent < plan.messages(); sent++) {
            if (pair.isWornOut()) {
                long from = System.nanoTime();
                pair.drain();
                pair.dial();
                awaitRotation(pair, ++rotations);
                Footprint held = sample(pair.received(), "messages");
                if (plan.isWarm(held.done(), plan.messages())) samples.add(held);
                rotating += System.nanoTime() - from;
            }
            pair.send(FRAME);
        }
        pair.drain();
        double seconds = (System.nanoTime() - begin - rotating) / SECONDS;
        Map<String, Double> load = new LinkedHashMap<>();
        load.put("messages", (double) pair.received());
        load.put("messages_per_second", pair.received() / seconds);
        load.put("factories_replaced", (double) rotations);
        rows("messages", samples, load);
    }

    private void redials(LinkPair pair) {
        List<Footprint> samples = new ArrayList<>();
        long dialling = 0;
        for (int dialled = 1; dialled <= plan.redials(); dialled++) {
            long from = System.nanoTime();
            pair.dial();
            pair.send(FRAME);
            pair.drain();
            dialling += System.nanoTime() - from;
            if (dialled % plan.redialsPerSample() != 0) continue;
            Footprint held = sample(dialled, "links");
            if (plan.isWarm(dialled, plan.redials())) samples.add(held);
        }
        Map<String, Double> load = new LinkedHashMap<>();
        load.put("links_redialled", (double) plan.redials());
        load.put("mean_ms_per_link", dialling / SECONDS * 1_000 / plan.redials());
        rows("links", samples, load);
    }

    private static void awaitRotation(LinkPair pair, int rotations) {
        long limit = System.nanoTime() + ROTATION_LIMIT.toNanos();
        while (pair.rotations() < rotations) {
            if (System.nanoTime() > limit)
                throw new BenchFailure("The native factory was not freed within " + ROTATION_LIMIT.toSeconds() + " s.");
            BenchRoom.pause(LOOK_AGAIN);
        }
    }

    private Footprint sample(long done, String what) {
        Footprint held = Footprint.ofThisProcess((double) done);
        progress.accept(String.format(Locale.ROOT,
                "%d %s: heap %.1f MiB, RSS %.1f MiB, %.0f threads, %.0f UDP sockets", done, what, held.heapMib(),
                held.rssMib(), held.threads(), held.udpSockets()));
        return held;
    }

    private void rows(String over, List<Footprint> samples, Map<String, Double> load) {
        Flatness.rows(NAME, " over " + over, List.of(samples)).forEach(report::add);
        report.add(new Row(NAME, "load of " + over, "-", load, 1, null));
    }
}
