package dev.roommesh.benchmarks.jobs;

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

/** What jobs cost. */
@Command(name = "jobs", mixinStandardHelpOptions = true, sortOptions = false, description = "Runs jobs on the admin of a real room: how fast a large file goes there and comes back, how much heap both ends need for it, and what becomes of questions to the admin meanwhile. The client's heap is 64 MiB.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh bench jobs --quick", "  ./roommesh bench jobs --json",
        "  ./roommesh bench jobs --mebibytes 8192"})
public final class JobsCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--workers", paramLabel = "N", description = "Workers of the room, 3 to 10 (default 10; with --quick 3).")
    private @Nullable Integer workers;

    @Option(names = "--runs", paramLabel = "N", description = "How often each is measured (default 3; with --quick 1).")
    private @Nullable Integer runs;

    @Option(names = "--mebibytes", paramLabel = "N", description = "Size of the file in MiB (default 1024; with --quick 32); four times that is needed on the disk.")
    private @Nullable Integer mebibytes;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        CommandLine command = spec.commandLine();
        var report = new Report(command.getOut(), common.isJson());
        new Jobs(plan(command), Programs.ofLauncher(), report::add, command.getErr()::println).run();
        return report.exitCode();
    }

    private JobsPlan plan(CommandLine command) {
        JobsPlan usual = common.isQuick() ? JobsPlan.QUICK : JobsPlan.USUAL;
        try {
            return new JobsPlan(workers == null ? usual.workers() : workers, runs == null ? usual.runs() : runs,
                    mebibytes == null ? usual.mebibytes() : mebibytes, usual.length(), usual.perSecond());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, wrong.getMessage());
        }
    }
}
