package dev.roommesh.agent.webrtc;

import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.PeerId;
import dev.roommesh.webrtc.IceServers;
import dev.roommesh.webrtc.PeerConnections;
import dev.roommesh.webrtc.PortRange;
import dev.roommesh.webrtc.WebRtcUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This worker's WebRTC links, each known by its peer and attempt. Any thread may call; every method but {@link #close()}
 * returns at once, and what comes of it is told to the {@link LinkListener}. What is asked of an attempt that is over
 * or was never begun is passed over.
 *
 * <p>One thread makes all calls on native connections, and a worker process needs no more than one of these. The library
 * keeps 88 bytes of each message until the factory that made the link is gone, so each factory makes links only until a
 * number of messages has come; then its links are reported worn out ({@link LinkListener#wornOut}), and it is freed once
 * they have been replaced.
 */
public final class WebRtcLinks implements AutoCloseable {
    /** Why an attempt ended, or an open link: ICE has tried all pairs of candidates. */
    public static final String ICE_FAILED = "ICE failed, no common candidate works";
    /** The same for what comes after ICE: encryption. */
    public static final String CONNECTION_FAILED = "the connection failed";

    /** Attempts at once: a room's other workers, each with some that overlap. */
    public static final int LINKS_MAX = 64;

    /** Messages after which links are made anew: 88 MB of heap at most are kept by then. */
    public static final long MESSAGES_MAX_DEFAULT = 1_000_000;
    /** Fewer would have the links made anew all the time. */
    public static final long MESSAGES_MAX_LEAST = 100;
    /** So many need a heap of 35 GB. */
    public static final long MESSAGES_MAX_MOST = 100_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(WebRtcLinks.class);
    private static final int CLOSE_SECONDS_MAX = 10;

    private final LinkListener listener;
    private final ConcurrentMap<LinkKey, Link> links = new ConcurrentHashMap<>();
    private final LongAdder messagesReceived = new LongAdder();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** What waits for it is bounded link by link: {@link Link#BUFFERED_BYTES_MAX}, {@link Link#FRAMES_WAITING_MAX}. */
    private final ExecutorService thread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("webrtc-links").factory());
    private final TransportRotation rotation;
    private volatile List<IceServer> iceServers = List.of();

    private final Link.LinkDuties duties = new Link.LinkDuties() {
        @Override
        public void post(Runnable step) {
            WebRtcLinks.this.post(step);
        }

        @Override
        public void ended(LinkKey key) {
            links.remove(key);
        }

        @Override
        public void counted() {
            messagesReceived.increment();
        }
    };

    /**
     * Loads the native library.
     *
     * @param messagesMax how many messages may come before links are made anew, {@link #MESSAGES_MAX_LEAST} to
     *         {@link #MESSAGES_MAX_MOST}; it is fewer where what is kept of so many would fill a quarter of the heap
     * @throws WebRtcUnavailable when this machine lacks what the library needs
     */
    public WebRtcLinks(LinkListener listener, PortRange ports, long messagesMax) {
        if (messagesMax < MESSAGES_MAX_LEAST || messagesMax > MESSAGES_MAX_MOST)
            throw new IllegalArgumentException("links are made anew after " + MESSAGES_MAX_LEAST + " to "
                    + MESSAGES_MAX_MOST + " messages, not " + messagesMax);
        this.listener = listener;
        long affordable = TransportRotation.messagesMax(messagesMax, Runtime.getRuntime().maxMemory());
        try {
            rotation = CompletableFuture
                    .supplyAsync(() -> new TransportRotation(() -> new PeerConnections(ports), affordable, this::post),
                            thread)
                    .join();
        } catch (CompletionException failed) {
            thread.shutdown();
            if (failed.getCause() instanceof WebRtcUnavailable unavailable) throw unavailable;
            throw failed;
        }
    }

    /**
     * The servers for links from now on; with none, links use only this machine's own addresses. One that is no STUN or
     * TURN server, or a TURN server without a name and a credential, is left out with a line in the log.
     */
    public void setIceServers(List<IceServer> servers) {
        List<String> leftOut = new ArrayList<>();
        iceServers = List.copyOf(IceServers.usable(servers, leftOut));
        leftOut.forEach(url -> LOG.warn("The ICE server {} is left out: it is none, or lacks a user name and a"
                + " credential.", url));
    }

    /** Begins an attempt: an offer comes as a local signal. */
    public void dial(PeerId peer, LinkAttempt attempt) {
        begin(new LinkKey(peer, attempt), link -> link.dial(rotation.current(), iceServers));
    }

    /** Begins this end of a peer's attempt: an answer comes as a local signal. */
    public void accept(PeerId peer, LinkAttempt attempt, String offerSdp) {
        begin(new LinkKey(peer, attempt), link -> link.accept(rotation.current(), iceServers, offerSdp));
    }

    public void takeAnswer(PeerId peer, LinkAttempt attempt, String sdp) {
        on(new LinkKey(peer, attempt), link -> link.takeAnswer(sdp));
    }

    /** May come before the peer's description; at most {@link Link#CANDIDATES_MAX} count, and a bad one does no harm. */
    public void addCandidate(PeerId peer, LinkAttempt attempt, IceCandidate candidate) {
        on(new LinkKey(peer, attempt), link -> link.addCandidate(candidate));
    }

    /**
     * Sends a frame if the attempt is open. One that is not taken fast enough is closed with a reason, for a frame must
     * not be missed silently.
     *
     * @param frame must not change any more; at most {@link Limits#MESH_FRAME_BYTES_MAX} bytes
     */
    public void send(PeerId peer, LinkAttempt attempt, byte[] frame) {
        if (frame.length > Limits.MESH_FRAME_BYTES_MAX)
            throw new IllegalArgumentException("a frame has at most " + Limits.MESH_FRAME_BYTES_MAX + " bytes");
        Link link = links.get(new LinkKey(peer, attempt));
        if (link == null) return;
        if (link.reserveToSend(frame.length)) post(() -> link.send(frame));
    }

    /** Ends an attempt; nothing more is told of it. */
    public void close(PeerId peer, LinkAttempt attempt) {
        on(new LinkKey(peer, attempt), Link::end, Link::mute);
    }

    /** Frames that came in on all links since the start. */
    public long messagesReceived() {
        return messagesReceived.sum();
    }

    /** How often the native factory was replaced, and the old one freed, since the start. */
    public int rotations() {
        return rotation.rotations();
    }

    /** Attempts that are not over. */
    public int size() {
        return links.size();
    }

    private void begin(LinkKey key, Consumer<Link> first) {
        if (links.size() >= LINKS_MAX) {
            post(() -> listener.closed(key.peer(), key.attempt(),
                    "this worker has " + LINKS_MAX + " links already"));
            return;
        }
        var link = new Link(key, listener, duties);
        if (links.putIfAbsent(key, link) != null) return;
        post(() -> {
            if (!closed.get()) first.accept(link);
        });
    }

    private void on(LinkKey key, Consumer<Link> step) {
        on(key, step, _ -> {});
    }

    private void on(LinkKey key, Consumer<Link> step, Consumer<Link> atOnce) {
        Link link = links.get(key);
        if (link == null) return;
        atOnce.accept(link);
        post(() -> step.accept(link));
    }

    private void post(Runnable step) {
        try {
            thread.execute(() -> {
                try {
                    step.run();
                } catch (RuntimeException | Error bug) {
                    LOG.error("A step of a link failed.", bug);
                }
            });
        } catch (RejectedExecutionException afterClose) {
            LOG.debug("Passed over after the close.");
        }
    }

    /** Ends all links and frees the library. Waits for that for at most 10 s. Safe to repeat. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        links.values().forEach(Link::mute);
        post(() -> {
            List.copyOf(links.values()).forEach(Link::end);
            rotation.close();
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS))
                LOG.warn("The WebRTC library did not end within {} s.", CLOSE_SECONDS_MAX);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
