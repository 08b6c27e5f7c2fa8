package dev.roommesh.client.cli;

import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.local.LocalFailure;
import dev.roommesh.client.local.SavedJob;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.model.ConnectionFacts;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends a job that was started from the same folder. */
@Command(name = "cancel", mixinStandardHelpOptions = true, sortOptions = false, description = "Ends a job that was started from this folder: its processes are killed, and its worker is free.", footerHeading = "%nExample:%n", footer = {
        "  ./roommesh cancel job-1a2b3c4d5e6f      as ./roommesh jobs shows it"})
final class CancelCommand implements Callable<Integer> {
    private final StateDirectory state;
    private final Map<String, String> environment;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Spec
    private @Nullable CommandSpec spec;

    CancelCommand(StateDirectory state, Map<String, String> environment) {
        this.state = state;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        var command = spec.commandLine();
        SavedJob saved = state.job(job).orElseThrow(() -> new LocalFailure("No job " + job
                + " was started from this folder: only who has started a job can end it."));
        ConnectionFacts facts = connection.facts(state, environment, command);
        if (!facts.room().equals(saved.room()))
            throw new LocalFailure("The job " + job + " is in the room " + saved.room() + ", not in " + facts.room()
                    + ": give --server, --room and --token of that.");
        try (RoomClient client = RoomClient.connect(facts)) {
            // The worker runs a job only for whom it is reserved.
            client.release(saved.reservation(), saved.worker()).join();
            state.forget(saved.job());
            command.getOut().println("Ended " + saved.job() + " on " + saved.worker() + ".");
            return 0;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RoomClientException known) throw known;
            throw failed;
        }
    }
}
