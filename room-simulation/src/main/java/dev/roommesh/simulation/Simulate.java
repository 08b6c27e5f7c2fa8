package dev.roommesh.simulation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** {@code ./roommesh simulate}: many seeds on all cores, or one with its transcript. */
public final class Simulate {
    private static final int SHOWN_MAX = 10;

    private final PrintStream out;
    private final Arguments arguments;

    private Simulate(Arguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
    }

    public static void main(String[] words) throws IOException, InterruptedException {
        System.exit(run(words, System.out));
    }

    /** @return the exit code: 0 when nothing was violated, 1 when something was, 2 for wrong arguments */
    static int run(String[] words, PrintStream out) throws IOException, InterruptedException {
        if (List.of(words).contains("--help") || List.of(words).contains("-h")) {
            out.print(usage());
            return 0;
        }
        Arguments arguments;
        try {
            arguments = Arguments.of(words);
        } catch (IllegalArgumentException wrong) {
            out.println(wrong.getMessage() + " See ./roommesh simulate --help.");
            return 2;
        }
        var simulate = new Simulate(arguments, out);
        return arguments.seed() >= 0 ? simulate.one(arguments.seed()) : simulate.many();
    }

    private static String usage() {
        String names = String.join(", ", Scenarios.ALL.stream().map(Scenario::name).toList());
        return """
                Usage: ./roommesh simulate [--seeds N] [--scenario NAME] [--seed K] [--report FILE] [--tolerate I1,I2]

                Plays rooms of real members on a virtual clock and a seeded network, with faults, and checks the
                invariants of docs/PROTOCOL.md after every event. Exit code 0: none was violated.

                  --seeds N        how many seeds, over all scenarios or those of one (default 1000)
                  --scenario NAME  this scenario alone; %s
                  --seed K         this seed alone, with a transcript of every input, effect and conclusion
                  --report FILE    writes what was measured, in Markdown
                  --tolerate LIST  counts violations of these invariants instead of stopping the seed
                """
                .formatted(names.replaceAll("(.{60,80}), ", "$1,\n                   "));
    }

    private Scenario scenarioOf(long seed) {
        return arguments.scenario() == null ? Scenarios.of(seed) : arguments.scenario();
    }

    private int one(long seed) {
        Run run = Run.of(scenarioOf(seed), seed, Parts.REAL, arguments.tolerated(), out::println);
        out.println();
        out.println("scenario " + run.scenario().name() + ", seed " + seed + ": "
                + run.broken().map(Run.Broken::what).orElse("nothing was violated"));
        return run.broken().isPresent() ? 1 : 0;
    }

    private int many() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Map<Scenario, Tally> tallies = new LinkedHashMap<>();
        for (Scenario scenario : Scenarios.ALL)
            if (arguments.scenario() == null || scenario.equals(arguments.scenario()))
                tallies.put(scenario, new Tally());
        playAll(tallies);
        var took = Duration.ofNanos(System.nanoTime() - begun);
        var report = new Report(tallies);
        int cores = Runtime.getRuntime().availableProcessors();
        String duration = "played in %d min %02d s on %d cores".formatted(took.toMinutes(), took.toSecondsPart(),
                cores);
        String markdown = report.markdown(arguments.command(), duration);
        if (arguments.report() != null) Files.writeString(arguments.report(), markdown);
        out.println(markdown);
        tallies.values().stream().flatMap(tally -> tally.failures().stream()).limit(SHOWN_MAX).forEach(this::show);
        if (!report.missing().isEmpty() && arguments.scenario() == null) {
            out.println("These never happened: " + String.join(", ", report.missing()) + ".");
        }
        return report.violations() == 0 ? 0 : 1;
    }

    private void show(Run run) {
        out.println("VIOLATED by seed " + run.seed() + " of " + run.scenario().name() + ": "
                + run.broken().map(Run.Broken::what).orElse(""));
        out.println("  replay: " + run.replay());
    }

    private void playAll(Map<Scenario, Tally> tallies) throws InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        var next = new AtomicLong();
        Callable<Void> player = () -> {
            for (long seed = next.getAndIncrement(); seed < arguments.seeds(); seed = next.getAndIncrement()) {
                Run run = Run.of(scenarioOf(seed), seed, Parts.REAL, arguments.tolerated());
                synchronized (tallies) {
                    Tally tally = tallies.get(run.scenario());
                    if (tally != null) tally.add(run);
                }
            }
            return null;
        };
        try (ExecutorService players = Executors.newFixedThreadPool(cores)) {
            List<Future<Void>> playing = new ArrayList<>();
            for (int i = 0; i < cores; i++)
                playing.add(players.submit(player));
            for (Future<Void> one : playing)
                one.get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a seed could not be played", bug);
        }
    }
}
