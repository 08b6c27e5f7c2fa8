package dev.roommesh.benchmarks;

import dev.roommesh.benchmarks.discovery.DiscoveryCommand;
import dev.roommesh.benchmarks.failover.FailoverCommand;
import dev.roommesh.benchmarks.jobs.JobsCommand;
import dev.roommesh.benchmarks.links.LinkSoakCommand;
import dev.roommesh.benchmarks.room.BenchFailure;
import dev.roommesh.benchmarks.signaling.SignalingCommand;
import dev.roommesh.benchmarks.soak.SoakCommand;
import dev.roommesh.client.local.LocalFailure;
import dev.roommesh.webrtc.ProcessEnd;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code roommesh bench}. */
@Command(name = "roommesh bench", mixinStandardHelpOptions = true, sortOptions = false, version = "roommesh 0.1.0", description = "Measures what Roommesh promises, on real processes with real WebRTC and real sockets.", synopsisSubcommandLabel = "NAME", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        "0:every promise that was measured is kept", "1:something could not be measured; a sentence says what",
        "2:wrong usage", "3:measured to the end, and at least one promise is not kept"})
public final class Bench implements Runnable {
    static final String DEBUG_VARIABLE = "ROOMMESH_DEBUG";

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        // Workers answer only requests that name their own machine, wherever the observer is.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = commandLine(out, err).execute(arguments);
        if (ProcessEnd.isNeeded()) ProcessEnd.now(code);
        System.exit(code);
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        var line = new CommandLine(new Bench());
        line.addSubcommand(new DiscoveryCommand());
        line.addSubcommand(new FailoverCommand());
        line.addSubcommand(new SoakCommand());
        line.addSubcommand(new LinkSoakCommand());
        line.addSubcommand(new SignalingCommand());
        line.addSubcommand(new JobsCommand());
        line.setOut(out).setErr(err).setUsageHelpWidth(100);
        line.setParameterExceptionHandler(Bench::wrongUsage);
        line.setExecutionExceptionHandler((thrown, command, _) -> failed(thrown, command));
        return line;
    }

    @Override
    public void run() {
        if (spec != null) spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int wrongUsage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println(wrong.getMessage());
        command.getErr().println("See: " + command.getCommandSpec().qualifiedName(" ") + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception thrown, CommandLine command) {
        PrintWriter err = command.getErr();
        switch (thrown) {
            case BenchFailure known -> err.println(known.getMessage());
            case LocalFailure known -> err.println(known.getMessage());
            default -> err.println("This is a fault of the benchmark itself (" + thrown + "); set " + DEBUG_VARIABLE
                    + "=1 to see where.");
        }
        if ("1".equals(System.getenv(DEBUG_VARIABLE))) thrown.printStackTrace(err);
        return CommandLine.ExitCode.SOFTWARE;
    }
}
