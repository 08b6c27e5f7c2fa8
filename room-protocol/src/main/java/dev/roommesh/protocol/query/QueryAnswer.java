package dev.roommesh.protocol.query;

import dev.roommesh.model.Mode;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.protocol.RoomView;
import java.time.Instant;
import java.util.List;

/** Any member answers any query from its view, and says honestly what the answer is worth (DESIGN 8.2). */
public final class QueryAnswer {
    private QueryAnswer() {}

    /**
     * The answer of the member whose view it is.
     *
     * <p>A view outlives the right to speak as admin: a process that stood still and woke up still holds its old one.
     * So the answer depends on the time at which it is given, not on that of the view.
     *
     * @param now on the same clock as the view's times
     */
    public static WorkerAnswer of(RoomView view, WorkerQuery query, Instant now) {
        List<WorkerEntry> admitted = view.workers().stream().filter(worker -> query.filters().admit(worker.metadata()))
                .toList();
        boolean acting = view.actingUntil().filter(now::isBefore).isPresent();
        boolean inTouch = view.mode() == Mode.NORMAL || view.mode() == Mode.CARETAKER;
        boolean stale = !inTouch || now.isAfter(view.freshUntil());
        return new WorkerAnswer(WorkerAnswer.fitting(admitted, query.limit()), admitted.size(),
                view.admin().orElse(null), view.admin().isPresent() ? view.term() : 0, stale ? view.contact() : now,
                stale, acting ? Source.ADMIN : Source.MEMBER, view.mode());
    }
}
