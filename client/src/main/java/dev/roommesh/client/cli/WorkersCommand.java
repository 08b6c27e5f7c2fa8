package dev.roommesh.client.cli;

import dev.roommesh.client.Reach;
import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.codec.DiscoveryJson;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the room's admin which workers there are. */
@Command(name = "workers", mixinStandardHelpOptions = true, sortOptions = false, description = "Asks the room's admin which workers there are, through the signaling server.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh workers", "  ./roommesh workers --status available --min-gpu-memory-mb 16000",
        "  ./roommesh workers --direct", "  ./roommesh workers --json | jq -r '.workers[0].peer_id'",
        "  ./roommesh workers --server http://gpu-host:8080 --room 1a2b3c4d --token T", "",
        "After ./roommesh up no option is needed. * marks the admin. \"stale\" means that whoever answers",
        "cannot know that this is the present state."})
final class WorkersCommand implements Callable<Integer> {
    /** For a channel to the admin; a machine with a firewall that drops everything needs the most. */
    private static final Duration DIRECT_LIMIT = Duration.ofSeconds(15);

    private final StateDirectory state;
    private final Map<String, String> environment;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private QueryOptions query = new QueryOptions();

    @Option(names = "--json", description = "The answer as one line of JSON.")
    private boolean json;

    @Option(names = "--direct", description = "Asks over a data channel to the admin, and says why there is none.")
    private boolean direct;

    @Spec
    private @Nullable CommandSpec spec;

    WorkersCommand(StateDirectory state, Map<String, String> environment) {
        this.state = state;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        var command = spec.commandLine();
        var question = query.query(command);
        var facts = connection.facts(state, environment, command);
        try (RoomClient client = RoomClient.connect(facts, RoomClient.CONNECT_LIMIT,
                direct ? Reach.DIRECT : Reach.RELAY)) {
            if (direct && !client.awaitDirect(DIRECT_LIMIT))
                command.getErr().println("Asked through the server: " + client.whyNotDirect().orElse("it ended") + ".");
            show(client.ask(question, RoomClient.ANSWER_LIMIT).join(), command.getOut());
            return 0;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RoomClientException known) throw known;
            throw failed;
        }
    }

    private void show(RoomClient.Answer answer, PrintWriter out) {
        if (json) {
            out.println(new DiscoveryJson().encode(answer.workers()));
        } else {
            new WorkerTable(answer.workers(), answer.way(), Instant.now()).lines().forEach(out::println);
        }
    }
}
