package dev.roommesh.agent.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.roommesh.agent.webrtc.RecordedLinks.Event;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.PeerId;
import dev.roommesh.webrtc.PortRange;
import java.io.File;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real data channels between two workers in one process; needs a network interface beside loopback. */
class WebRtcLinksIT {
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");
    private static final LinkAttempt FIRST = new LinkAttempt(1, 1);
    private static final LinkAttempt SECOND = new LinkAttempt(1, 2);

    private final End ana = new End(BEN, PortRange.ANY);
    private final End ben = new End(ANA, new PortRange(50_000, 50_200));

    /** One worker. What it finds out for the other is carried over at once, as the signaling server would. */
    private static final class End implements AutoCloseable {
        private final RecordedLinks told = new RecordedLinks();
        private final PeerId other;
        private final WebRtcLinks links;
        private volatile Carrier carrier = _ -> {};

        interface Carrier {
            void carry(LinkSignal signal);
        }

        End(PeerId other, PortRange ports) {
            this.other = other;
            this.links = new WebRtcLinks(new Carrying(), ports, WebRtcLinks.MESSAGES_MAX_DEFAULT);
        }

        void take(LinkSignal signal) {
            switch (signal) {
                case LinkSignal.Offer(LinkAttempt attempt, String sdp) -> links.accept(other, attempt, sdp);
                case LinkSignal.Answer(LinkAttempt attempt, String sdp) -> links.takeAnswer(other, attempt, sdp);
                case LinkSignal.Candidate(LinkAttempt attempt, var candidate) ->
                    links.addCandidate(other, attempt, candidate);
                case LinkSignal.DialMe() -> throw new AssertionError("links ask for no dial");
            }
        }

        @Override
        public void close() {
            links.close();
        }

        private final class Carrying implements LinkListener {
            @Override
            public void localSignal(PeerId peer, LinkSignal signal) {
                told.localSignal(peer, signal);
                carrier.carry(signal);
            }

            @Override
            public void opened(PeerId peer, LinkAttempt attempt) {
                told.opened(peer, attempt);
            }

            @Override
            public void suspected(PeerId peer, LinkAttempt attempt) {
                told.suspected(peer, attempt);
            }

            @Override
            public void wornOut(PeerId peer, LinkAttempt attempt) {
                told.wornOut(peer, attempt);
            }

            @Override
            public void received(PeerId peer, LinkAttempt attempt, byte[] frame) {
                told.received(peer, attempt, frame);
            }

            @Override
            public void closed(PeerId peer, LinkAttempt attempt, String why) {
                told.closed(peer, attempt, why);
            }
        }
    }

    private void connect(LinkAttempt attempt) throws InterruptedException {
        ana.carrier = ben::take;
        ben.carrier = ana::take;
        ana.links.dial(BEN, attempt);
        ana.told.await(Event.Opened.class, event -> event.attempt().equals(attempt));
        ben.told.await(Event.Opened.class, event -> event.attempt().equals(attempt));
    }

    @AfterEach
    void close() {
        ana.close();
        ben.close();
    }

    @Test
    void framesCrossBothWaysInOrder() throws InterruptedException {
        connect(FIRST);
        for (int i = 0; i < 500; i++) {
            ana.links.send(BEN, FIRST, new byte[]{(byte) i, (byte) (i >> 8)});
            ben.links.send(ANA, FIRST, new byte[]{(byte) (i >> 8), (byte) i});
        }
        for (int i = 0; i < 500; i++) {
            assertThat(ben.told.await(Event.Received.class).frame().toArray()).containsExactly((byte) i,
                    (byte) (i >> 8));
            assertThat(ana.told.await(Event.Received.class).frame().toArray()).containsExactly((byte) (i >> 8),
                    (byte) i);
        }
        assertThat(ana.links.messagesReceived()).isEqualTo(500);
    }

    @Test
    void theFirstFrameArrivesAlthoughTheOtherEndOpensLater() throws InterruptedException {
        ana.carrier = ben::take;
        ben.carrier = ana::take;
        ana.links.dial(BEN, FIRST);
        ana.told.await(Event.Opened.class);
        ana.links.send(BEN, FIRST, new byte[]{7});
        assertThat(ben.told.await(Event.Received.class).frame().toArray()).containsExactly(7);
    }

    @Test
    void theLargestFrameArrivesWhole() throws InterruptedException {
        connect(FIRST);
        var frame = new byte[Limits.MESH_FRAME_BYTES_MAX];
        new Random(5).nextBytes(frame);
        ana.links.send(BEN, FIRST, frame);
        assertThat(ben.told.await(Event.Received.class).frame().toArray()).isEqualTo(frame);
        ana.links.send(BEN, FIRST, new byte[0]);
        ana.links.send(BEN, FIRST, new byte[]{1});
        assertThat(ben.told.await(Event.Received.class, event -> event.frame().size() == 1).frame().toArray())
                .containsExactly(1);
    }

