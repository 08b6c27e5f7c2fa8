package dev.roommesh.benchmarks.links;

import dev.roommesh.benchmarks.CommonOptions;
import dev.roommesh.benchmarks.Report;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether the links' transport stays as it is over many messages and many links. */
@Command(name = "link-soak", mixinStandardHelpOptions = true, sortOptions = false, description = "Sends messages over a real data channel between two ends in one process, as fast as they go, and then dials the link anew again and again; looks at heap, memory and threads meanwhile.", footerHeading = "%nFlat means:%n", footer = {
        "  as for soak: by no more than 4 MiB of heap after a collection, 16 MiB of RSS, 4 threads and 8 UDP",
        "  sockets, from the median of the first third of the samples to that of the last; the first sixth of the",
        "  run is left out. While messages come,",
        "  samples are taken just after a native factory was replaced, for it keeps some bytes of each message.",
        "", "Examples:", "  ./roommesh bench link-soak",
        "  ./roommesh bench link-soak --messages 100000000 --redials 50000"})
public final class LinkSoakCommand implements Callable<Integer> {
    private static final LinkPlan USUAL = new LinkPlan(10_000_000, 2_000);
    private static final LinkPlan QUICK = new LinkPlan(240_000, 60);

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--messages", paramLabel = "N", description = "How many messages one end receives (default 10000000; with --quick 240000).")
    private @Nullable Long messages;

    @Option(names = "--redials", paramLabel = "N", description = "How often the link is dialled anew after that (default 2000; with --quick 60).")
    private @Nullable Integer redials;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        CommandLine command = spec.commandLine();
        var report = new Report(command.getOut(), common.isJson());
        new LinkSoak(plan(command), report, command.getErr()::println).run();
        return report.exitCode();
    }

    private LinkPlan plan(CommandLine command) {
        LinkPlan usual = common.isQuick() ? QUICK : USUAL;
        try {
            return new LinkPlan(messages == null ? usual.messages() : messages,
                    redials == null ? usual.redials() : redials);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, wrong.getMessage());
        }
    }
}
