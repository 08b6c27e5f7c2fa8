package dev.roommesh.agent;

import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options of a worker, checked before anything is started, and handed on as configuration. */
@Command(name = "roommesh worker", mixinStandardHelpOptions = true, sortOptions = false, description = "Offers this machine's GPU in a room, until Ctrl-C.", footer = {
        "", "Examples:", "  roommesh worker --server http://gpu-lab:8080 --room lab --token \"$TOKEN\"",
        "  ROOMMESH_TOKEN=... roommesh worker --server http://gpu-lab:8080 --room lab --gpu-memory-mb 24576",
        "", "The GPU is asked of nvidia-smi where it is not given. The token is better given in the environment:",
        "a process list shows arguments to everybody on the machine.", "",
        "Exit codes: 0 ended by you, 1 it could not start, 2 wrong options, 3 the server refused it."})
final class WorkerCommand implements Callable<Integer> {
    private static final int PORT_MAX = 65_535;

    @Option(names = "--server", paramLabel = "URL", required = true, description = "The signaling server, for example http://127.0.0.1:8080 (or ROOMMESH_SERVER).")
    private String server = "";

    @Option(names = "--room", paramLabel = "ID", required = true, description = "The room to join (or ROOMMESH_ROOM).")
    private String room = "";

    @Option(names = "--token", paramLabel = "TOKEN", required = true, description = "The room's token (or ROOMMESH_TOKEN).")
    private String token = "";

    @Option(names = "--name", paramLabel = "NAME", description = "This worker's id, unique in its room; made from the host's name where none is given.")
    private @Nullable String name;

    @Option(names = "--gpu-memory-mb", paramLabel = "N", description = "The GPU's memory in MiB.")
    private @Nullable Long gpuMemoryMb;

    @Option(names = "--gpu-model", paramLabel = "MODEL", description = "The GPU's name.")
    private @Nullable String gpuModel;

    @Option(names = "--http-port", paramLabel = "PORT", description = "Port of the local endpoints on 127.0.0.1: /room, /status, /actuator; any free one where 0.")
    private int httpPort;

    @Parameters(hidden = true, arity = "0..*", description = "Spring Boot configuration, --key=value, after --.")
    private List<String> more = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Consumer<String[]> start;

    private WorkerCommand(Consumer<String[]> start) {
        this.start = start;
    }

    /**
     * The command of one environment: what is not given as an option is taken from there.
     *
     * @param start gets the configuration as arguments for Spring Boot, without the token
     */
    static CommandLine commandLine(Map<String, String> environment, Consumer<String[]> start) {
        var line = new CommandLine(new WorkerCommand(start));
        line.setDefaultValueProvider(argument -> argument instanceof OptionSpec option && option.arity().max() > 0
                ? environment.get(variable(option))
                : null);
        line.setParameterExceptionHandler(WorkerCommand::wrongUsage);
        // Spring Boot has printed the one sentence when the start fails.
        return line.setExecutionExceptionHandler((_, _, _) -> ExitCode.SOFTWARE);
    }

    private static String variable(OptionSpec option) {
        return "ROOMMESH_" + option.longestName().substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static int wrongUsage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println(wrong.getMessage());
        command.getErr().println("See: " + command.getCommandName() + " --help");
        return ExitCode.USAGE;
    }

    @Override
    public Integer call() {
        check();
        List<String> configuration = new ArrayList<>();
        configuration.add("--roommesh.worker.server=" + server);
        configuration.add("--roommesh.worker.room=" + room);
        configuration.add("--server.port=" + httpPort);
        if (name != null) configuration.add("--roommesh.worker.name=" + name);
        if (gpuMemoryMb != null) configuration.add("--roommesh.worker.gpu-memory-mb=" + gpuMemoryMb);
        if (gpuModel != null) configuration.add("--roommesh.worker.gpu-model=" + gpuModel);
        configuration.addAll(more);
        // Not among the arguments: those can be seen through the process's own endpoints.
        System.setProperty("roommesh.worker.token", token);
        start.accept(configuration.toArray(String[]::new));
        return 0;
    }

    private void check() {
        try {
            var _ = ConnectionFacts.of(server, room, token);
            if (name != null) {
                var _ = new PeerId(name);
            }
        } catch (IllegalArgumentException bad) {
            throw new ParameterException(spec.commandLine(), bad.getMessage());
        }
        if (gpuMemoryMb != null && (gpuMemoryMb < 0 || gpuMemoryMb > Limits.GPU_MEMORY_MB_MAX)) {
            throw new ParameterException(spec.commandLine(),
                    "--gpu-memory-mb is 0 to " + Limits.GPU_MEMORY_MB_MAX + " MiB");
        }
        if (httpPort < 0 || httpPort > PORT_MAX) {
            throw new ParameterException(spec.commandLine(), "--http-port is 0 to " + PORT_MAX);
        }
    }
}
