package dev.roommesh.agent.webrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the native code calls, on a thread of its own. Each callback copies what it needs and leaves a note for the
 * links' thread. None lets anything escape: an exception in native code ends the process. The library never forgets an
 * observer, so this lets go of its link in the end and is small then.
 */
final class LinkCallbacks implements PeerConnectionObserver, RTCDataChannelObserver {
    private static final Logger LOG = LoggerFactory.getLogger(LinkCallbacks.class);

    private volatile @Nullable Link link;

    LinkCallbacks(Link link) {
        this.link = link;
    }

    void detach() {
        link = null;
    }

    private void with(Consumer<Link> step) {
        try {
            Link known = link;
            if (known != null) step.accept(known);
        } catch (Throwable escaping) {
            LOG.error("A callback of the WebRTC library failed.", escaping);
        }
    }

    private void note(Consumer<Link> step) {
        with(known -> known.post(() -> step.accept(known)));
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
        note(known -> known.foundCandidate(candidate));
    }

    @Override
    public void onIceConnectionChange(RTCIceConnectionState state) {
        if (state == RTCIceConnectionState.DISCONNECTED) note(Link::stuttered);
        if (state == RTCIceConnectionState.FAILED) note(known -> known.fail(WebRtcLinks.ICE_FAILED));
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
        if (state == RTCPeerConnectionState.FAILED) note(known -> known.fail(WebRtcLinks.CONNECTION_FAILED));
    }

    @Override
    public void onDataChannel(RTCDataChannel channel) {
        note(known -> known.arrived(channel));
    }

    @Override
    public void onBufferedAmountChange(long previous) {
        // Not bridged in webrtc-java 0.14.0: the amount is asked for at each send.
    }

    @Override
    public void onStateChange() {
        note(Link::channelChanged);
    }

    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
        with(known -> known.frameArrived(buffer));
    }

    CreateSessionDescriptionObserver whenCreated(BiConsumer<Link, RTCSessionDescription> next) {
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

    SetSessionDescriptionObserver whenSet(Consumer<Link> next) {
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
