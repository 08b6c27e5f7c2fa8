package dev.roommesh.signaling.relay;

import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Sdp;
import dev.roommesh.signaling.room.Connection;
import dev.roommesh.signaling.room.Member;
import dev.roommesh.signaling.room.RoomView;
import dev.roommesh.signaling.room.Rooms;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes a client's offer of a data channel to the worker that it names, and the answer back. Whether there is a channel
 * the worker decides; it does so where the room keeps no registry, too, for a job may go on. Questions can be asked only
 * where the room's workers know all that the answer is about.
 */
public final class ChannelRelay {
    /** After so long the client is told that nobody answers. */
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    /** Offers of one connection at a time. */
    static final int PER_PEER_MAX = 16;

    private final Rooms rooms;
    private final Alarms alarms;
    private final OtherServers others;
    private final int offersMax;
    private final RelayEvents events;
    private final Map<RequestId, Pending> offers = new ConcurrentHashMap<>();
    private final Map<Connection, Integer> byPeer = new ConcurrentHashMap<>();
    /** So that an answer to an earlier process is none to this one. */
    private final String run = Long.toHexString(new SecureRandom().nextInt() & 0xFFFFFFFFL);
    private final AtomicLong numbers = new AtomicLong();

    private record Pending(Sender client, RequestId theirs, PeerId worker, Alarms.Alarm alarm) {}

    /**
     * Offers in these rooms.
     *
     * @param offersMax at a time
     */
    public ChannelRelay(Rooms rooms, Alarms alarms, OtherServers others, int offersMax, RelayEvents events) {
        this.rooms = rooms;
        this.alarms = alarms;
        this.others = others;
        this.offersMax = offersMax;
        this.events = events;
    }

    public void open(Sender client, FromPeer.OpenChannel offer) {
        Optional<RoomView> room = rooms.view(client.room());
        Optional<Member> worker = room.flatMap(view -> view.workerOfToday(offer.workerPeerId()));
        // Of workers that take no part in the registry this server alone can tell.
        boolean isForQuestions = offer.reservationId() == null;
        if (worker.isEmpty() || (isForQuestions && room.filter(RoomView::isMixed).isPresent())) {
            tell(client, offer.requestId(), ChannelOutcome.NOT_NOW, null);
            return;
        }
        if (offers.size() >= offersMax || !hasPlace(client.connection())) {
            client.connection().send(new FromServer.Refused(ErrorCode.RATE_LIMITED, "Too many offers",
                    "Too many ask for channels at once: ask again in a second.", offer.requestId(), 1_000L));
            return;
        }
        var id = new RequestId("c" + others.here() + "-" + run + "." + numbers.incrementAndGet());
        offers.put(id, new Pending(client, offer.requestId(), offer.workerPeerId(),
                alarms.in(ANSWER_WITHIN, () -> settle(id, ChannelOutcome.NOT_NOW, null))));
        events.relayed(RelayEvents.Kind.CHANNEL_OFFER);
        worker.get().connection()
                .send(new FromServer.OpenChannel(id, client.peer(), offer.reservationId(), offer.offer()));
    }

    /** Counts it; {@link #settle} gives the place back. */
    private boolean hasPlace(Connection client) {
        var counted = new boolean[1];
        byPeer.compute(client, (_, count) -> {
            int before = count == null ? 0 : count;
            counted[0] = before < PER_PEER_MAX;
            return counted[0] ? before + 1 : count;
        });
        return counted[0];
    }

    /** Counts only from the worker that was asked. */
    public void answer(Sender worker, FromPeer.ChannelAnswer answer) {
        if (others.passOn(answer.requestId(), worker, rooms, answer)) return;
        Pending offer = offers.get(answer.requestId());
        if (offer == null || !offer.worker().equals(worker.peer()) || !offer.client().room().equals(worker.room()))
            return;
        settle(answer.requestId(), answer.outcome(), answer.answer());
    }

    private void settle(RequestId id, ChannelOutcome outcome, @Nullable Sdp answer) {
        Pending offer = offers.remove(id);
        if (offer == null) return;
        offer.alarm().cancel();
        byPeer.computeIfPresent(offer.client().connection(), (_, count) -> count > 1 ? count - 1 : null);
        tell(offer.client(), offer.theirs(), outcome, answer);
    }

    private static void tell(Sender client, RequestId theirs, ChannelOutcome outcome, @Nullable Sdp answer) {
        client.connection().send(new FromServer.ChannelAnswer(theirs, outcome, answer));
    }

    /** Offers that wait for an answer now. */
    public int count() {
        return offers.size();
    }
}
