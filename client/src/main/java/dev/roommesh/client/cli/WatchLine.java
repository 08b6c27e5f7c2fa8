package dev.roommesh.client.cli;

import dev.roommesh.client.WatchEvent;
import dev.roommesh.client.Way;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.WorkerEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a watch tells, as one line: for programs the record itself as JSON, for persons a sentence.
 *
 * @param event {@code appeared}, {@code changed}, {@code gone}, {@code admin}, {@code stale}, {@code current} or {@code way}
 * @param worker of whom; of one that is gone, what it said last
 * @param before what it said before
 * @param adminPeerId null where there is none
 * @param asOf the time of the state that is known
 * @param way {@code relay} or {@code direct}, from now on
 * @param by the worker that tells directly
 */
record WatchLine(String event, @Nullable WorkerEntry worker, @Nullable WorkerEntry before,
        @Nullable PeerId adminPeerId, @Nullable Long adminTerm, @Nullable Instant asOf, @Nullable String way,
        @Nullable PeerId by) {
    static WatchLine of(WatchEvent event) {
        return switch (event) {
            case WatchEvent.Appeared(WorkerEntry worker) -> of("appeared", worker, null);
            case WatchEvent.Changed(WorkerEntry before, WorkerEntry worker) -> of("changed", worker, before);
            case WatchEvent.Gone(WorkerEntry last) -> of("gone", last, null);
            case WatchEvent.AdminChanged(PeerId admin, long term) ->
                new WatchLine("admin", null, null, admin, term, null, null, null);
            case WatchEvent.BecameStale(Instant asOf) ->
                new WatchLine("stale", null, null, null, null, asOf, null, null);
            case WatchEvent.BecameCurrent(Instant asOf) ->
                new WatchLine("current", null, null, null, null, asOf, null, null);
            case WatchEvent.WayChanged(Way way) -> new WatchLine("way", null, null, null, null, null, way.toString(),
                    way instanceof Way.Direct(PeerId worker) ? worker : null);
            case WatchEvent.Ended ended -> throw new IllegalArgumentException("no line but an error: " + ended);
        };
    }

    private static WatchLine of(String event, WorkerEntry worker, @Nullable WorkerEntry before) {
        return new WatchLine(event, worker, before, null, null, null, null, null);
    }

    String sentence() {
        return switch (event) {
            case "admin" -> adminPeerId == null ? "no admin" : "admin " + adminPeerId + " (term " + adminTerm + ")";
            case "stale" -> "STALE: nobody vouches for the state of " + asOf;
            case "current" -> "current again";
            case "way" -> by == null ? "told by the server" : "told directly by " + by;
            default -> worker == null ? event : event + " " + facts(worker);
        };
    }

    private String facts(WorkerEntry shown) {
        String now = shown.metadata().status().word();
        String was = before == null ? now : before.metadata().status().word();
        return shown.peerId() + " " + (was.equals(now) ? now : was + " -> " + now) + ", "
                + shown.metadata().gpuMemoryMb() + " MiB";
    }
}
