package dev.roommesh.signaling.room;

import dev.roommesh.model.PeerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A room as relays see it, at one moment.
 *
 * @param members by id
 * @param admin the holder of the highest reported term, unless it has left; it need not be registered here
 * @param term the highest reported; 0 when none
 */
public record RoomView(Map<PeerId, Member> members, Optional<PeerId> admin, long term) {
    public static final RoomView EMPTY = new RoomView(Map.of(), Optional.empty(), 0);

    static RoomView of(RoomState state) {
        return new RoomView(state.members(), state.office().admin(), state.office().term());
    }

    public Optional<Member> worker(PeerId peer) {
        return Optional.ofNullable(members.get(peer)).filter(Member::isWorker);
    }

    /** A worker that speaks the words of today. */
    public Optional<Member> workerOfToday(PeerId peer) {
        return worker(peer).filter(member -> !member.part().isOld());
    }

    /** The workers that take part in the room's own registry. */
    public List<Member> meshed() {
        return members.values().stream().filter(Member::isMeshed).toList();
    }

    /** A worker that takes part in it. */
    public Optional<Member> meshed(PeerId peer) {
        return worker(peer).filter(Member::isMeshed);
    }

    /** Whether there are workers that take no part in it. */
    public boolean isMixed() {
        return members.values().stream().anyMatch(member -> member.isWorker() && !member.isMeshed());
    }

    /** Who has the office of the old workers' mesh. */
    public Optional<PeerId> oldAdmin() {
        return members.values().stream().filter(member -> member.part() == Part.OLD_ADMIN).map(Member::peerId)
                .findFirst();
    }

    public List<Member> workers() {
        return members.values().stream().filter(Member::isWorker).toList();
    }
}
