package dev.roommesh.client;

import dev.roommesh.model.Limits;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.watch.RoomPicture;
import org.jspecify.annotations.Nullable;

/**
 * The newest that is known of a room.
 *
 * @param picture null before anything is
 * @param heardAt when it came, by {@link System#nanoTime}
 * @param end why nothing more will come; null while it may
 * @param way how it came; null before anything did
 */
record Seen(@Nullable RoomPicture picture, long heardAt, @Nullable ClientFailure end, @Nullable Way way) {
    boolean isCut(long nanoTime) {
        return end != null || nanoTime - heardAt > Limits.WATCH_CUT_AFTER.toNanos();
    }

    /** Until it is cut, if nothing comes; in nanoseconds. */
    long untilCut(long nanoTime) {
        return Math.max(0, heardAt + Limits.WATCH_CUT_AFTER.toNanos() - nanoTime + 1);
    }

    static WorkerAnswer answer(RoomPicture picture, boolean cut, WorkerQuery query) {
        RoomPicture own = picture.from(Source.REPLICA);
        return (cut ? own.outdated() : own).answer(query);
    }
}
