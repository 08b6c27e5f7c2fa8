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
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rooms and their tokens, for operators. */
@Command(name = "rooms", mixinStandardHelpOptions = true, sortOptions = false, synopsisSubcommandLabel = "COMMAND", description = "Makes rooms, gives out their tokens and revokes them; for operators.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh rooms create", "  ./roommesh rooms token 1a2b3c4d --role client --for 168h",
        "  ./roommesh rooms revoke 1a2b3c4d TOKEN_ID", "",
        "On the server's own machine no key is needed unless it has one (roommesh.creation-key).",
        "A token is a password: give each group its own, for as short as will do."})
final class RoomsCommand implements Runnable {
    /** Names the environment variable for the key, which other users cannot see, unlike an option. */
    static final String KEY_VARIABLE = "ROOMMESH_KEY";

    @Spec
    private @Nullable CommandSpec spec;

    /** The command with all that is below it. */
    static CommandLine of(StateDirectory state, Map<String, String> environment) {
        var line = new CommandLine(new RoomsCommand());
        line.addSubcommand(new Create(state, environment));
        line.addSubcommand(new Token(state, environment));
        line.addSubcommand(new Revoke(state, environment));
        return line;
    }

    @Override
    public void run() {
        if (spec != null) spec.commandLine().usage(spec.commandLine().getOut());
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

    /** What all of them have. */
    private abstract static class Operation implements Callable<Integer> {
        private final StateDirectory state;
        private final Map<String, String> environment;

        @Mixin
        private OperatorOptions operator = new OperatorOptions();

        @Option(names = "--json", description = "The answer as one line of JSON.")
        private boolean json;

        @Spec
        private @Nullable CommandSpec spec;

        Operation(StateDirectory state, Map<String, String> environment) {
            this.state = state;
            this.environment = environment;
        }

        abstract void perform(OperatorClient client, CommandLine command);

        @Override
        public final Integer call() {
            if (spec == null) throw new IllegalStateException("picocli injects the specification");
            var command = spec.commandLine();
            try (OperatorClient client = operator.client(state, environment, command)) {
                perform(client, command);
                return 0;
            }
        }

        final void show(IssuedToken issued, PrintWriter out) {
            if (json) {
                out.println(new DiscoveryJson().encodeAny(issued));
                return;
            }
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

    @Command(name = "create", mixinStandardHelpOptions = true, sortOptions = false, description = "Makes a room, and a token of it for workers and clients.")
    private static final class Create extends Operation {
        Create(StateDirectory state, Map<String, String> environment) {
            super(state, environment);
        }

        @Override
        void perform(OperatorClient client, CommandLine command) {
            show(client.createRoom(), command.getOut());
        }
    }

    @Command(name = "token", mixinStandardHelpOptions = true, sortOptions = false, description = "Makes another token of a room.")
    private static final class Token extends Operation {
        @Parameters(paramLabel = "ROOM", description = "The room's id.")
        private String room = "";

        @Option(names = "--role", paramLabel = "R", defaultValue = "any", description = "any, worker or client; ${DEFAULT-VALUE} if not given.")
        private String role = "any";

        @Option(names = "--for", paramLabel = "TIME", converter = DurationText.class, description = "How long it is valid, as 12h; as the server's configuration says if not given.")
        private @Nullable Duration lifetime;

        Token(StateDirectory state, Map<String, String> environment) {
            super(state, environment);
        }

        @Override
        void perform(OperatorClient client, CommandLine command) {
            show(client.issue(room(room, command), role, lifetime), command.getOut());
        }
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, sortOptions = false, description = "Lets nobody in with a token any more, and ends the sockets of those who are.")
    private static final class Revoke extends Operation {
        @Parameters(index = "0", paramLabel = "ROOM", description = "The room's id.")
        private String room = "";

        @Parameters(index = "1", paramLabel = "TOKEN_ID", description = "As it was shown with the token.")
        private String tokenId = "";

        Revoke(StateDirectory state, Map<String, String> environment) {
            super(state, environment);
        }

        @Override
        void perform(OperatorClient client, CommandLine command) {
            client.revoke(room(room, command), tokenId);
            command.getOut().println("Revoked " + Columns.printable(tokenId) + ".");
        }
    }
}
