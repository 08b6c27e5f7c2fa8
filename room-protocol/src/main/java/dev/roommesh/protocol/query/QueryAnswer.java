package dev.roommesh.protocol.query;

import dev.roommesh.model.Mode;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.watch.RoomPicture;
import java.time.Instant;

/** Any member answers any query from its view, and says honestly what the answer is worth (DESIGN 8.2). */
public final class QueryAnswer {
    private QueryAnswer() {}

    /**
     * The answer of the member whose view it is.
     *
     * @param now on the same clock as the view's times
     */
    public static WorkerAnswer of(RoomView view, WorkerQuery query, Instant now) {
        return picture(view, now).answer(query);
    }

    /**
     * The room as the member whose view it is tells it to whoever watches.
     *
     * <p>A view outlives the right to speak as admin: a process that stood still and woke up still holds its old one.
     * So what is said depends on the time at which it is said, not on that of the view.
     *
     * @param now on the same clock as the view's times
     */
    public static RoomPicture picture(RoomView view, Instant now) {
        boolean acting = view.actingUntil().filter(now::isBefore).isPresent();
        boolean inTouch = view.mode() == Mode.NORMAL || view.mode() == Mode.CARETAKER;
        boolean stale = !inTouch || now.isAfter(view.freshUntil());
        return RoomPicture.of(view.workers(), view.admin().orElse(null), view.admin().isPresent() ? view.term() : 0,
                stale ? view.contact() : now, stale, acting ? Source.ADMIN : Source.MEMBER, view.mode())
                .linked(view.mesh());
    }
}
