package dev.roommesh.client.cli;

import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.local.LocalFailure;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.client.operator.OperatorException;
import dev.roommesh.webrtc.ProcessEnd;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command {@code roommesh}. Exit codes: 0 done, 1 failed, 2 wrong usage; the JVM adds 130 and 143 for signals. */
@Command(name = "roommesh", mixinStandardHelpOptions = true, sortOptions = false, version = "roommesh "
        + Roommesh.VERSION, description = "Finds a free GPU worker in a room. The workers of a room keep the registry themselves.", synopsisSubcommandLabel = "COMMAND", footerHeading = "%nTry this:%n", footer = {
                "  ./roommesh up --detach      a signaling server and 4 workers on this machine",
                "  ./roommesh workers          who is there, and what are they doing?",
                "  ./roommesh watch            the same as it changes",
                "  ./roommesh run -- demo      run a job on a free worker, and see what it writes",
                "  ./roommesh reserve          keep a free worker for yourself",
                "  ./roommesh doctor           what is wrong, and what to do",
                "  ./roommesh down             end what up has started"})
public final class Roommesh implements Runnable {
    /** Names the environment variable that shows stack traces when it is {@code 1}. */
    static final String DEBUG_VARIABLE = "ROOMMESH_DEBUG";

    /** 128 and the number of SIGINT, as shells count. */
    static final int INTERRUPTED = 130;

    /** As the poms have it. */
    static final String VERSION = "0.1.0";

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = execute(arguments, out, err);
        if (ProcessEnd.isNeeded()) ProcessEnd.now(code);
        System.exit(code);
    }

    /** Ctrl-C while the WebRTC library is in use. */
    private static void interrupted() {
        if (ProcessEnd.isNeeded()) ProcessEnd.now(INTERRUPTED);
    }

    private static int execute(String[] arguments, PrintWriter out, PrintWriter err) {
        try {
            return commandLine(System.getenv(), Roommesh::interrupted, out, err).execute(arguments);
        } catch (Error fault) {
            // A library that is not there, or no memory: one line for a person here, too.
            err.println(ownFault(fault));
            if ("1".equals(System.getenv(DEBUG_VARIABLE))) fault.printStackTrace(err);
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** All commands, for one environment and one pair of outputs. */
    static CommandLine commandLine(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        return commandLine(environment, () -> {}, out, err);
    }

    /** @param interrupted the last thing that is done where Ctrl-C ends a job or a watch */
    private static CommandLine commandLine(Map<String, String> environment, Runnable interrupted, PrintWriter out,
            PrintWriter err) {
        StateDirectory state = StateDirectory.of(environment);
        var line = new CommandLine(new Roommesh());
        line.addSubcommand(new WorkersCommand(state, environment));
        line.addSubcommand(new WatchCommand(state, environment, interrupted));
        line.addSubcommand(new ReserveCommand(state, environment));
        line.addSubcommand(new ReleaseCommand(state, environment));
        line.addSubcommand(new RunCommand(state, environment, interrupted));
        line.addSubcommand(new JobsCommand(state, environment));
        line.addSubcommand(new CancelCommand(state, environment));
        line.addSubcommand(new DoctorCommand(state, environment));
        line.addSubcommand(RoomsCommand.of(state, environment));
        line.addSubcommand(new UpCommand(state));
        line.addSubcommand(new DownCommand(state));
        line.addSubcommand(new RehearseCommand());
        // Made by the library from the commands above, so that it is never behind them.
        line.addSubcommand("completion", new AutoComplete.GenerateCompletion());
        line.setOut(out).setErr(err).setUsageHelpWidth(100).setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Roommesh::wrongUsage);
        line.setExecutionExceptionHandler(
                (thrown, command, _) -> failed(thrown, command, "1".equals(environment.get(DEBUG_VARIABLE))));
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

    private static int failed(Exception thrown, CommandLine command, boolean showTrace) {
        PrintWriter err = command.getErr();
        switch (thrown) {
            case LocalFailure local -> {
                if (!local.logTail().isEmpty()) err.println(local.logTail().indent(2));
                err.println(local.getMessage());
            }
            case RoomClientException room -> err.println(room.getMessage());
            case OperatorException operator -> err.println(operator.getMessage());
            default -> err.println(ownFault(thrown));
        }
        if (showTrace) thrown.printStackTrace(err);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String ownFault(Throwable thrown) {
        return "This is a fault of roommesh itself (" + thrown.getClass().getSimpleName() + "); set " + DEBUG_VARIABLE
                + "=1 to see where, and report it.";
    }
}
