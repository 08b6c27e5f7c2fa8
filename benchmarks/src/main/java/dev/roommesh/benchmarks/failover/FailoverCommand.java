package dev.roommesh.benchmarks.failover;

import dev.roommesh.benchmarks.CommonOptions;
import dev.roommesh.benchmarks.Report;
import dev.roommesh.client.local.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How fast a room gets over a fault. */
@Command(name = "failover", mixinStandardHelpOptions = true, sortOptions = false, description = "Breaks rooms of real processes and takes the time until they have got over it, by one observer outside all of them.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh bench failover --quick", "  ./roommesh bench failover --scenario admin-killed --repetitions 20",
        "  ./roommesh bench failover --json --trace target/trace"})
public final class FailoverCommand implements Callable<Integer> {
    static final int REPETITIONS = 10;
    static final int REPETITIONS_QUICK = 2;
    static final int REPETITIONS_MAX = 10_000;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--scenario", paramLabel = "S", split = ",", description = "Only these; may be repeated. One of ${COMPLETION-CANDIDATES}.", completionCandidates = Names.class)
    private List<String> names = new ArrayList<>();

    @Option(names = "--repetitions", paramLabel = "N", description = "How often each fault is made (default "
            + REPETITIONS + ", with --quick " + REPETITIONS_QUICK + ").")
    private @Nullable Integer repetitions;

    @Option(names = "--trace", paramLabel = "DIR", description = "Writes who noticed what when to a file for each repetition.")
    private @Nullable Path trace;

    @Spec
    private @Nullable CommandSpec spec;

    /** For the help text. */
    static final class Names extends ArrayList<String> {
        Names() {
            super(Scenarios.ALL.stream().map(Scenario::name).toList());
        }
    }

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        CommandLine command = spec.commandLine();
        int times = repetitions(command);
        List<Scenario> scenarios = scenarios(command);
        var report = new Report(command.getOut(), common.isJson());
        boolean isDone = new Failover(Programs.ofLauncher(), times, new Trace(trace), report, command.getErr()::println)
                .run(scenarios);
        return isDone ? report.exitCode() : CommandLine.ExitCode.SOFTWARE;
    }

    private int repetitions(CommandLine command) {
        int times = repetitions != null ? repetitions : common.isQuick() ? REPETITIONS_QUICK : REPETITIONS;
        if (times < 1 || times > REPETITIONS_MAX)
            throw new ParameterException(command, "--repetitions is 1 to " + REPETITIONS_MAX + ".");
        return times;
    }

    private List<Scenario> scenarios(CommandLine command) {
        List<Scenario> chosen = names.isEmpty()
                ? Scenarios.ALL
                : names.stream().map(name -> Scenarios.named(name).orElseThrow(() -> unknown(command, name))).toList();
        if (common.hasOwnNetwork()) return chosen;
        String left = chosen.stream().filter(Scenario::needsOwnNetwork).map(Scenario::name)
                .collect(Collectors.joining(", "));
        if (!left.isEmpty() && !names.isEmpty())
            throw new ParameterException(command, left + " cuts the network, and this machine gives none of its own"
                    + " (unshare --net); leave it out.");
        if (!left.isEmpty()) command.getErr().println("Left out, for want of a network of its own: " + left + ".");
        return chosen.stream().filter(scenario -> !scenario.needsOwnNetwork()).toList();
    }

    private static ParameterException unknown(CommandLine command, String name) {
        return new ParameterException(command, "There is no scenario " + name + "; there are "
                + Scenarios.ALL.stream().map(Scenario::name).collect(Collectors.joining(", ")) + ".");
    }
}
