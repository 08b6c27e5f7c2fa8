package dev.roommesh.benchmarks.signaling;

import dev.roommesh.benchmarks.CommonOptions;
import dev.roommesh.benchmarks.Report;
import dev.roommesh.client.local.Programs;
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

/** What a signaling server bears. */
@Command(name = "signaling", mixinStandardHelpOptions = true, sortOptions = false, description = "Real signaling servers and real sockets on loopback: registrations a second, latency of what is relayed at 1,000 messages a second within and across servers, memory of 10,000 idle sockets, and each of these once more beside a guest that floods.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh bench signaling --quick", "  ./roommesh bench signaling --json",
        "  ./roommesh bench signaling --part within-one-server,across-servers --runs 10",
        "  ./roommesh bench signaling --part within-one-server --flood-per-second 5000"})
public final class SignalingCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--part", paramLabel = "P", split = ",", description = "Only these; may be repeated. One of ${COMPLETION-CANDIDATES}.", completionCandidates = Names.class)
    private List<String> names = new ArrayList<>();

    @Option(names = "--runs", paramLabel = "N", description = "How often each is measured, those of memory at most 3 times (default 5; with --quick 1).")
    private @Nullable Integer runs;

    @Option(names = "--sockets", paramLabel = "N", description = "Idle sockets whose memory is measured (default 10000; with --quick 500).")
    private @Nullable Integer sockets;

    @Option(names = "--flood-per-second", paramLabel = "N", description = "Frames of the guest that floods (default: as many as the server reads). With a few thousand its own process does not take a processor from the others.")
    private int floodPerSecond;

    @Spec
    private @Nullable CommandSpec spec;

    /** For the help text. */
    static final class Names extends ArrayList<String> {
        Names() {
            super(Parts.ALL.stream().map(Part::name).toList());
        }
    }

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        CommandLine command = spec.commandLine();
        SignalingPlan plan = plan(command);
        List<Part> parts = parts(command);
        var report = new Report(command.getOut(), common.isJson());
        boolean isDone = new Signaling(new Setting(Programs.ofLauncher(), plan, report::add, command.getErr()::println))
                .run(parts);
        return isDone ? report.exitCode() : CommandLine.ExitCode.SOFTWARE;
    }

    private SignalingPlan plan(CommandLine command) {
        SignalingPlan usual = common.isQuick() ? SignalingPlan.QUICK : SignalingPlan.USUAL;
        try {
            return usual.with(runs == null ? usual.runs() : runs, sockets == null ? usual.idleSockets() : sockets)
                    .withFlood(floodPerSecond);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, wrong.getMessage());
        }
    }

    private List<Part> parts(CommandLine command) {
        if (names.isEmpty()) return Parts.ALL;
        return names.stream().map(name -> Parts.named(name).orElseThrow(() -> new ParameterException(command,
                "There is no part " + name + "; there are "
                        + Parts.ALL.stream().map(Part::name).collect(Collectors.joining(", ")) + ".")))
                .toList();
    }
}
