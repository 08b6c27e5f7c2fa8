package dev.roommesh.client.doctor;

import dev.roommesh.client.local.ClusterView;
import dev.roommesh.client.local.RoomReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Each link of the mesh, as the workers that {@code up} started on this machine see it. */
final class MeshCheck {
    /** Missing links that are told, of 45 that a room can have. */
    static final int SHOWN_MAX = 12;

    private static final String MESH = "mesh";

    private MeshCheck() {}

    static List<Finding> of(ClusterView cluster) {
        List<Finding> findings = new ArrayList<>();
        Map<String, RoomReport> reports = new TreeMap<>();
        for (ClusterView.Worker worker : cluster.workers()) {
            if (worker.report() != null) reports.put(worker.name(), worker.report());
            else if (!worker.isAlive())
                findings.add(Finding.failure(MESH, worker.name() + " has ended.",
                        "See .roommesh/logs/" + worker.name() + ".log, and start it again."));
            else
                findings.add(Finding.failure(MESH, worker.name() + " runs and does not answer.",
                        "It stands still or is overloaded: see .roommesh/logs/" + worker.name() + ".log."));
        }
        findings.addAll(links(reports));
        findings.addAll(agreement(reports));
        return findings;
    }

    private static List<Finding> links(Map<String, RoomReport> reports) {
        Map<String, String> missing = new TreeMap<>();
        int open = 0;
        for (Map.Entry<String, RoomReport> worker : reports.entrySet()) {
            for (RoomReport.Link link : worker.getValue().links()) {
                String other = link.peerId().value();
                boolean isFirst = worker.getKey().compareTo(other) < 0 || !reports.containsKey(other);
                if (link.state().equals("open")) open += isFirst ? 1 : 0;
                else
                    missing.merge(pair(worker.getKey(), other), reason(link),
                            (one, more) -> one.contains(more) ? one : one + "; " + more);
            }
        }
        if (reports.isEmpty()) return List.of();
        if (missing.isEmpty()) return List.of(Finding.ok(MESH, open + " links are open, none is missing."));
        List<Finding> findings = new ArrayList<>();
        missing.entrySet().stream().limit(SHOWN_MAX).forEach(link -> findings.add(Finding.failure(MESH,
                link.getKey() + ": " + link.getValue() + ".",
                "Both need a way to each other over UDP; traffic goes by a neighbour until then.")));
        if (missing.size() > SHOWN_MAX)
            findings.add(Finding.failure(MESH, (missing.size() - SHOWN_MAX) + " more links are missing.",
                    "See GET /room of each worker."));
        return findings;
    }

    private static String pair(String one, String other) {
        return one.compareTo(other) < 0 ? one + " - " + other : other + " - " + one;
    }

    private static String reason(RoomReport.Link link) {
        String why = link.reason().isBlank() ? "not open yet" : link.reason();
        return why + " (" + link.state() + ", attempt " + link.attempts() + ")";
    }

    /** Who disagrees with the most. */
    private static List<Finding> agreement(Map<String, RoomReport> reports) {
        Map<String, List<String>> byAdmin = new HashMap<>();
        reports.forEach((name, report) -> byAdmin.computeIfAbsent(report.adminPeerId() == null
                ? "nobody"
                : report.adminPeerId() + " (term " + report.adminTerm() + ")", _ -> new ArrayList<>()).add(name));
        if (byAdmin.size() < 2) return List.of();
        List<Finding> findings = new ArrayList<>();
        byAdmin.forEach((admin, followers) -> findings.add(Finding.warning(MESH,
                String.join(", ", followers) + " follow " + admin + ".",
                "Look again in some seconds; if it stays so, the network between them is cut.")));
        return findings;
    }
}
