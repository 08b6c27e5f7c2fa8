package dev.roommesh.client.cli;

import dev.roommesh.client.local.LocalCluster;
import dev.roommesh.client.local.Programs;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.Limits;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a signaling server and workers on this machine. */
@Command(name = "up", mixinStandardHelpOptions = true, sortOptions = false, description = "Starts a signaling server and workers on this machine, in a new room.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh up                          4 workers; a live table; Ctrl-C ends everything",
        "  ./roommesh up --workers 10 --detach    returns once the mesh is complete; goes on until down",
        "  ./roommesh up --port 9000              where 8080 is taken", "",
        "Each worker is a process of its own with a simulated GPU; the last one has the most memory and so",
        "becomes the admin. Logs and connection facts are in .roommesh/ (below ROOMMESH_HOME, if that is set).",
        "",
        "Exit codes: 0 complete and left running (--detach), or all ended by itself; 1 failed; 2 wrong options;",
        "130 ended by Ctrl-C, 143 by SIGTERM, after it has ended what it started."})
final class UpCommand implements Callable<Integer> {
    private final StateDirectory state;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "4", description = "How many workers, 1 to "
            + Limits.ROOM_WORKERS_MAX + " (default ${DEFAULT-VALUE}).")
    private int workers;

    @Option(names = "--detach", description = "Return once the mesh is complete, and leave everything running.")
    private boolean detach;

    @Option(names = "--port", paramLabel = "P", defaultValue = "8080", description = "Port of the signaling server on 127.0.0.1; 0 takes a free one (default ${DEFAULT-VALUE}).")
    private int port;

    private static final String REGISTRY_VARIABLE = "ENABLE_ROOM_REGISTRY";

    @Spec
    private @Nullable CommandSpec spec;

    UpCommand(StateDirectory state) {
        this.state = state;
    }

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        CommandLine command = spec.commandLine();
        if (workers < 1 || workers > Limits.ROOM_WORKERS_MAX)
            throw new CommandLine.ParameterException(command,
                    "--workers is 1 to " + Limits.ROOM_WORKERS_MAX + ": a room holds no more.");
        if (port < 0 || port > 65_535) throw new CommandLine.ParameterException(command, "--port is 0 to 65535.");
        if ("false".equals(System.getenv(REGISTRY_VARIABLE)))
            throw new CommandLine.ParameterException(command,
                    REGISTRY_VARIABLE + "=false keeps workers out of the mesh "
                            + "that `up` waits for: unset it; switch the registry off when the room is up.");
        try (var cluster = LocalCluster.claim(state, Programs.ofLauncher(), port, workers)) {
            run(cluster, command.getOut());
            return 0;
        }
    }

    private void run(LocalCluster cluster, PrintWriter out) {
        // Ctrl-C and SIGTERM end the virtual machine, and with it everything that was started.
        var ending = new Thread(cluster::end, "end-of-the-cluster");
        Runtime.getRuntime().addShutdownHook(ending);
        out.println("Logs: " + cluster.logs());
        var screen = new ClusterScreen(out, Terminal.isThere());
        boolean staysUp = false;
        try {
            ConnectionFacts facts = cluster.start(screen::show);
            if (detach) {
                staysUp = true;
                Runtime.getRuntime().removeShutdownHook(ending);
                tellHowToGoOn(facts, out);
            } else {
                out.println("Page: " + page(facts, Terminal.isThere()));
                out.println("Room " + facts.room() + " at " + facts.http()
                        + " is complete. Ask it from another terminal with ./roommesh workers; Ctrl-C ends everything.");
                new Watch(cluster, new ClusterScreen(out, Terminal.isThere())).untilAllEnded();
                out.println("Everything has ended.");
            }
        } finally {
            if (!staysUp) cluster.end();
        }
    }

    private record Watch(LocalCluster cluster, ClusterScreen screen) {
        void untilAllEnded() {
            cluster.watch(screen::show, _ -> cluster.hasEnded());
        }
    }

    private static void tellHowToGoOn(ConnectionFacts facts, PrintWriter out) {
        out.println();
        out.println("Room " + facts.room() + " at " + facts.http() + " is complete and goes on without this command.");
        out.println("  Look at it    " + page(facts, Terminal.isThere()));
        out.println("  Ask it        ./roommesh workers");
        out.println("  With filters  ./roommesh workers --status available --min-gpu-memory-mb 16000 --json");
        out.println("  Add a worker  ./roommesh worker --name one-more --gpu-memory-mb 65536");
        out.println("  End it        ./roommesh down");
    }

    /** With room and token for the eyes of whoever started it alone: a file or a pipe may be read by others. */
    static String page(ConnectionFacts facts, boolean isTerminal) {
        String page = facts.http() + "/ui/";
        return isTerminal
                ? page + "#room=" + facts.room() + "&token=" + facts.token()
                : page + " (room and token are in .roommesh/connection.json)";
    }
}
