package dev.roommesh.agent.oldpeer;

import dev.roommesh.agent.direct.Pace;
import dev.roommesh.channel.ChannelException;
import dev.roommesh.channel.DataChannels;
import dev.roommesh.channel.OldPeerChannel;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.protocol.HeldReservation;
import dev.roommesh.protocol.Input;
import dev.roommesh.webrtc.NativeText;
import dev.roommesh.webrtc.PortRange;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the offers of clients of 2025: one at a time has a data channel to this worker, which is reserved for it as long
 * as the channel lives. They have a native factory and a thread of their own, so that whatever they do holds up no
 * heartbeat. Any thread may call; nothing but {@link #close} blocks.
 */
public final class OldClients implements AutoCloseable {
    /** After a client's last sign of life the worker is free, whatever else fails. */
    public static final Duration LEASE = OldPeerChannel.SILENCE_MAX;
    /** Between two renewals of that, where the client says more. */
    static final Duration RENEWED_EACH = Duration.ofSeconds(5);
    /** The room's word is that of this worker, and there at once; where it takes no part in its room there is none. */
    static final Duration DECIDED_WITHIN = Duration.ofSeconds(2);
    /** Between two offers that are taken: each is told to the whole room. */
    static final Duration BEGUN_EACH = Duration.ofMillis(500);
    /** Who says more is read no faster. */
    static final int MESSAGES_PER_SECOND = 100;
    /** What was said last is read within this. */
    static final Duration HANG_UP_AFTER = Duration.ofSeconds(3);
    /** Old clients show what they do not know as a line of the job's log. */
    static final String NO_PACKAGES = "This worker runs no packages of old clients: choose a worker of your own version,"
            + " or run the job with ./roommesh run.\n";

    private static final String REQUESTS = "old-client-";
    private static final Logger LOG = LoggerFactory.getLogger(OldClients.class);

    private final boolean takes;
    private final PeerId self;
    private final Predicate<Input> room;
    private final Keeping keeping;
    private final DataChannels channels;
    private final SecureRandom random = new SecureRandom();
    private volatile List<IceServer> iceServers = List.of();
    private @Nullable OldClient client;
    private long begun;
    private long begunAt = System.nanoTime() - BEGUN_EACH.toNanos();
    private boolean stays = true;

    /** What becomes of an offer. */
    private sealed interface Taken {
        record Begun(OldClient client) implements Taken {}

        /** The same offer as before. */
        record Again(OldClient client) implements Taken {}

        record Refused(String why) implements Taken {}
    }

    /**
     * Old clients of one worker.
     *
     * @param takes whether any is answered
     * @param room takes a wish for this worker, or has no place for it; the answer comes back by {@link #answered}
     * @param keeping of the reservation
     * @param ports for the data channels
     */
    public OldClients(boolean takes, PeerId self, Predicate<Input> room, Keeping keeping, PortRange ports) {
        this.takes = takes;
        this.self = self;
        this.room = room;
        this.keeping = keeping;
        this.channels = new DataChannels(ports);
    }

    public void setIceServers(List<IceServer> servers) {
        iceServers = List.copyOf(servers);
    }

    /** Whether this worker is in its room; where it is not, nobody keeps it for anyone. */
    public void stay(boolean in) {
        OldClient last;
        synchronized (this) {
            stays = in;
            last = client;
        }
        if (in || last == null) return;
        last.end("this worker is not in its room any more");
        // While the member still hears it: what it keeps is kept until it comes back.
        over(last);
    }

    /** A client offers a channel. What is no offer is refused before anything is reserved or made. */
    public void offered(FromServer.PeerOffer offer, Consumer<FromPeer> reply) {
        switch (take(offer)) {
            case Taken.Begun(OldClient taken) -> {
                taken.whenAnswered(reply);
                Thread.ofVirtual().name("old-client").start(() -> serve(taken, reply));
            }
            case Taken.Again(OldClient known) -> known.whenAnswered(reply);
            case Taken.Refused(String why) -> refuse(offer.sender(), why, reply);
        }
    }

    private synchronized Taken take(FromServer.PeerOffer offer) {
        if (!takes) return new Taken.Refused("This worker takes no old clients; choose another one.");
        String sdp = offer.sdp();
        if (!sdp.startsWith("v=0") || !sdp.contains("m=application") || !NativeText.isSafe(sdp))
            return new Taken.Refused("That is no offer of a data channel.");
        OldClient known = client;
        boolean isSame = known != null && known.peer().equals(offer.sender());
        if (known != null && isSame && known.offer().equals(sdp)) return new Taken.Again(known);
        long now = System.nanoTime();
        boolean isFree = stays && (known == null || isSame) && now - begunAt >= BEGUN_EACH.toNanos();
        if (!isFree) return busy();
        // Whoever offers anew has lost its channel: it keeps the worker.
        ReservationId reservation = known == null ? newReservation() : known.reservation();
        if (known != null) known.end("the client has made another one");
        begunAt = now;
        begun++;
        OldClient next = new OldClient(offer.sender(), sdp, new RequestId(REQUESTS + begun), reservation);
        client = next;
        return new Taken.Begun(next);
    }

    private static Taken.Refused busy() {
        return new Taken.Refused("This worker is not free; choose another one, or try again later.");
    }

    private ReservationId newReservation() {
        byte[] drawn = new byte[16];
        random.nextBytes(drawn);
        return new ReservationId(HexFormat.of().formatHex(drawn));
    }

    /** As workers of 2025 meant to say it: clients pass over it, and give up when no answer comes. */
    private static void refuse(PeerId client, String why, Consumer<FromPeer> reply) {
        LOG.debug("Old client refused client={} why=\"{}\"", client, why);
        reply.accept(new FromPeer.PeerError(client, "worker_busy", why, Map.of()));
    }

    private void serve(OldClient taken, Consumer<FromPeer> reply) {
        try {
            var wish = new Input.ReserveWished(taken.request(), taken.peer(), taken.reservation(), Filters.NONE,
                    Limits.RESERVATION_FIRST_TTL, Optional.of(self));
            if (room.test(wish) && taken.awaitGrant(DECIDED_WITHIN)) host(taken, reply);
            else if (!taken.hasEnded()) refuse(taken.peer(), busy().why(), reply);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("A channel with an old client failed.", bug);
        } finally {
            over(taken);
        }
    }

    private void host(OldClient taken, Consumer<FromPeer> reply) throws InterruptedException {
        try (OldPeerChannel channel = OldPeerChannel.accept(channels, iceServers, taken.offer())) {
            if (!taken.begin(channel)) return;
            taken.answered(channel.description().join());
            LOG.info("Old client begins client={}", taken.peer());
            if (channel.awaitOpen()) converse(taken, channel);
            LOG.info("Old client has ended client={} why=\"{}\"", taken.peer(),
                    channel.end().orElse("it never opened"));
        } catch (CompletionException failed) {
            LOG.info("No channel for an old client client={} why=\"{}\"", taken.peer(),
                    failed.getCause() instanceof ChannelException known ? known.getMessage() : failed);
            if (!taken.hasEnded()) refuse(taken.peer(), "No connection could be made of that offer.", reply);
        }
    }

    private void converse(OldClient taken, OldPeerChannel channel) throws InterruptedException {
        keeping.renew(taken.reservation(), LEASE);
        long renewedAt = System.nanoTime();
        var pace = new Pace(MESSAGES_PER_SECOND, MESSAGES_PER_SECOND / 5, renewedAt);
        for (Optional<OldPeerChannel.Message> next = channel.next(); next.isPresent(); next = channel.next()) {
            long wait = pace.next(System.nanoTime());
            if (wait > 0) LockSupport.parkNanos(wait);
            if (System.nanoTime() - renewedAt >= RENEWED_EACH.toNanos()) {
                renewedAt = System.nanoTime();
                keeping.renew(taken.reservation(), LEASE);
            }
            if (!(next.get() instanceof OldPeerChannel.Message.Alive)) {
                hangUp(channel, pace);
                return;
            }
        }
    }

    /** It has not heard yet that there is nothing to be had here, and may send on for a while. */
    private static void hangUp(OldPeerChannel channel, Pace pace) throws InterruptedException {
        channel.send(NO_PACKAGES);
        CompletableFuture.delayedExecutor(HANG_UP_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> channel.closeBecause("this worker runs no packages"));
        while (channel.next().isPresent()) {
            // There is nothing more to say.
            long wait = pace.next(System.nanoTime());
            if (wait > 0) LockSupport.parkNanos(wait);
        }
    }

    private synchronized void over(OldClient last) {
        last.end("it is over");
        if (client != last) return;
        // In this order: the wish of whoever comes next is heard after it.
        keeping.giveBack(last.reservation());
        client = null;
    }

    /** The room's word on a wish. @return whether it was one for an old client */
    public boolean answered(FromPeer.Reservation answer) {
        if (!answer.requestId().value().startsWith(REQUESTS)) return false;
        OldClient known = current();
        if (known != null && known.request().equals(answer.requestId()))
            known.decided(answer.outcome() == ReservationOutcome.GRANTED);
        return true;
    }

    /** For whom this worker is kept from now on. */
    public void keptFor(Optional<HeldReservation> reservation) {
        OldClient known = current();
        if (known == null || !known.isGranted()) return;
        boolean isKept = reservation.map(HeldReservation::id).filter(known.reservation()::equals).isPresent();
        if (!isKept) known.end("its reservation has ended");
    }

    private synchronized @Nullable OldClient current() {
        return client;
    }

    /** Whether a client has this worker, or is about to. */
    public boolean isTaken() {
        return current() != null;
    }

    /** Ends the channel, and takes no other. Waits for that for some seconds at most. */
    @Override
    public void close() {
        OldClient last = current();
        stay(false);
        // Before the worker leaves, so that nobody finds it reserved.
        if (last != null) over(last);
        channels.close();
    }
}
