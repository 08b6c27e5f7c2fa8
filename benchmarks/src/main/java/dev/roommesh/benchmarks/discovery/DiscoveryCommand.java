package dev.roommesh.benchmarks.discovery;

import dev.roommesh.benchmarks.CommonOptions;
import dev.roommesh.benchmarks.Report;
import dev.roommesh.client.local.Programs;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long it takes to find a worker. */
@Command(name = "discovery", mixinStandardHelpOptions = true, sortOptions = false, description = "Asks a real room which workers there are: through the relay, directly over a data channel, and over HTTP, at a fixed rate and as fast as it goes, and from a replica that watches, without a message; and how long after a worker's change the replica shows it.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh bench discovery --quick", "  ./roommesh bench discovery --json",
        "  ./roommesh bench discovery --workers 10 --per-second 2000 --runs 10"})
public final class DiscoveryCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--workers", paramLabel = "N", description = "Workers of the room, 3 to 10 (default 10; with --quick 3).")
    private @Nullable Integer workers;

    @Option(names = "--runs", paramLabel = "N", description = "How often each is measured (default 5; with --quick 1).")
    private @Nullable Integer runs;

    @Option(names = "--per-second", paramLabel = "N", description = "Questions a second at the fixed rate (default 1000; with --quick 200).")
    private @Nullable Integer perSecond;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        CommandLine command = spec.commandLine();
        var report = new Report(command.getOut(), common.isJson());
        new Discovery(plan(command), Programs.ofLauncher(), report::add, command.getErr()::println).run();
        return report.exitCode();
    }

    private DiscoveryPlan plan(CommandLine command) {
        DiscoveryPlan usual = common.isQuick() ? DiscoveryPlan.QUICK : DiscoveryPlan.USUAL;
        try {
            return new DiscoveryPlan(workers == null ? usual.workers() : workers, runs == null ? usual.runs() : runs,
                    usual.warmUp(), usual.length(), perSecond == null ? usual.perSecond() : perSecond);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, wrong.getMessage());
        }
    }
}
