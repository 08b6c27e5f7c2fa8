package dev.roommesh.signaling.relay;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.watch.RoomPicture;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers from what workers registered: where a room keeps no registry of its own, or nobody in it answers. */
final class RegisteredWorkers {
    /** Weight of all the entries of one answer, so that it fits in a message whatever its characters. */
    static final int WEIGHT_MAX = Limits.SIGNAL_FRAME_BYTES_MAX / 8;

    private RegisteredWorkers() {}

    /**
     * Answers from all that is registered.
     *
     * @param registry whether the room keeps a registry of its own: then it knows what the server may not have heard
     */
    static WorkerAnswer answer(RoomView room, WorkerQuery query, boolean registry, Instant now) {
        return picture(room, registry, now).answer(query);
    }

    /** All that is registered, in the same way. */
    static RoomPicture picture(RoomView room, boolean registry, Instant now) {
        return RoomPicture.of(room.workers().stream().map(Member::entry).toList(),
                room.admin().filter(_ -> registry).orElse(null), room.term(), now,
                registry && (!room.meshed().isEmpty() || room.term() > 0), Source.REGISTRATIONS, Mode.FORMING);
    }

    /** What a room tells of itself, and those of its workers that take no part in its registry. */
    static RoomPicture union(RoomPicture told, RoomView room) {
        List<WorkerEntry> apart = room.workers().stream().filter(worker -> !worker.isMeshed()).map(Member::entry)
                .toList();
        if (apart.isEmpty()) return told;
        Map<PeerId, WorkerEntry> all = new LinkedHashMap<>(told.workers());
        apart.forEach(entry -> all.put(entry.peerId(), entry));
        return told.with(all.values());
    }

    /** A room's own answer, and those of its workers that take no part in its registry. */
    static WorkerAnswer union(WorkerAnswer answer, RoomView room, WorkerQuery query) {
        List<Member> apart = room.workers().stream().filter(worker -> !worker.isMeshed()).toList();
        if (apart.isEmpty()) return answer;
        Set<PeerId> ids = apart.stream().map(Member::peerId).collect(Collectors.toSet());
        List<WorkerEntry> own = answer.workers().stream().filter(entry -> !ids.contains(entry.peerId())).toList();
        List<WorkerEntry> admitted = apart.stream().filter(worker -> query.filters().admit(worker.profile()))
                .map(Member::entry).toList();
        List<WorkerEntry> all = Stream.concat(own.stream(), admitted.stream())
                .sorted(Comparator.comparing(RegisteredWorkers::candidate)).toList();
        int total = answer.totalCount() - (answer.workers().size() - own.size()) + admitted.size();
        return new WorkerAnswer(WorkerAnswer.fitting(all, query.limit()), total, answer.adminPeerId(),
                answer.adminTerm(), answer.asOf(), answer.stale(), answer.source(), answer.mode());
    }

    private static Candidate candidate(WorkerEntry entry) {
        return new Candidate(entry.peerId(), entry.metadata().gpuMemoryMb());
    }
}
