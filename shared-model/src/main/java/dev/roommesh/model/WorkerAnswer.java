package dev.roommesh.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link WorkerQuery}; {@code worker_list} on the wire.
 *
 * @param workers those that the filters admit, up to the limit, best candidate first
 * @param totalCount how many the filters admit, limit or not
 * @param adminPeerId the admin as the answerer sees it; null when it sees none
 * @param adminTerm its term; 0 when none
 * @param asOf the time of the state that the answer shows, by the answerer's clock
 * @param stale whether the answerer cannot know that this is the present state
 * @param source who answered
 * @param mode of the room as the answerer sees it
 */
public record WorkerAnswer(List<WorkerEntry> workers, int totalCount, @Nullable PeerId adminPeerId, long adminTerm,
        Instant asOf, boolean stale, Source source, Mode mode) {
    /** As many of these as an answer holds: up to the limit, and to {@link Limits#ANSWER_CHARS_MAX}. */
    public static List<WorkerEntry> fitting(List<WorkerEntry> admitted, int limit) {
        List<WorkerEntry> shown = new ArrayList<>();
        int weight = 0;
        for (WorkerEntry entry : admitted) {
            weight += entry.metadata().weight();
            if (shown.size() == limit || weight > Limits.ANSWER_CHARS_MAX) break;
            shown.add(entry);
        }
        return shown;
    }

    public WorkerAnswer {
        workers = List.copyOf(workers);
        if (workers.size() > Limits.ANSWER_WORKERS_MAX || totalCount < workers.size()) {
            throw new IllegalArgumentException("an answer has at most " + Limits.ANSWER_WORKERS_MAX
                    + " workers, and total_count counts them all");
        }
    }
}
