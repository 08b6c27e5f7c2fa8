package dev.roommesh.client.cli;

import dev.roommesh.client.local.LocalFailure;
import dev.roommesh.client.local.SavedConnection;
import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.model.ConnectionFacts;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which room is meant: as the options say, else the one that {@code up} made here. */
final class ConnectionOptions {
    /** Names the environment variable for the token, which other users cannot see, unlike an option. */
    static final String TOKEN_VARIABLE = "ROOMMESH_TOKEN";

    @Option(names = "--server", paramLabel = "URL", description = "Signaling server, for example http://127.0.0.1:8080. Without it: the one of ./roommesh up.")
    private @Nullable String server;

    @Option(names = "--room", paramLabel = "R", description = "Room at that server.")
    private @Nullable String room;

    @Option(names = "--token", paramLabel = "T", description = "Token of the room. The environment variable "
            + TOKEN_VARIABLE + " hides it better.")
    private @Nullable String token;

    /**
     * A token is never sent to another server than the one it was made for: with {@code --server}, nothing is taken from
     * the state directory.
     */
    ConnectionFacts facts(StateDirectory state, Map<String, String> environment, CommandLine command) {
        Optional<SavedConnection> saved = server == null ? state.connection() : Optional.empty();
        String givenToken = token == null ? environment.get(TOKEN_VARIABLE) : token;
        try {
            return ConnectionFacts.of(
                    pick(server, saved.map(SavedConnection::server), "--server", command),
                    pick(room, saved.map(SavedConnection::room), "--room", command),
                    pick(givenToken, saved.map(SavedConnection::token), "--token", command));
        } catch (IllegalArgumentException wrong) {
            throw new CommandLine.ParameterException(command, wrong.getMessage() + ".");
        }
    }

    private String pick(@Nullable String given, Optional<String> saved, String option, CommandLine command) {
        if (given != null) return given;
        if (saved.isPresent()) return saved.get();
        if (server != null)
            throw new CommandLine.ParameterException(command, "Beside --server, " + option + " is needed.");
        throw new LocalFailure(
                "No room is known here; start one with ./roommesh up, or give --server, --room and --token.");
    }
}
