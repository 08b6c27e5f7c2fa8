package dev.roommesh.client.cli;

import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.client.operator.EndedRoom;
import dev.roommesh.client.operator.OperatorClient;
import dev.roommesh.client.operator.OperatorException;
import dev.roommesh.client.operator.RoomDetail;
import dev.roommesh.model.RoomId;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Ends a room. */
@Command(name = "delete", mixinStandardHelpOptions = true, sortOptions = false, description = "Ends a room: whoever is in it is told and cut off, and all tokens that it has are void for good.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh rooms delete 1a2b3c4d", "  ./roommesh rooms delete 1a2b3c4d --yes --json", "",
        "Workers that hear of it leave the room and end. One that does not reach the server now goes on with the",
        "others until it does. A token that the room is given afterwards (rooms token) is good, and makes it anew.",
        "Exit code 0: it is ended, also where it was before; 1: it is not; 2: nobody could be asked, and no --yes."})
final class RoomsDeleteCommand extends OperatorCommand {
    private final Person person;

    @Parameters(paramLabel = "ROOM", description = "The room's id.")
    private String room = "";

    @Option(names = "--yes", description = "Do not ask whether it is meant.")
    private boolean yes;

    RoomsDeleteCommand(StateDirectory state, Map<String, String> environment, Person person) {
        super(state, environment);
        this.person = person;
    }

    @Override
    int perform(OperatorClient client, CommandLine command) {
        RoomId id = room(room, command);
        PrintWriter out = command.getOut();
        if (!yes && !person.isThere())
            throw new ParameterException(command, "Nobody can be asked here whether this is meant; give --yes.");
        if (!yes && !isMeant(id, client)) {
            command.getErr().println("Nothing was done.");
            return 1;
        }
        EndedRoom ended = client.endRoom(id);
        if (!showedJson(ended, out))
            out.println("Ended " + id + (ended.workers() == null || ended.clients() == null
                    ? "."
                    : ": " + Crowd.of(ended.workers(), ended.clients()) + " were in it."));
        return 0;
    }

    private boolean isMeant(RoomId id, OperatorClient client) {
        String answer = person.ask(id + ": " + inIt(id, client)
                + ". All are cut off, and all tokens of the room are void. End it? [y/N] ").strip();
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }

    private static String inIt(RoomId id, OperatorClient client) {
        try {
            RoomDetail room = client.room(id);
            return Crowd.of(room.workers(), room.clients());
        } catch (OperatorException refused) {
            // It has no peers, but may have tokens.
            if (refused.isNotFound()) return "nobody is in it";
            throw refused;
        }
    }
}
