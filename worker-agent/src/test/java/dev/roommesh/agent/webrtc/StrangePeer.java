package dev.roommesh.agent.webrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.webrtc.PeerConnections;
import dev.roommesh.webrtc.PortRange;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A peer that is not of ours: dials with any channel, and sends one frame over it. */
final class StrangePeer implements AutoCloseable {
    private static final LinkAttempt ATTEMPT = new LinkAttempt(99, 1);

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final PeerConnections connections = new PeerConnections(PortRange.ANY);
    private final String label;
    private final RTCDataChannelInit init;
    private final RTCDataChannelBuffer frame;
    private @Nullable RTCPeerConnection connection;
    private @Nullable RTCDataChannel channel;

    StrangePeer(String label, RTCDataChannelInit init, RTCDataChannelBuffer frame) {
        this.label = label;
        this.init = init;
        this.frame = frame;
    }

    void dial(Consumer<LinkSignal> carrier) {
        thread.execute(() -> {
            RTCPeerConnection made = connections.create(List.of(), new PeerConnectionObserver() {
                @Override
                public void onIceCandidate(RTCIceCandidate found) {
                    carrier.accept(new LinkSignal.Candidate(ATTEMPT,
                            new IceCandidate(found.sdp, found.sdpMid, found.sdpMLineIndex)));
                }
            });
            RTCDataChannel opening = made.createDataChannel(label, init);
            connection = made;
            channel = opening;
            opening.registerObserver(new RTCDataChannelObserver() {
                @Override
                public void onBufferedAmountChange(long previous) {}

                @Override
                public void onStateChange() {
                    later(() -> sendOnce(opening));
                }

                @Override
                public void onMessage(RTCDataChannelBuffer buffer) {}
            });
            made.createOffer(new RTCOfferOptions(), new CreateSessionDescriptionObserver() {
                @Override
                public void onSuccess(RTCSessionDescription offer) {
                    later(() -> made.setLocalDescription(offer, new Quiet()));
                    carrier.accept(new LinkSignal.Offer(ATTEMPT, offer.sdp));
                }

                @Override
                public void onFailure(String error) {}
            });
        });
    }

    private void sendOnce(RTCDataChannel open) {
        if (channel == null || open.getState() != RTCDataChannelState.OPEN) return;
        try {
            open.send(frame);
        } catch (Exception gone) {
            // The other end was quicker.
        }
    }

    /** Called from callbacks, so nothing may escape. */
    private void later(Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException closed) {
            // It has said what it had to say.
        }
    }

    void take(LinkSignal signal) {
        later(() -> {
            RTCPeerConnection known = connection;
            if (known == null) return;
            switch (signal) {
                case LinkSignal.Answer(LinkAttempt _, String sdp) ->
                    known.setRemoteDescription(new RTCSessionDescription(RTCSdpType.ANSWER, sdp), new Quiet());
                // The other end finds the way by our candidates.
                case LinkSignal.Candidate _ -> {
                }
                case LinkSignal.Offer _,LinkSignal.DialMe _ -> throw new AssertionError("nobody asked");
            }
        });
    }

    @Override
    public void close() {
        thread.execute(() -> {
            RTCDataChannel open = channel;
            channel = null;
            if (connection != null) PeerConnections.free(connection, open);
            connections.close();
        });
        thread.close();
    }

    private static final class Quiet implements SetSessionDescriptionObserver {
        @Override
        public void onSuccess() {}

        @Override
        public void onFailure(String error) {}
    }
}
