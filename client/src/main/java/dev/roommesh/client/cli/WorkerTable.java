package dev.roommesh.client.cli;

import dev.roommesh.client.Way;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An answer as a person reads it.
 *
 * @param way how it came
 */
record WorkerTable(WorkerAnswer answer, Way way, Instant now) {
    List<String> lines() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "PEER", "STATUS", "GPU MEMORY", "MODEL", "HOST"));
        answer.workers().forEach(worker -> rows.add(row(worker)));
        List<String> lines = new ArrayList<>();
        lines.add(header());
        lines.addAll(answer.workers().isEmpty() ? List.of("No worker fits.") : Columns.align(rows));
        return lines;
    }

    private String header() {
        String admin = answer.adminPeerId() == null
                ? "no admin"
                : "admin " + answer.adminPeerId() + " (term " + answer.adminTerm() + ")";
        String count = answer.workers().size() + " of " + answer.totalCount() + " workers";
        return count + ", " + admin + ", answered by " + answer.source().word()
                + (way instanceof Way.Direct ? " directly" : "") + ", mode " + answer.mode().word()
                + ", " + (answer.stale() ? "STALE, " : "") + age() + " old";
    }

    /** Two clocks are compared, so an answer from the future is as good as new. */
    private String age() {
        Duration age = Duration.between(answer.asOf(), now);
        double seconds = Math.max(0, age.toMillis() / 1000.0);
        return seconds < 120 ? String.format(Locale.ROOT, "%.1f s", seconds) : age.toMinutes() + " min";
    }

    private List<String> row(WorkerEntry worker) {
        Profile profile = worker.metadata();
        return List.of(worker.peerId().equals(answer.adminPeerId()) ? "*" : "", worker.peerId().value(),
                profile.status().word(), profile.gpuMemoryMb() + " MiB", text(profile, Profile.GPU_MODEL),
                text(profile, Profile.HOSTNAME));
    }

    private static String text(Profile profile, String property) {
        return profile.properties().get(property) instanceof PropertyValue.Text(String text) ? text : "-";
    }
}
