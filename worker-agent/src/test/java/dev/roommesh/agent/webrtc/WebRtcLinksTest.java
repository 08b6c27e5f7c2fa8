package dev.roommesh.agent.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.agent.webrtc.RecordedLinks.Event;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.PeerId;
import dev.roommesh.webrtc.PortRange;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What needs no network. */
class WebRtcLinksTest {
    private static final PeerId BEN = new PeerId("ben");
    private static final LinkAttempt FIRST = new LinkAttempt(1, 1);
    private static final LinkAttempt SECOND = new LinkAttempt(1, 2);

    private static final int OFFERS = 200;
    private static final String CANDIDATE = "candidate:1 1 udp 2122260223 10.77.0.1 50000 typ host generation 0";

    private final RecordedLinks told = new RecordedLinks();
    private final WebRtcLinks links = new WebRtcLinks(told, PortRange.ANY, WebRtcLinks.MESSAGES_MAX_DEFAULT);

    @AfterEach
    void close() {
        links.close();
    }

    @Test
    void dialingMakesAnOfferOfThisAttempt() throws InterruptedException {
        links.dial(BEN, FIRST);
        LinkSignal.Offer offer = told.awaitSignal(LinkSignal.Offer.class);
        assertThat(offer.attempt()).isEqualTo(FIRST);
        assertThat(offer.sdp()).startsWith("v=0").contains("webrtc-datachannel");
    }

    @Test
    void acceptingAnswers() throws InterruptedException {
        links.dial(BEN, FIRST);
        String offer = told.awaitSignal(LinkSignal.Offer.class).sdp();
        links.accept(BEN, SECOND, offer);
        assertThat(told.awaitSignal(LinkSignal.Answer.class).attempt()).isEqualTo(SECOND);
    }

    @Test
    void anOfferThatIsNoneEndsTheAttemptWithAReason() throws InterruptedException {
        for (String garbage : List.of("", "garbage", "v=0\r\n", "\u0000\ud83d", "v=0\r\n".repeat(5_000))) {
            links.accept(BEN, FIRST, garbage);
            assertThat(told.await(Event.Closed.class).why()).isNotBlank();
            assertThat(links.size()).isZero();
        }
    }

    /** The library uses what it says of bad text as a format: this one made it write where it must not. */
    @Test
    void whatAPeerSentIsNoFormat() throws InterruptedException {
        links.accept(BEN, FIRST, "v=0\r\n" + "%n%s".repeat(200) + "\r\n");
        assertThat(told.await(Event.Closed.class).why()).contains("percent sign");
        links.dial(BEN, SECOND);
        told.awaitSignal(LinkSignal.Offer.class);
        links.takeAnswer(BEN, SECOND, "v=0\r\n%n%n%n%n\r\n");
        assertThat(told.await(Event.Closed.class).why()).contains("percent sign");
    }

    @Test
    void mutatedOffersAreAnsweredOrRefused() throws InterruptedException {
        links.dial(BEN, FIRST);
        String good = told.awaitSignal(LinkSignal.Offer.class).sdp();
        var random = new Random(9);
        for (int i = 1; i <= OFFERS; i++) {
            var attempt = new LinkAttempt(2, i);
            links.accept(BEN, attempt, mutated(good, random));
            links.addCandidate(BEN, attempt, new IceCandidate(mutated(CANDIDATE, random), "0", random.nextInt(3) - 1));
            told.await(Event.class, event -> switch (event) {
                case Event.Closed(PeerId _, LinkAttempt of, String _) -> of.equals(attempt);
                case Event.Signal(PeerId _, LinkSignal.Answer(LinkAttempt of, String _)) -> of.equals(attempt);
                default -> false;
            });
            links.close(BEN, attempt);
        }
    }

