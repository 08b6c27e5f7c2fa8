package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.Report;
import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.room.BenchRoom;
import dev.roommesh.benchmarks.room.Cleanup;
import dev.roommesh.client.local.LocalFailure;
import dev.roommesh.client.local.Programs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** Breaks whole rooms again and again and takes the time until they have got over it. */
final class Failover {
    static final String NAME = "failover";

    /** A fault comes at no particular time between two heartbeats. */
    private static final Duration PHASE_MAX = Duration.ofSeconds(1);

    private final Programs programs;
    private final int repetitions;
    private final Trace trace;
    private final Report report;
    private final Consumer<String> progress;

    Failover(Programs programs, int repetitions, Trace trace, Report report, Consumer<String> progress) {
        this.programs = programs;
        this.repetitions = repetitions;
        this.trace = trace;
        this.report = report;
        this.progress = progress;
    }

    /** @return false when one of them could not be measured to its end */
    boolean run(List<Scenario> scenarios) {
        boolean isDone = true;
        boolean isCostKnown = false;
        int most = scenarios.stream().mapToInt(Scenario::workers).max().orElse(0);
        for (Scenario scenario : scenarios) {
            if (Cleanup.isEnding()) return false;
            progress.accept(scenario.name() + ": " + scenario.what());
            var findings = new Findings(scenario.promises());
            try (BenchRoom room = BenchRoom.start(scenario::network, programs, scenario.workers(), List.of())) {
                room.awaitWhole();
                if (!isCostKnown && scenario.workers() == most) {
                    ObserverCost.rows(room).forEach(report::add);
                    isCostKnown = true;
                }
                for (int repetition = 1; repetition <= repetitions; repetition++) {
                    repeat(scenario, room, repetition, findings);
                }
            } catch (BenchFailure | LocalFailure failed) {
                if (Cleanup.isEnding()) return false;
                progress.accept(scenario.name() + " was given up: " + failed.getMessage());
                isDone = false;
            }
            findings.rows(NAME, scenario.name()).forEach(report::add);
        }
        return isDone;
    }

    private void repeat(Scenario scenario, BenchRoom room, int repetition, Findings findings) {
        scenario.prepare(room);
        room.awaitWhole();
        var start = Trace.Start.now();
        BenchRoom.pause(Duration.ofNanos(ThreadLocalRandom.current().nextLong(PHASE_MAX.toNanos())));
        try {
            scenario.repeat(room, findings);
        } finally {
            String words = findings.lastWords();
            progress.accept("  " + repetition + " of " + repetitions + ": " + words);
            trace.write(room, scenario.name(), repetition, start, words);
        }
        room.repair();
        room.awaitWhole();
    }
}
