package dev.roommesh.client.cli;

import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a worker back. */
@Command(name = "release", mixinStandardHelpOptions = true, sortOptions = false, description = "Gives a reserved worker back. Where it is not reserved under this id nothing changes.", footerHeading = "%nExample:%n", footer = {
        "  ./roommesh release worker-3 ID      as ./roommesh reserve has shown it"})
final class ReleaseCommand implements Callable<Integer> {
    private final StateDirectory state;
    private final Map<String, String> environment;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", paramLabel = "WORKER", description = "The worker's id.")
    private String worker = "";

    @Parameters(index = "1", paramLabel = "RESERVATION", description = "The reservation's id.")
    private String reservation = "";

    @Spec
    private @Nullable CommandSpec spec;

    ReleaseCommand(StateDirectory state, Map<String, String> environment) {
        this.state = state;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        var command = spec.commandLine();
        ReservationId id;
        PeerId peer;
        try {
            id = new ReservationId(reservation);
            peer = new PeerId(worker);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, wrong.getMessage() + ".");
        }
        try (RoomClient client = RoomClient.connect(connection.facts(state, environment, command))) {
            client.release(id, peer).join();
            command.getOut().println("Released " + peer + ".");
            return 0;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RoomClientException known) throw known;
            throw failed;
        }
    }
}
