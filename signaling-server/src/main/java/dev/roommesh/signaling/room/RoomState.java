package dev.roommesh.signaling.room;

import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Admission.Refusal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One room, immutable: every change makes the next state.
 *
 * @param members by id, in the order in which they joined
 * @param joins how many places were ever taken
 * @param vouched whether the server knows by itself who holds places here, and not by tickets alone
 * @param usedAt when somebody last came or went
 * @param since when it was made, or the first peer came
 * @param ended whether it is to be forgotten when the last has left
 */
record RoomState(Map<PeerId, Member> members, AdminOffice office, long joins, boolean vouched, Instant usedAt,
        Instant since, boolean ended) {
    /** Clients in a room, so that no list of peers is longer than both ends agreed on. */
    static final int CLIENTS_MAX = Limits.PEERS_LISTED_MAX - Limits.ROOM_WORKERS_MAX;

    RoomState {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    static RoomState empty(boolean vouched, Instant now) {
        return new RoomState(Map.of(), AdminOffice.NONE, 0, vouched, now, now, false);
    }

    List<Member> workers() {
        return members.values().stream().filter(Member::isWorker).toList();
    }

    /** The place does not count for whoever holds it already. */
    Optional<Refusal> refusalOf(Registration registration) {
        long others = members.values().stream().filter(member -> !member.peerId().equals(registration.peer()))
                .filter(member -> member.isWorker() == registration.isWorker()).count();
        if (registration.isWorker())
            return others < Limits.ROOM_WORKERS_MAX
                    ? Optional.empty()
                    : Optional.of(Refusal.WORKERS_FULL);
        return others < CLIENTS_MAX ? Optional.empty() : Optional.of(Refusal.CLIENTS_FULL);
    }

    RoomState with(Registration registration, Connection connection, Lease lease, Instant now) {
        Member before = members.get(registration.peer());
        long joinSeq = before == null ? joins + 1 : before.joinSeq();
        var next = new LinkedHashMap<>(members);
        next.put(registration.peer(), new Member(registration.peer(), registration.role(), registration.profile(),
                joinSeq, now, connection, lease, granted(registration)));
        AdminOffice reported = registration.adminPeerId() == null || !registration.isWorker()
                ? office
                : office.reported(registration.adminPeerId(), registration.adminTerm(), now);
        return new RoomState(next, reported, Math.max(joins, joinSeq), vouched, now, since, false);
    }

    /** The first old worker that claims the office of their mesh has it until it is gone. */
    private Part granted(Registration registration) {
        if (!registration.part().isOldMesh()) return registration.part();
        boolean held = members.values().stream().filter(member -> member.part() == Part.OLD_ADMIN)
                .anyMatch(holder -> !holder.peerId().equals(registration.peer()));
        Member before = members.get(registration.peer());
        boolean holds = before != null && before.part() == Part.OLD_ADMIN;
        return !held && (holds || registration.part() == Part.OLD_ADMIN) ? Part.OLD_ADMIN : Part.OLD_MESH;
    }

    RoomState without(PeerId leaver, Instant now) {
        var next = new LinkedHashMap<>(members);
        next.remove(leaver);
        return new RoomState(next, office.without(leaver), joins, vouched, now, since, ended);
    }

    RoomState with(Member changed, Profile profile) {
        var next = new LinkedHashMap<>(members);
        next.put(changed.peerId(), changed.with(profile));
        return new RoomState(next, office, joins, vouched, usedAt, since, ended);
    }

    RoomState reported(PeerId admin, long term, Instant now) {
        return new RoomState(members, office.reported(admin, term, now), joins, vouched, usedAt, since, ended);
    }

    /** It is made by an operator, be it known or not. */
    RoomState vouchedFor() {
        return new RoomState(members, office, joins, true, usedAt, since, false);
    }

    RoomState atItsEnd() {
        return new RoomState(members, office, joins, vouched, usedAt, since, true);
    }

    RoomListing.Row row(RoomId room) {
        int workers = workers().size();
        return new RoomListing.Row(room, workers, members.size() - workers, office.admin(), office.term(),
                Optional.of(since));
    }
}
