package dev.roommesh.client.doctor;

import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.WorkerWatch;
import dev.roommesh.model.MeshLink;
import dev.roommesh.model.WorkerQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Each link of the mesh, as whoever answers for the room knows it: for rooms whose workers are on other machines. */
final class WatchedLinksCheck {
    private static final String MESH = "mesh";
    private static final String REMEDY = "Both need a way to each other over UDP; traffic goes by a neighbour until then."
            + " GET /room of either says why.";

    private WatchedLinksCheck() {}

    static List<Finding> of(RoomClient client) {
        if (client.peerId().isEmpty())
            return List.of(Finding.skipped(MESH, "Links are told over a WebSocket alone."));
        try (WorkerWatch watch = client.watch(WorkerQuery.ALL, _ -> {}).join()) {
            return of(watch.links());
        } catch (CompletionException failed) {
            if (!(failed.getCause() instanceof RoomClientException known)) throw failed;
            return List.of(Finding.warning(MESH, "The room's links are not told: " + known.failure().sentence(),
                    "Look again in some seconds."));
        }
    }

    static List<Finding> of(List<MeshLink> links) {
        if (links.isEmpty())
            return List
                    .of(Finding.skipped(MESH, "Nobody tells of links: there are none, or the room keeps no registry."));
        List<MeshLink> wanting = links.stream().filter(link -> link.state() != MeshLink.State.OPEN).toList();
        if (wanting.isEmpty())
            return List.of(Finding.ok(MESH, links.size() + " links are open, none is missing."));
        List<Finding> findings = new ArrayList<>();
        wanting.stream().limit(MeshCheck.SHOWN_MAX).forEach(link -> findings
                .add(Finding.failure(MESH, link.a() + " - " + link.b() + ": " + said(link.state()) + ".", REMEDY)));
        if (wanting.size() > MeshCheck.SHOWN_MAX)
            findings.add(Finding.failure(MESH, (wanting.size() - MeshCheck.SHOWN_MAX) + " more links are missing.",
                    "See the room's page, /ui/ of the server."));
        return findings;
    }

    private static String said(MeshLink.State state) {
        return switch (state) {
            case OPEN -> "open";
            case OFFERING -> "it is being made";
            case WAITING -> "it could not be made, and is tried again";
            case MISSING -> "they do not hear each other";
        };
    }
}
