package dev.roommesh.channel;

import dev.roommesh.model.IceServer;
import dev.roommesh.webrtc.IceServers;
import dev.roommesh.webrtc.PeerConnections;
import dev.roommesh.webrtc.PortRange;
import dev.roommesh.webrtc.WebRtcUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes data channels, each over a connection of its own. One thread makes all calls on the native library. A factory of
 * the library lives only while there is a channel, for it keeps 88 bytes of each message until it is freed; where more
 * than {@link #messagesMax} came meanwhile, the channels end and have to be made anew. Any thread may call.
 */
public final class DataChannels implements AutoCloseable {
    /** Channels at a time; some are about to take the place of others. */
    public static final int CHANNELS_MAX = 32;
    /** Messages after which channels are made anew: 60 GB of files, and 88 MB of heap. */
    static final long MESSAGES_MAX = 1_000_000;
    /** No more of the heap than this part may be kept by the library. */
    static final int HEAP_PART = 8;
    /** What the library keeps of each message. */
    static final int BYTES_KEPT = 88;

    private static final Logger LOG = System.getLogger(DataChannels.class.getName());
    private static final int CLOSE_SECONDS_MAX = 10;

    private final PortRange ports;
    private final long messagesMax;
    private final ExecutorService thread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("data-channels").factory());
    private final AtomicLong messages = new AtomicLong();
    private final Set<DataChannel> channels = new LinkedHashSet<>();
    private @Nullable PeerConnections factory;
    private volatile boolean closed;

    /** @param ports which the channels may use on this machine */
    public DataChannels(PortRange ports) {
        this(ports, Math.min(MESSAGES_MAX, Runtime.getRuntime().maxMemory() / HEAP_PART / BYTES_KEPT));
    }

    DataChannels(PortRange ports, long messagesMax) {
        this.ports = ports;
        this.messagesMax = messagesMax;
    }

    /**
     * Loads the native library, which takes a moment the first time, and frees what it made.
     *
     * @throws WebRtcUnavailable when this machine lacks what the library needs
     */
    public void check() {
        CompletableFuture<@Nullable WebRtcUnavailable> checked = CompletableFuture.supplyAsync(() -> {
            try {
                if (factory == null) new PeerConnections(ports).close();
                return null;
            } catch (WebRtcUnavailable missing) {
                return missing;
            }
        }, thread);
        WebRtcUnavailable missing = checked.join();
        if (missing != null) throw missing;
    }

    /** Begins one; {@link DataChannel#description} has the offer. */
    DataChannel dial(String label, List<IceServer> servers, ChannelListener listener) {
        return begin(label, servers, listener, DataChannel::dial);
    }

    /** The other end of an offer; {@link DataChannel#description} has the answer. */
    DataChannel accept(String label, List<IceServer> servers, String offer, ChannelListener listener) {
        return begin(label, servers, listener, channel -> channel.accept(offer));
    }

    private DataChannel begin(String label, List<IceServer> servers, ChannelListener listener,
            Consumer<DataChannel> first) {
        List<IceServer> usable = IceServers.usable(servers, new ArrayList<>());
        var channel = new DataChannel(this, label, listener);
        boolean begins = post(() -> {
            if (closed || channels.size() == CHANNELS_MAX) {
                channel.fail(closed ? "the channels are closed" : "there are " + CHANNELS_MAX + " channels already");
                return;
            }
            try {
                if (factory == null) factory = new PeerConnections(ports);
                channels.add(channel);
                channel.connect(factory, usable);
                first.accept(channel);
            } catch (WebRtcUnavailable missing) {
                channel.fail(String.valueOf(missing.getMessage()));
            }
        });
        if (!begins) channel.fail("the channels are closed");
        return channel;
    }

    /** On the channels' thread, after the channel was freed. */
    void ended(DataChannel channel) {
        channels.remove(channel);
        if (!channels.isEmpty() || factory == null) return;
        factory.close();
        factory = null;
        messages.set(0);
    }

    /** A message came in, on a thread of the library's. */
    void counted() {
        if (messages.incrementAndGet() == messagesMax + 1)
            post(() -> List.copyOf(channels).forEach(channel -> channel.fail("what the WebRTC library keeps of "
                    + messagesMax + " messages must be freed: the channel is to be made anew")));
    }

    /** @return whether it will run */
    boolean post(Runnable step) {
        try {
            thread.execute(() -> {
                try {
                    step.run();
                } catch (RuntimeException | Error bug) {
                    LOG.log(Level.ERROR, "A step of a data channel failed.", bug);
                }
            });
            return true;
        } catch (RejectedExecutionException afterClose) {
            return false;
        }
    }

    /** Ends all channels and frees the library. Waits for that for at most 10 s. Safe to repeat. */
    @Override
    public void close() {
        closed = true;
        post(() -> List.copyOf(channels).forEach(channel -> channel.fail("this end was closed")));
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS))
                LOG.log(Level.WARNING, "The WebRTC library did not end within {0} s.", CLOSE_SECONDS_MAX);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
