package dev.roommesh.signaling.relay;

import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.signaling.room.Member;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One wish to reserve a worker, or to give one back, on its way. For one thread at a time. */
final class PendingWish {
    private final Sender client;
    private final RequestId theirs;
    private final RequestId id;
    private final ReservationId reservation;
    private final @Nullable PeerId named;
    private final Function<RequestId, FromServer> message;
    private final Set<PeerId> asked = new HashSet<>();
    private final Set<PeerId> unable = new HashSet<>();
    private boolean settled;
    private Alarms.@Nullable Alarm alarm;

    private PendingWish(Sender client, RequestId theirs, RequestId id, ReservationId reservation,
            @Nullable PeerId named, Function<RequestId, FromServer> message) {
        this.client = client;
        this.theirs = theirs;
        this.id = id;
        this.reservation = reservation;
        this.named = named;
        this.message = message;
    }

    static PendingWish of(Sender client, FromPeer.ReserveWorker wish, RequestId id) {
        return new PendingWish(client, wish.requestId(), id, wish.reservationId(), wish.workerPeerId(),
                own -> new FromServer.ReserveWorker(own, client.peer(), wish.reservationId(), wish.wanted(),
                        wish.ttlMs(), wish.workerPeerId()));
    }

    static PendingWish of(Sender client, FromPeer.ReleaseWorker wish, RequestId id) {
        return new PendingWish(client, wish.requestId(), id, wish.reservationId(), wish.workerPeerId(),
                own -> new FromServer.ReleaseWorker(own, wish.reservationId(), wish.workerPeerId()));
    }

    /** Whether the same client has asked for this under this id. */
    boolean isUnder(ReservationId other, Sender asker) {
        return reservation.equals(other) && client.room().equals(asker.room()) && client.peer().equals(asker.peer());
    }

    Sender client() {
        return client;
    }

    /** Under which the client waits. */
    RequestId theirs() {
        return theirs;
    }

    RequestId id() {
        return id;
    }

    /** The worker that the client named. */
    Optional<PeerId> named() {
        return Optional.ofNullable(named);
    }

    void ask(Member worker) {
        asked.add(worker.peerId());
        worker.connection().send(message.apply(id));
    }

    boolean wasAsked(PeerId worker) {
        return asked.contains(worker);
    }

    /** Server-made ids are guessable, so the room must fit, too. */
    boolean wasAsked(Sender worker) {
        return worker.room().equals(client.room()) && asked.contains(worker.peer());
    }

    /** @return whether nobody is left who was asked and may still be able to say */
    boolean isUnable(PeerId worker) {
        unable.add(worker);
        return unable.containsAll(asked);
    }

    boolean isSettled() {
        return settled;
    }

    void settle() {
        settled = true;
        if (alarm != null) alarm.cancel();
    }

    void alarm(Alarms.Alarm next) {
        alarm = next;
    }
}
