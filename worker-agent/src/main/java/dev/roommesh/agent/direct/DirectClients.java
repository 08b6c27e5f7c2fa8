package dev.roommesh.agent.direct;

import dev.roommesh.agent.loop.WatchedView;
import dev.roommesh.agent.loop.Watches;
import dev.roommesh.channel.ChannelException;
import dev.roommesh.channel.DataChannels;
import dev.roommesh.channel.QuestionChannel;
import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Sdp;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomView;
import dev.roommesh.webrtc.PortRange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears clients directly: each has a data channel on which it asks as it would ask the server. They have a native factory
 * and a thread of their own, so that whatever they do holds up no heartbeat. Any thread may call; nothing but
 * {@link #close} blocks.
 */
public final class DirectClients implements AutoCloseable {
    /** Channels that are being made at a time: each is some work for the native library. */
    static final int OPENING_MAX = 4;
    /** A watch ends with its channel. */
    private static final Duration WITH_ITS_CHANNEL = Duration.ofDays(10_000);
    private static final Logger LOG = LoggerFactory.getLogger(DirectClients.class);

    private final WatchedView view;
    private final InstantSource clock;
    private final Predicate<Input> room;
    private final BooleanSupplier serverThere;
    private final DataChannels channels;
    private final Watches watches;
    /** The one of each client that is open, */
    private final Map<PeerId, DirectClient> clients = new ConcurrentHashMap<>();
    /** and the one that is about to take its place, or the first. */
    private final Map<PeerId, DirectClient> opening = new ConcurrentHashMap<>();
    /** Who waits for a word of the room, or is told of it, under which id of this process. */
    private final Map<RequestId, DirectClient> asked = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile List<IceServer> iceServers = List.of();
    private volatile boolean stays = true;

    /**
     * Clients of one worker.
     *
     * @param view what questions and watches are answered from
     * @param room takes wishes for workers, or has no place for them; the answer comes back by {@link #answered}
     * @param serverThere whether this worker has a server now
     * @param ports for the data channels
     */
    public DirectClients(WatchedView view, InstantSource clock, Predicate<Input> room, BooleanSupplier serverThere,
            PortRange ports) {
        this.view = view;
        this.clock = clock;
        this.room = room;
        this.serverThere = serverThere;
        this.channels = new DataChannels(ports);
        this.watches = new Watches(view, clock, WITH_ITS_CHANNEL, this::tell);
    }

    public void setIceServers(List<IceServer> servers) {
        iceServers = List.copyOf(servers);
    }

    /** Whether this worker is in its room; where it is not, it knows nothing that it could tell. */
    public void stay(boolean in) {
        stays = in;
        if (in) return;
        clients.values().forEach(client -> client.close("this worker is not in its room any more"));
        opening.values().forEach(client -> client.close("this worker is not in its room any more"));
    }

    /**
     * The server alone knows whose token was revoked, so each client has to come by it now and then; while it is away
     * nobody can.
     */
    private void letLive(DirectClient client) {
        CompletableFuture.delayedExecutor(Limits.QUESTION_CHANNEL_LIFE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!clients.containsValue(client)) return;
                    if (serverThere.getAsBoolean())
                        client.close("it has lived for as long as the server's word counts: it is to be made anew");
                    else
                        letLive(client);
                });
    }

    /** Clients that are heard directly now, or are about to be. */
    public int count() {
        return clients.size() + opening.size();
    }

    /** A client wants a channel for questions. */
    public void requested(FromServer.OpenChannel request, Consumer<FromPeer> reply) {
        DirectClient known = clients.get(request.clientPeerId());
        boolean hasPlace = opening.size() < OPENING_MAX && !opening.containsKey(request.clientPeerId())
                && (known != null || clients.size() + opening.size() < Limits.QUESTION_CHANNELS_MAX);
        if (!stays || !hasPlace || view.get().isEmpty()) {
            reply.accept(new FromPeer.ChannelAnswer(request.requestId(), ChannelOutcome.NOT_NOW, null));
            return;
        }
        var channel = QuestionChannel.accept(channels, iceServers, request.offer().sdp());
        var client = new DirectClient(request.clientPeerId(), channel, this);
        opening.put(request.clientPeerId(), client);
        Thread.ofVirtual().name("direct-client").start(() -> serve(client, channel, request, reply));
    }

    private void serve(DirectClient client, QuestionChannel channel, FromServer.OpenChannel request,
            Consumer<FromPeer> reply) {
        try {
            Sdp answer = new Sdp("answer", channel.description().join());
            reply.accept(new FromPeer.ChannelAnswer(request.requestId(), ChannelOutcome.ACCEPTED, answer));
            if (!client.awaitOpen()) return;
            DirectClient before = clients.put(request.clientPeerId(), client);
            opening.remove(request.clientPeerId(), client);
            if (before != null) before.close("the client has made another one");
            letLive(client);
            if (stays) client.serve();
        } catch (CompletionException failed) {
            LOG.info("No channel for questions client={} why=\"{}\"", request.clientPeerId(),
                    failed.getCause() instanceof ChannelException known ? known.getMessage() : failed);
            reply.accept(new FromPeer.ChannelAnswer(request.requestId(), ChannelOutcome.FAILED, null));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("A channel with a client failed.", bug);
        } finally {
            channel.close();
            opening.remove(request.clientPeerId(), client);
            clients.remove(request.clientPeerId(), client);
            asked.forEach((id, owner) -> {
                if (owner == client) forget(id);
            });
        }
    }

    Optional<RoomView> view() {
        return view.get();
    }

    InstantSource clock() {
        return clock;
    }

    /** An id of this process for something of this client. */
    RequestId begin(DirectClient client) {
        var id = new RequestId("d" + numbers.incrementAndGet());
        asked.put(id, client);
        return id;
    }

    void forget(RequestId id) {
        asked.remove(id);
        watches.end(id);
    }

    boolean wish(Input wish) {
        return room.test(wish);
    }

    void watch(RequestId id) {
        watches.watch(id);
    }

    private void tell(FromPeer told) {
        if (!(told instanceof FromPeer.WatchUpdated(RequestId id, var update))) return;
        DirectClient client = asked.get(id);
        if (client != null) client.tell(id, update);
    }

    /** The room's word on a wish. @return whether it was one of a client here */
    public boolean answered(FromPeer.Reservation answer) {
        DirectClient client = asked.remove(answer.requestId());
        if (client == null) return false;
        client.answered(answer);
        return true;
    }

    /** Ends all channels. Waits for that for some seconds at most. */
    @Override
    public void close() {
        stay(false);
        channels.close();
    }
}
