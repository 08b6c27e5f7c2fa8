package dev.roommesh.signaling.relay;

import dev.roommesh.model.Limits;
import dev.roommesh.model.Mode;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomView;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Answers a query from what workers registered: the last resort, when nobody in the room does. */
final class RegisteredWorkers {
    /** Weight of all the entries of one answer, so that it fits in a message whatever its characters. */
    static final int WEIGHT_MAX = Limits.SIGNAL_FRAME_BYTES_MAX / 8;

    private RegisteredWorkers() {}

    /** An empty room is known for certain; what workers registered may have changed since. */
    static WorkerAnswer answer(RoomView room, WorkerQuery query, Instant now) {
        List<WorkerEntry> admitted = room.workers().stream()
                .filter(worker -> query.filters().admit(worker.profile()))
                .sorted(Comparator.comparing(Member::candidate)).map(Member::entry).toList();
        return new WorkerAnswer(WorkerAnswer.fitting(admitted, query.limit()), admitted.size(),
                room.admin().orElse(null),
                room.term(), now, !room.workers().isEmpty(), Source.REGISTRATIONS, Mode.FORMING);
    }
}
