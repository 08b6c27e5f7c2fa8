package dev.roommesh.client.cli;

import dev.roommesh.client.local.StateDirectory;
import dev.roommesh.client.operator.OperatorClient;
import dev.roommesh.client.operator.RoomDetail;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Role;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One room and who is registered in it. */
@Command(name = "show", mixinStandardHelpOptions = true, sortOptions = false, description = "Shows who is registered in a room, as the server has it.", footerHeading = "%nExamples:%n", footer = {
        "  ./roommesh rooms show 1a2b3c4d",
        "  ./roommesh rooms show 1a2b3c4d --json | jq -r '.peers[] | select(.role == \"worker\") | .peer_id'", "",
        "* marks the admin. A worker \"apart\" takes no part in the room's own registry. What the room itself",
        "says of its workers is shown by ./roommesh workers, for which a token is needed."})
final class RoomsShowCommand extends OperatorCommand {
    @Parameters(paramLabel = "ROOM", description = "The room's id.")
    private String room = "";

    RoomsShowCommand(StateDirectory state, Map<String, String> environment) {
        super(state, environment);
    }

    @Override
    int perform(OperatorClient client, CommandLine command) {
        RoomDetail detail = client.room(room(room, command));
        if (!showedJson(detail, command.getOut())) show(detail, command.getOut());
        return 0;
    }

    private static void show(RoomDetail detail, PrintWriter out) {
        String admin = detail.adminPeerId() == null ? "no admin" : "admin " + detail.adminPeerId();
        out.println(Crowd.of(detail.workers(), detail.clients()) + ", " + admin + ", term " + detail.adminTerm()
                + (detail.since() == null ? "" : ", since " + detail.since()));
        if (detail.peers().isEmpty()) return;
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "PEER", "ROLE", "STATUS", "GPU MEMORY", "MODEL", "HOST", "REGISTERED"));
        detail.peers().forEach(peer -> rows.add(row(peer)));
        Columns.align(rows).forEach(out::println);
    }

    private static List<String> row(RoomDetail.Peer peer) {
        Profile profile = peer.metadata();
        boolean isWorker = peer.role() == Role.WORKER;
        String role = peer.role().name().toLowerCase(Locale.ROOT);
        return List.of(peer.isAdmin() ? "*" : "", peer.peerId().value(),
                isWorker && !peer.registry() ? role + ", apart" : role, isWorker ? profile.status().word() : "-",
                isWorker ? profile.gpuMemoryMb() + " MiB" : "-", text(profile, Profile.GPU_MODEL),
                text(profile, Profile.HOSTNAME), Objects.toString(peer.connectedAt(), "-"));
    }

    private static String text(Profile profile, String property) {
        return profile.properties().get(property) instanceof PropertyValue.Text(String text) ? text : "-";
    }
}
