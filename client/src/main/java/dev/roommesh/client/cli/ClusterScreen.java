package dev.roommesh.client.cli;

import dev.roommesh.client.local.ClusterView;
import dev.roommesh.client.local.RoomReport;
import dev.roommesh.model.Profile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows a cluster as it changes: redrawn in place on a terminal, else one line for each change of the progress. */
final class ClusterScreen {
    private final PrintWriter out;
    private final boolean isTerminal;
    private final Terminal terminal;
    private String lastProgress = "";

    ClusterScreen(PrintWriter out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
        this.terminal = new Terminal(out);
    }

    void show(ClusterView view) {
        if (isTerminal) {
            terminal.redraw(lines(view));
        } else if (!progress(view).equals(lastProgress)) {
            lastProgress = progress(view);
            out.println(lastProgress);
        }
        out.flush();
    }

    private static List<String> lines(ClusterView view) {
        List<String> lines = new ArrayList<>();
        lines.add(progress(view));
        if (!view.workers().isEmpty()) lines.addAll(table(view));
        return lines;
    }

    static String progress(ClusterView view) {
        if (view.workers().isEmpty()) return "Starting the signaling server";
        long answering = view.workers().stream().filter(worker -> worker.report() != null).count();
        long ended = view.workers().stream().filter(worker -> !worker.isAlive()).count();
        return answering + " of " + view.workers().size() + " workers answer, " + view.linksOpen() + " of "
                + view.linksExpected() + " links open, "
                + view.admin().map(admin -> "admin " + admin + " (term " + view.term() + ")").orElse("no common admin")
                + (ended == 0 ? "" : ", " + ended + " ended") + (view.isComplete() ? ", complete" : "");
    }

    static List<String> table(ClusterView view) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "PEER", "STATUS", "GPU MEMORY", "MODE", "LINKS OPEN"));
        for (ClusterView.Worker worker : view.workers()) {
            boolean isAdmin = view.admin().filter(admin -> admin.value().equals(worker.name())).isPresent();
            RoomReport report = worker.report();
            if (report == null) {
                rows.add(List.of("", worker.name(), worker.isAlive() ? "starting" : "ended", "-", "-", "-"));
            } else {
                Optional<Profile> profile = report.profile();
                rows.add(List.of(isAdmin ? "*" : "", worker.name(), profile.map(own -> own.status().word()).orElse("-"),
                        profile.map(own -> own.gpuMemoryMb() + " MiB").orElse("-"), report.mode().word(),
                        report.linksOpen() + " of " + report.linksExpected()));
            }
        }
        return Columns.align(rows);
    }
}
