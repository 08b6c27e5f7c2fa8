package dev.roommesh.channel;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the native code calls, on a thread of its own. Each callback leaves a note for the channels' thread, and none lets
 * anything escape: an exception in native code ends the process. The library never forgets an observer, so this lets go
 * of its channel in the end and is small then.
 */
final class ChannelCallbacks implements PeerConnectionObserver, RTCDataChannelObserver {
    private static final Logger LOG = System.getLogger(ChannelCallbacks.class.getName());

    private volatile @Nullable DataChannel channel;

    ChannelCallbacks(DataChannel channel) {
        this.channel = channel;
    }

    void detach() {
        channel = null;
    }

    private void with(Consumer<DataChannel> step) {
        try {
            DataChannel known = channel;
            if (known != null) step.accept(known);
        } catch (Throwable escaping) {
            LOG.log(Level.ERROR, "A callback of the WebRTC library failed.", escaping);
        }
    }

    private void note(Consumer<DataChannel> step) {
        with(known -> known.post(() -> step.accept(known)));
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
        // It is in the description, which waits for all of them.
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
        if (state == RTCIceGatheringState.COMPLETE) note(DataChannel::gathered);
    }

    @Override
    public void onIceConnectionChange(RTCIceConnectionState state) {
        if (state == RTCIceConnectionState.FAILED) note(known -> known.fail("ICE failed, no common candidate works"));
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
        if (state == RTCPeerConnectionState.FAILED) note(known -> known.fail("the connection failed"));
    }

    @Override
    public void onDataChannel(RTCDataChannel offered) {
        note(known -> known.arrived(offered));
    }

    @Override
    public void onBufferedAmountChange(long previous) {
        // Not bridged in webrtc-java 0.14.0: the amount is asked for at each send.
    }

    @Override
    public void onStateChange() {
        note(DataChannel::changed);
    }

    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
        with(known -> known.received(buffer));
    }

    CreateSessionDescriptionObserver whenCreated(BiConsumer<DataChannel, RTCSessionDescription> next) {
        return new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                note(known -> next.accept(known, description));
            }

            @Override
            public void onFailure(String error) {
                note(known -> known.fail("no session description could be made: " + error));
            }
        };
    }

    SetSessionDescriptionObserver whenSet(Consumer<DataChannel> next) {
        return new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                note(next);
            }

            @Override
            public void onFailure(String error) {
                note(known -> known.fail("a session description was not taken: " + error));
            }
        };
    }
}
