package dev.roommesh.client.cli;

import dev.roommesh.client.Reservation;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.WorkerEntry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Keeps a worker for whoever asks. */
@Command(name = "reserve", mixinStandardHelpOptions = true, sortOptions = false, description = "Reserves a free worker: nobody else gets it until it is released, or its time is over.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh reserve --min-gpu-memory-mb 16000 --for 30m",
        "  ./roommesh reserve --worker worker-3 --reservation ID --for 30m     renews it",
        "  ./roommesh reserve --hold                                          until Ctrl-C",
        "  ./roommesh release worker-3 ID", "",
        "Of those that fit, the smallest that is free is chosen. Exit code 1: none is free, or none fits."})
final class ReserveCommand implements Callable<Integer> {
    private static final Duration HELD_FOR = Duration.ofSeconds(30);

    private final StateDirectory state;
    private final Map<String, String> environment;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private QueryOptions query = new QueryOptions();

    @Option(names = "--worker", paramLabel = "W", description = "This worker and no other; the filters do not count.")
    private @Nullable String worker;

    @Option(names = "--reservation", paramLabel = "ID", description = "Renews this reservation of --worker.")
    private @Nullable String reservation;

    @Option(names = "--for", paramLabel = "TIME", defaultValue = "10m", converter = DurationText.class, description = "How long: 1s to 1h; ${DEFAULT-VALUE} if not given.")
    private Duration ttl = Duration.ofMinutes(10);

    @Option(names = "--hold", description = "Stays, renews the reservation, and releases the worker on Ctrl-C.")
    private boolean hold;

    @Option(names = "--json", description = "The reservation as one line of JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** As it is shown with {@code --json}. */
    private record Shown(ReservationId reservation, WorkerEntry worker, long expiresInMs) {}

    ReserveCommand(StateDirectory state, Map<String, String> environment) {
        this.state = state;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        var command = spec.commandLine();
        if (ttl.compareTo(Limits.RESERVATION_TTL_MIN) < 0 || ttl.compareTo(Limits.RESERVATION_TTL_MAX) > 0)
            throw new ParameterException(command, "--for is 1s to 1h; renew what takes longer, or use --hold.");
        if (reservation != null && worker == null)
            throw new ParameterException(command, "--reservation needs --worker, which it is a reservation of.");
        try (RoomClient client = RoomClient.connect(connection.facts(state, environment, command))) {
            Reservation made = ask(client, command).join();
            show(made, command.getOut());
            if (hold) return hold(made, command);
            made.detach();
            return 0;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RoomClientException known) throw known;
            throw failed;
        }
    }

    private CompletableFuture<Reservation> ask(RoomClient client, CommandLine command) {
        Duration length = hold ? HELD_FOR : ttl;
        if (worker == null) return client.reserve(query.query(command), length);
        try {
            return client.reserve(reservation == null
                    ? RoomClient.newReservation()
                    : new ReservationId(reservation), new PeerId(worker), length);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, wrong.getMessage() + ".");
        }
    }

    private void show(Reservation made, PrintWriter out) {
        if (json) {
            out.println(new DiscoveryJson().encodeAny(new Shown(made.id(), made.worker(), made.rest().toMillis())));
        } else {
            out.println("Reserved " + made.peerId() + (hold
                    ? " until Ctrl-C."
                    : " for " + made.rest().plusMillis(500).toSeconds() + " s."));
            if (!hold) {
                out.println("  Renew it    ./roommesh reserve --worker " + made.peerId() + " --reservation "
                        + made.id().value());
                out.println("  Release it  ./roommesh release " + made.peerId() + " " + made.id().value());
            }
        }
        out.flush();
    }

    /** Ctrl-C ends the process in the middle of this: then the worker is given back on the way out. */
    private static int hold(Reservation made, CommandLine command) {
        var giveBack = new Thread(made::close);
        Runtime.getRuntime().addShutdownHook(giveBack);
        made.ended().join();
        if (!made.isLost()) return 0;
        command.getErr().println("The reservation of " + made.peerId() + " was lost: the worker has ended, or could"
                + " not be reached for " + HELD_FOR.toSeconds() + " s. Reserve another one.");
        return CommandLine.ExitCode.SOFTWARE;
    }
}
