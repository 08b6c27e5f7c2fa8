package dev.roommesh.client.cli;

import dev.roommesh.client.local.LocalFailure;
import dev.roommesh.client.local.SavedConnection;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.client.operator.IssuedToken;
import dev.roommesh.client.operator.OperatorClient;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.RoomId;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have that ask a server for what operators alone may. */
abstract class OperatorCommand implements Callable<Integer> {
    /** Names the environment variable for the key, which other users cannot see, unlike an option. */
    static final String KEY_VARIABLE = "ROOMMESH_KEY";

    private final StateDirectory state;
    private final Map<String, String> environment;

    @Mixin
    private OperatorOptions operator = new OperatorOptions();

    @Option(names = "--json", description = "The answer as one line of JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    OperatorCommand(StateDirectory state, Map<String, String> environment) {
        this.state = state;
        this.environment = environment;
    }

    /** At which server, and with what right. */
    private static final class OperatorOptions {
        @Option(names = "--server", paramLabel = "URL", description = "Signaling server, for example http://127.0.0.1:8080. Without it: the one of ./roommesh up.")
        private @Nullable String server;

        @Option(names = "--key", paramLabel = "K", description = "The server's key. The environment variable "
                + KEY_VARIABLE + " hides it better.")
        private @Nullable String key;

        /** A key is sent to the server alone that it is given for: the one of {@code up} gets none by itself. */
        OperatorClient client(StateDirectory state, Map<String, String> environment, CommandLine command) {
            String given = key == null && server != null ? environment.get(KEY_VARIABLE) : key;
            String address = server != null
                    ? server
                    : state.connection().map(SavedConnection::server).orElseThrow(() -> new LocalFailure(
                            "No server is known here; start one with ./roommesh up, or give --server."));
            try {
                // Read as an address is read everywhere else; room and token are not needed.
                URI base = ConnectionFacts.of(address, "any", "any").http();
                return new OperatorClient(base, given == null || given.isBlank() ? null : given);
            } catch (IllegalArgumentException wrong) {
                throw new ParameterException(command, wrong.getMessage() + ".");
            }
        }
    }

    /** The exit code. */
    abstract int perform(OperatorClient client, CommandLine command);

    @Override
    public final Integer call() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        var command = spec.commandLine();
        try (OperatorClient client = operator.client(state, environment, command)) {
            return perform(client, command);
        }
    }

    /** Whether that was all: one line of JSON is wanted. */
    final boolean showedJson(Object answer, PrintWriter out) {
        if (json) out.println(new DiscoveryJson().encodeAny(answer));
        return json;
    }

    final void show(IssuedToken issued, PrintWriter out) {
        if (showedJson(issued, out)) return;
        out.println("room      " + Columns.printable(issued.roomId()));
        out.println("token     " + Columns.printable(issued.token()));
        out.println("token_id  " + Columns.printable(issued.tokenId()));
        if (issued.role() != null) out.println("role      " + Columns.printable(issued.role()));
        if (issued.expiresAt() != null) out.println("expires   " + Columns.printable(issued.expiresAt()));
    }

    static RoomId room(String written, CommandLine command) {
        try {
            return new RoomId(written);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, wrong.getMessage() + ".");
        }
    }
}
