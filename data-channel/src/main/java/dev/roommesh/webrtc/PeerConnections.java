package dev.roommesh.webrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.roommesh.model.IceServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes and frees native peer connections. All calls come from one thread, that of whoever owns the connections; none
 * comes from a callback of the library.
 */
public final class PeerConnections implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PeerConnections.class.getName());

    private final HeadlessAudioDeviceModule audio;
    private final PeerConnectionFactory factory;
    private final PortRange ports;

    /**
     * Loads the native library, and makes a factory.
     *
     * @param ports which the connections may use
     * @throws WebRtcUnavailable when the native library cannot be used
     */
    public PeerConnections(PortRange ports) {
        this.ports = ports;
        try {
            // A factory that looks for sound by itself ends the process on a machine that has none.
            audio = new HeadlessAudioDeviceModule();
            factory = new PeerConnectionFactory(audio);
            ProcessEnd.nativeCodeIsThere();
        } catch (LinkageError missing) {
            throw new WebRtcUnavailable(missing);
        }
    }

    /** @param servers usable ones; with none there are only candidates of this machine's own addresses */
    public RTCPeerConnection create(List<IceServer> servers, PeerConnectionObserver observer) {
        var configuration = new RTCConfiguration();
        configuration.iceServers = servers.stream().map(IceServers::toNative).toList();
        configuration.portAllocatorConfig.minPort = ports.min();
        configuration.portAllocatorConfig.maxPort = ports.max();
        return factory.createPeerConnection(configuration, observer);
    }

    /** In this order alone: another one leaks, or calls back into what is gone. */
    public static void free(RTCPeerConnection connection, @Nullable RTCDataChannel channel) {
        long handle = NativeReference.of(connection);
        if (channel != null) {
            channel.unregisterObserver();
            channel.close();
        }
        connection.close();
        if (channel != null) dispose(channel);
        NativeReference.release(handle);
    }

    /**
     * Gives up the reference to a closed channel. The library throws an error when a thread of its own still has one, as
     * happens on a busy machine just after the channel arrived; ours is given up all the same (read in the source of
     * webrtc-java 0.14.0), and the last one frees the channel.
     */
    public static void dispose(RTCDataChannel channel) {
        try {
            channel.dispose();
        } catch (Error heldByAnother) {
            LOG.log(System.Logger.Level.DEBUG, "A closed channel is freed a little later.", heldByAnother);
        }
    }

    /** After every connection was freed. */
    @Override
    public void close() {
        factory.dispose();
        audio.dispose();
    }
}