    @Test
    void theOtherEndNoticesTheCloseAndTheOwnSaysNothing() throws InterruptedException {
        connect(FIRST);
        ana.links.close(BEN, FIRST);
        Event.Closed closed = ben.told.await(Event.Closed.class);
        assertThat(closed.attempt()).isEqualTo(FIRST);
        assertThat(closed.why()).contains("closed by the other end");
        assertThat(ben.links.size()).isZero();
        connect(SECOND);
        assertThat(ana.links.size()).isEqualTo(1);
    }

    @Test
    void nothingIsToldAfterTheClose() throws InterruptedException {
        connect(FIRST);
        connect(SECOND);
        for (int i = 0; i < 200; i++) {
            ben.links.send(ANA, FIRST, new byte[100]);
        }
        ben.links.send(ANA, SECOND, new byte[]{1});
        ana.told.await(Event.Received.class, event -> event.attempt().equals(SECOND));
        ana.links.close(BEN, FIRST);
        ben.told.await(Event.Closed.class);
        ben.links.send(ANA, SECOND, new byte[]{2});
        ana.told.await(Event.Received.class, event -> {
            assertThat(event.attempt().equals(FIRST) && event.frame().size() == 1).isFalse();
            return event.attempt().equals(SECOND) && event.frame().at(0) == 2;
        });
        assertThat(ana.told.isEmpty()).isTrue();
    }

    @Test
    void anAnswerToAnEarlierOrTheSameAttemptDoesNoHarm() throws InterruptedException {
        ben.carrier = ana::take;
        ana.links.dial(BEN, FIRST);
        LinkSignal.Offer abandoned = ana.told.awaitSignal(LinkSignal.Offer.class);
        ben.take(abandoned);
        LinkSignal.Answer late = ben.told.awaitSignal(LinkSignal.Answer.class);
        ana.links.close(BEN, FIRST);
        connect(SECOND);
        ana.take(late);
        ana.take(new LinkSignal.Answer(SECOND, late.sdp()));
        ana.links.send(BEN, SECOND, new byte[]{3});
        assertThat(ben.told.await(Event.Received.class).attempt()).isEqualTo(SECOND);
    }

    @Test
    void aPeerThatTakesNothingClosesTheLinkInsteadOfLosingFrames() throws InterruptedException {
        connect(FIRST);
        var frame = new byte[Limits.MESH_FRAME_BYTES_MAX];
        for (int i = 0; i < 4 * Link.BUFFERED_BYTES_MAX / frame.length; i++) {
            ana.links.send(BEN, FIRST, frame);
        }
        assertThat(ana.told.await(Event.Closed.class).why()).contains("too slowly");
        assertThat(ana.links.size()).isZero();
    }

    @Test
    void whatDoesNotBelongOnALinkClosesIt() throws Exception {
        assertThat(whyClosedAfter("another", true, 1)).contains("another channel");
        assertThat(whyClosedAfter(Link.LABEL, false, 1)).contains("text frame");
        assertThat(whyClosedAfter(Link.LABEL, true, Limits.MESH_FRAME_BYTES_MAX + 1)).contains("of more than");
    }

    /** A peer that is not of ours dials, and sends one frame as soon as it can. */
    private String whyClosedAfter(String label, boolean binary, int size) throws Exception {
        try (var stranger = new StrangePeer(label, new RTCDataChannelInit(),
                new RTCDataChannelBuffer(ByteBuffer.wrap(new byte[size]), binary))) {
            ben.carrier = stranger::take;
            stranger.dial(ben::take);
            return ben.told.await(Event.Closed.class).why();
        }
    }

    @Test
    void thirtyRoundsLeaveNoThreadBehind() throws InterruptedException {
        connect(FIRST);
        int threads = threads();
        for (int round = 2; round <= 31; round++) {
            var attempt = new LinkAttempt(1, round);
            connect(attempt);
            ana.links.close(BEN, attempt);
            ben.told.await(Event.Closed.class);
        }
        assertThat(threads()).isLessThanOrEqualTo(threads);
        assertThat(ana.links.size()).isEqualTo(1);
        assertThat(ben.links.size()).isEqualTo(1);
    }

    /** Native ones among them, which Java does not count. */
    private static int threads() {
        String[] tasks = new File("/proc/self/task").list();
        return tasks == null ? 0 : tasks.length;
    }
}
