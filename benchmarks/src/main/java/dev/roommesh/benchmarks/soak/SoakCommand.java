package dev.roommesh.benchmarks.soak;

import dev.roommesh.benchmarks.CommonOptions;
import dev.roommesh.benchmarks.Report;
import dev.roommesh.client.local.Programs;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether workers stay as they are over a long time. */
@Command(name = "soak", mixinStandardHelpOptions = true, sortOptions = false, description = "Keeps a room under load and has links dialled anew, for a minute or a day; looks at heap, memory and threads of each worker that lasts.", footerHeading = "%nFlat means:%n", footer = {
        "  from the median of the first third of the samples to that of the last, the worst worker grew by no",
        "  more than 4 MiB of heap after a collection, 16 MiB of RSS, 4 threads and 8 UDP sockets, however long",
        "  the run: a short one finds large leaks, a long one small ones.", "", "Examples:",
        "  ./roommesh bench soak", "  ./roommesh bench soak --for P1D --workers 10 --redial-every PT5S"})
public final class SoakCommand implements Callable<Integer> {
    private static final Duration QUICK = Duration.ofSeconds(30);

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--for", paramLabel = "TIME", description = "How long, as in PT1M, PT8H or P1D (default PT1M; with --quick PT30S).")
    private @Nullable Duration length;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "3", description = "Workers of the room, 3 to 10 (default ${DEFAULT-VALUE}).")
    private int workers;

    @Option(names = "--changes-per-second", paramLabel = "N", defaultValue = "100", description = "Status changes of all workers together (default ${DEFAULT-VALUE}; 0 for none).")
    private int changes;

    @Option(names = "--redial-every", paramLabel = "TIME", defaultValue = "PT10S", description = "How often fewer than half of the workers are started anew, so that all others dial them again (default ${DEFAULT-VALUE}; PT0S for never).")
    private Duration redialEvery = Duration.ZERO;

    @Option(names = "--heartbeat-interval", paramLabel = "TIME", defaultValue = "PT0.1S", description = "Of the workers; heartbeats are messages, too, and leave nothing in the document (default ${DEFAULT-VALUE}).")
    private Duration heartbeat = Duration.ZERO;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        CommandLine command = spec.commandLine();
        var report = new Report(command.getOut(), common.isJson());
        new Soak(plan(command), Programs.ofLauncher(), report, command.getErr()::println).run();
        return report.exitCode();
    }

    private SoakPlan plan(CommandLine command) {
        Duration usual = common.isQuick() ? QUICK : Duration.ofMinutes(1);
        try {
            return new SoakPlan(length == null ? usual : length, workers, changes, redialEvery, heartbeat);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, wrong.getMessage());
        }
    }
}
