package dev.roommesh.client.cli;

import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.client.operator.OperatorClient;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rooms and their tokens, for operators. */
@Command(name = "rooms", mixinStandardHelpOptions = true, sortOptions = false, synopsisSubcommandLabel = "COMMAND", description = "Shows, makes and ends rooms, gives out their tokens and revokes them; for operators.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh rooms list", "  ./roommesh rooms show 1a2b3c4d", "  ./roommesh rooms create",
        "  ./roommesh rooms token 1a2b3c4d --role client --for 168h",
        "  ./roommesh rooms revoke 1a2b3c4d TOKEN_ID",
        "  ./roommesh rooms delete 1a2b3c4d", "",
        "On the server's own machine no key is needed unless it has one (roommesh.creation-key).",
        "A token is a password: give each group its own, for as short as will do."})
final class RoomsCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    /** The command with all that is below it. */
    static CommandLine of(StateDirectory state, Map<String, String> environment) {
        var line = new CommandLine(new RoomsCommand());
        line.addSubcommand(new RoomsListCommand(state, environment));
        line.addSubcommand(new RoomsShowCommand(state, environment));
        line.addSubcommand(new Create(state, environment));
        line.addSubcommand(new Token(state, environment));
        line.addSubcommand(new Revoke(state, environment));
        line.addSubcommand(new RoomsDeleteCommand(state, environment, Terminal.person()));
        return line;
    }

    @Override
    public void run() {
        if (spec != null) spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "create", mixinStandardHelpOptions = true, sortOptions = false, description = "Makes a room, and a token of it for workers and clients.")
    private static final class Create extends OperatorCommand {
        Create(StateDirectory state, Map<String, String> environment) {
            super(state, environment);
        }

        @Override
        int perform(OperatorClient client, CommandLine command) {
            show(client.createRoom(), command.getOut());
            return 0;
        }
    }

    @Command(name = "token", mixinStandardHelpOptions = true, sortOptions = false, description = "Makes another token of a room.")
    private static final class Token extends OperatorCommand {
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
        int perform(OperatorClient client, CommandLine command) {
            show(client.issue(room(room, command), role, lifetime), command.getOut());
            return 0;
        }
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, sortOptions = false, description = "Lets nobody in with a token any more, and ends the sockets of those who are.")
    private static final class Revoke extends OperatorCommand {
        @Parameters(index = "0", paramLabel = "ROOM", description = "The room's id.")
        private String room = "";

        @Parameters(index = "1", paramLabel = "TOKEN_ID", description = "As it was shown with the token.")
        private String tokenId = "";

        Revoke(StateDirectory state, Map<String, String> environment) {
            super(state, environment);
        }

        @Override
        int perform(OperatorClient client, CommandLine command) {
            client.revoke(room(room, command), tokenId);
            command.getOut().println("Revoked " + Columns.printable(tokenId) + ".");
            return 0;
        }
    }
}