    private static String mutated(String good, Random random) {
        var bad = new StringBuilder(good);
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(bad.length());
            switch (random.nextInt(4)) {
                case 0 -> bad.setCharAt(at, (char) random.nextInt(128));
                case 1 -> bad.delete(at, Math.min(bad.length(), at + 1 + random.nextInt(20)));
                case 2 -> bad.insert(at, "9999999999999999999");
                default -> bad.insert(at, bad.substring(at, Math.min(bad.length(), at + 60)));
            }
            if (bad.isEmpty()) bad.append('v');
        }
        return bad.toString();
    }

    @Test
    void anAnswerThatIsNoneEndsTheAttemptWithAReason() throws InterruptedException {
        links.dial(BEN, FIRST);
        told.awaitSignal(LinkSignal.Offer.class);
        links.takeAnswer(BEN, FIRST, "garbage");
        assertThat(told.await(Event.Closed.class).attempt()).isEqualTo(FIRST);
    }

    @Test
    void candidatesThatAreNoneDoNoHarm() throws InterruptedException {
        links.dial(BEN, FIRST);
        String offer = told.awaitSignal(LinkSignal.Offer.class).sdp();
        links.accept(BEN, SECOND, offer);
        for (int i = 0; i < 2 * Link.CANDIDATES_MAX; i++) {
            links.addCandidate(BEN, SECOND, new IceCandidate("garbage " + i, "0", i - 1));
        }
        told.awaitSignal(LinkSignal.Answer.class);
        links.addCandidate(BEN, SECOND, new IceCandidate("", "", -1));
        links.addCandidate(BEN, new LinkAttempt(1, 9), new IceCandidate("for nobody", "0", 0));
        links.dial(BEN, new LinkAttempt(1, 3));
        told.awaitSignal(LinkSignal.Offer.class);
        assertThat(links.size()).isEqualTo(3);
    }

    @Test
    void nothingIsToldOfAClosedAttempt() throws InterruptedException {
        told.holdAtClosed();
        links.accept(BEN, new LinkAttempt(1, 3), "garbage");
        told.await(Event.Closed.class);
        links.dial(BEN, FIRST);
        links.close(BEN, FIRST);
        links.dial(BEN, SECOND);
        told.release();
        assertThat(told.awaitSignal(LinkSignal.Offer.class).attempt()).isEqualTo(SECOND);
        assertThat(links.size()).isEqualTo(1);
    }

    @Test
    void thereIsAPlaceForSoManyLinksAndNoMore() throws InterruptedException {
        for (int i = 1; i <= WebRtcLinks.LINKS_MAX; i++) {
            links.dial(BEN, new LinkAttempt(1, i));
        }
        LinkAttempt over = new LinkAttempt(2, 1);
        links.dial(BEN, over);
        assertThat(told.await(Event.Closed.class).attempt()).isEqualTo(over);
        assertThat(links.size()).isEqualTo(WebRtcLinks.LINKS_MAX);
        links.close(BEN, FIRST);
        links.dial(BEN, SECOND);
    }

    @Test
    void aServerThatIsNoneDoesNoHarm() throws InterruptedException {
        links.setIceServers(List.of(new IceServer(List.of("nonsense", "turn:127.0.0.1:1"), null, null),
                new IceServer(List.of("stun:127.0.0.1:1"), null, null)));
        links.dial(BEN, FIRST);
        told.awaitSignal(LinkSignal.Offer.class);
    }

    @Test
    void aFrameOverTheLimitIsTheCallersMistake() {
        var frame = new byte[Limits.MESH_FRAME_BYTES_MAX + 1];
        assertThatThrownBy(() -> links.send(BEN, FIRST, frame)).isInstanceOf(IllegalArgumentException.class);
        links.send(BEN, FIRST, new byte[Limits.MESH_FRAME_BYTES_MAX]);
    }

    @Test
    void whatIsAskedAfterTheCloseIsPassedOver() {
        links.close();
        links.dial(BEN, FIRST);
        links.close();
        assertThat(told.isEmpty()).isTrue();
    }

    @Test
    void theNumberOfMessagesIsCheckedAndIsFewerWhereTheHeapIsSmall() {
        for (long wrong : List.of(WebRtcLinks.MESSAGES_MAX_LEAST - 1, WebRtcLinks.MESSAGES_MAX_MOST + 1)) {
            assertThatThrownBy(() -> new WebRtcLinks(told, PortRange.ANY, wrong))
                    .hasMessage("links are made anew after 100 to 100000000 messages, not " + wrong);
        }
        long heap = 96L << 20;
        assertThat(TransportRotation.messagesMax(1_000, heap)).isEqualTo(1_000);
        assertThat(TransportRotation.messagesMax(1_000_000, heap) * TransportRotation.BYTES_KEPT)
                .isBetween(heap / 4 - TransportRotation.BYTES_KEPT, heap / 4);
    }

    @Test
    void aRangeOfPortsIsChecked() {
        assertThatThrownBy(() -> new PortRange(5_000, 4_000)).hasMessageContaining("5000 to 4000");
        assertThatThrownBy(() -> new PortRange(80, 90)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new PortRange(50_000, 50_000).min()).isEqualTo(50_000);
    }
}
