package dev.roommesh.client.cli;

import dev.roommesh.client.local.LocalCluster;
import dev.roommesh.client.local.StateDirectory;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends what {@code up} has started. */
@Command(name = "down", mixinStandardHelpOptions = true, description = {
        "Ends what ./roommesh up has started here, and nothing else: the workers first, so that they leave",
        "their room in good order, then the signaling server. Safe to repeat."}, footerHeading = "%nExample:%n", footer = "  ./roommesh up --detach && ./roommesh workers && ./roommesh down")
final class DownCommand implements Callable<Integer> {
    private final StateDirectory state;

    @Spec
    private @Nullable CommandSpec spec;

    DownCommand(StateDirectory state) {
        this.state = state;
    }

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        LocalCluster.Ended ended = LocalCluster.down(state);
        PrintWriter out = spec.commandLine().getOut();
        if (ended.workers() + ended.servers() == 0) {
            out.println("Nothing is up here.");
        } else {
            out.println("Ended " + ended.workers() + (ended.workers() == 1 ? " worker" : " workers")
                    + (ended.servers() == 0 ? "." : " and the signaling server."));
        }
        return 0;
    }
}
