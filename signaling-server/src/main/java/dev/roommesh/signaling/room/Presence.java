package dev.roommesh.signaling.room;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.room.Admission.Admitted;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets peers in and out of rooms, and tells the others. For each room one thing happens after the other, so every peer
 * hears of them in their order, its own registration first.
 */
public final class Presence {
    private static final int LOCKS = 256;

    private final Rooms rooms;
    private final Introduction introduction;
    private final RoomEvents events;
    private final ReentrantLock[] locks = Stream.generate(ReentrantLock::new).limit(LOCKS)
            .toArray(ReentrantLock[]::new);
    private volatile boolean draining;

    public Presence(Rooms rooms, Introduction introduction, RoomEvents events) {
        this.rooms = rooms;
        this.introduction = introduction;
        this.events = events;
    }

    /**
     * Registers a peer; an older registration of it ends.
     *
     * @param ticket to be handed out with the answer
     */
    public Admission register(Registration registration, String ticket, Connection connection, Instant now) {
        return inOrder(registration.room(), () -> {
            RoomView earlier = rooms.view(registration.room()).orElse(RoomView.EMPTY);
            Admission admission = rooms.admit(registration, connection, now);
            if (admission instanceof Admitted admitted) introduce(registration, earlier, admitted, ticket);
            return admission;
        });
    }

    private void introduce(Registration asked, RoomView earlier, Admitted admitted, String ticket) {
        RoomId room = asked.room();
        Member member = admitted.member();
        admitted.replaced().ifPresent(older -> older.endWith(FromServer.Refused.of(ErrorCode.REPLACED,
                "This peer has registered on a newer connection: go on there, or choose another peer id.")));
        RoomView view = rooms.view(room).orElse(RoomView.EMPTY);
        // Before the answer: a word of it later would make an old worker that acts give up.
        if (asked.part() == Part.OLD_ADMIN && member.part() == Part.OLD_MESH)
            view.oldAdmin().ifPresent(
                    holder -> member.connection().send(new FromServer.AdminConflict(room, holder)));
        member.connection().send(introduction.write(room, member, view, ticket));
        events.registered(room, member, view.workers().size());
        // Others may have heard on their links that a worker left whose socket was not known to be dead.
        if (admitted.isNewlyMeshed() || (member.isMeshed() && admitted.replaced().isPresent()))
            tellWorkers(view, member.peerId(), new FromServer.PeerJoined(member.listed(view.admin())));
        if (admitted.isNewWorker() && view.workers().size() >= Limits.ROOM_WORKERS_WARNING)
            events.nearlyFull(room, view.workers().size());
        if (admitted.wasMeshed()) {
            tellWorkers(view, member.peerId(), new FromServer.PeerLeft(member.peerId(), DepartureReason.LEFT));
        }
        announceAdmin(room, earlier, view, member.peerId());
    }

    /**
     * Frees the place of a peer, unless a newer registration of it stands.
     *
     * @return whether it was freed
     */
    public boolean depart(RoomId room, PeerId peer, Connection connection, DepartureReason reason, Instant now) {
        return inOrder(room, () -> {
            Optional<Member> left = rooms.depart(room, peer, connection, now);
            left.ifPresent(member -> {
                events.left(room, member, reason);
                if (member.isMeshed() && !draining) {
                    RoomView view = rooms.view(room).orElse(RoomView.EMPTY);
                    tellWorkers(view, peer, new FromServer.PeerLeft(peer, reason));
                }
            });
            return left.isPresent();
        });
    }

    /** Takes a worker's word for who is admin; the highest term stands. Nobody else's word counts. */
    public void reportAdmin(RoomId room, PeerId reporter, Connection connection, PeerId admin, long term,
            Instant now) {
        inOrder(room, () -> {
            RoomView earlier = rooms.view(room).orElse(RoomView.EMPTY);
            if (earlier.worker(reporter).filter(worker -> worker.connection().equals(connection)).isEmpty())
                return false;
            boolean changed = rooms.reportAdmin(room, admin, term, now);
            if (changed) announceAdmin(room, earlier, rooms.view(room).orElse(RoomView.EMPTY), null);
            return changed;
        });
    }

    /** Replaces what a peer says of itself. False if a newer registration of it stands. */
    public boolean update(RoomId room, PeerId peer, Connection connection, Profile profile) {
        return rooms.update(room, peer, connection, profile);
    }

    /**
     * Sets what has changed of what an old peer says of itself, whichever of its sockets says so.
     *
     * @return all that it says now; empty where it is not registered on this server, or would say too much
     */
    public Optional<Profile> overlay(RoomId room, PeerId peer, Profile change) {
        return inOrder(room, () -> {
            Optional<Member> member = rooms.view(room).map(view -> view.members().get(peer));
            return member.flatMap(known -> known.profile().overlaidWith(change)
                    .filter(whole -> rooms.update(room, peer, known.connection(), whole)));
        });
    }

    /** The part of a peer that is registered now. */
    public Optional<Part> part(RoomId room, PeerId peer) {
        return rooms.view(room).map(view -> view.members().get(peer)).map(Member::part);
    }

    public void renew(RoomId room, PeerId peer, Connection connection, Instant now) {
        rooms.renew(room, peer, connection, now);
    }

    /** Ends what has run out by now. To be called each second or so. */
    public void sweep(Instant now) {
        for (Rooms.Place place : rooms.lapsed(now)) {
            Member member = place.member();
            boolean freed = depart(place.room(), member.peerId(), member.connection(), DepartureReason.LEASE_EXPIRED,
                    now);
            if (freed) member.connection().end("lease expired: register again");
        }
        rooms.forgetIdle(now);
    }

    /** From now on nobody is told of departures: all peers leave this server, and none of them its room. */
    public void drain() {
        draining = true;
        rooms.drain();
    }

    private void announceAdmin(RoomId room, RoomView earlier, RoomView view, @Nullable PeerId whoKnows) {
        view.admin().ifPresent(admin -> {
            if (view.term() == earlier.term() && earlier.admin().equals(view.admin())) return;
            events.adminChanged(room, admin, view.term());
            for (Member member : view.members().values()) {
                if (!member.peerId().equals(whoKnows))
                    member.connection().send(new FromServer.AdminChanged(admin, view.term()));
            }
        });
    }

    private static void tellWorkers(RoomView view, PeerId about, FromServer message) {
        for (Member worker : view.meshed()) {
            if (!worker.peerId().equals(about)) worker.connection().send(message);
        }
    }

    private <T> T inOrder(RoomId room, Supplier<T> happening) {
        ReentrantLock lock = locks[Math.floorMod(room.hashCode(), LOCKS)];
        lock.lock();
        try {
            return happening.get();
        } finally {
            lock.unlock();
        }
    }
}
