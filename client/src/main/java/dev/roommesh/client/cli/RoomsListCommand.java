package dev.roommesh.client.cli;

import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.client.operator.OperatorClient;
import dev.roommesh.client.operator.RoomList;
import dev.roommesh.client.operator.RoomSummary;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The rooms of a server, or of all that share theirs. */
@Command(name = "list", mixinStandardHelpOptions = true, sortOptions = false, description = "Lists the rooms of the server, or of all servers that share theirs with it.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh rooms list",
        "  ./roommesh rooms list --json | jq -r '.rooms[] | select(.workers == 0) | .room_id'",
        "", "A room in which nobody is any more is listed until it is forgotten, an hour later if the server's",
        "configuration says nothing else. \"truncated\" in JSON says that there are more."})
final class RoomsListCommand extends OperatorCommand {
    RoomsListCommand(StateDirectory state, Map<String, String> environment) {
        super(state, environment);
    }

    @Override
    int perform(OperatorClient client, CommandLine command) {
        RoomList list = client.rooms();
        if (!showedJson(list, command.getOut())) show(list, command.getOut());
        return 0;
    }

    private static void show(RoomList list, PrintWriter out) {
        if (list.rooms().isEmpty()) {
            out.println("There is no room.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ROOM", "WORKERS", "CLIENTS", "ADMIN", "TERM", "SINCE"));
        for (RoomSummary room : list.rooms())
            rows.add(List.of(room.roomId().value(), Integer.toString(room.workers()), Integer.toString(room.clients()),
                    Objects.toString(room.adminPeerId(), "-"), Long.toString(room.adminTerm()),
                    Objects.toString(room.since(), "-")));
        Columns.align(rows).forEach(out::println);
        if (list.truncated())
            out.println("There are more rooms than these " + list.rooms().size()
                    + ", which are the first by their ids.");
    }
}
