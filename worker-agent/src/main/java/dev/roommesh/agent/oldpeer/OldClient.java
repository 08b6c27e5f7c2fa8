package dev.roommesh.agent.oldpeer;

import dev.roommesh.channel.OldPeerChannel;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One offer of an old client, from when it came until nothing is left of it. Any thread may call. */
final class OldClient {
    private final PeerId peer;
    private final String offer;
    private final RequestId request;
    private final ReservationId reservation;
    private final CompletableFuture<Boolean> granted = new CompletableFuture<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private @Nullable OldPeerChannel channel;
    private @Nullable String end;

    /**
     * Nothing happens by itself.
     *
     * @param peer as the server vouches for it
     * @param request under which the room is asked for this worker
     */
    OldClient(PeerId peer, String offer, RequestId request, ReservationId reservation) {
        this.peer = peer;
        this.offer = offer;
        this.request = request;
        this.reservation = reservation;
    }

    PeerId peer() {
        return peer;
    }

    String offer() {
        return offer;
    }

    RequestId request() {
        return request;
    }

    ReservationId reservation() {
        return reservation;
    }

    /** The room's word on whether this worker is kept for it. */
    void decided(boolean isGranted) {
        granted.complete(isGranted);
    }

    boolean isGranted() {
        return granted.getNow(false);
    }

    /** Waits for the room's word; no word is a no. */
    boolean awaitGrant(Duration limit) {
        return granted.completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** Says the answer once there is one: again for whoever sends the same offer again. */
    void whenAnswered(Consumer<FromPeer> reply) {
        var _ = answer.thenAccept(sdp -> reply.accept(new FromPeer.PeerAnswer(peer, sdp, Map.of())));
    }

    void answered(String sdp) {
        answer.complete(sdp);
    }

    /** @return false where it has ended meanwhile; then the channel ends, too */
    synchronized boolean begin(OldPeerChannel opening) {
        if (end == null) channel = opening;
        else
            opening.closeBecause(end);
        return end == null;
    }

    /** Nothing more is said to it. Safe to repeat. */
    synchronized void end(String why) {
        if (end == null) end = why;
        granted.complete(false);
        if (channel != null) channel.closeBecause(why);
    }

    synchronized boolean hasEnded() {
        return end != null;
    }
}
