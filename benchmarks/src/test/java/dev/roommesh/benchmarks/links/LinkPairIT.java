package dev.roommesh.benchmarks.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roommesh.agent.webrtc.WebRtcLinks;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two ends on a real data channel. */
class LinkPairIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final byte[] FRAME = new byte[200];

    private final LinkPair pair = new LinkPair(WebRtcLinks.MESSAGES_MAX_LEAST);

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void eachMessageArrivesOnceOverEveryLinkAndAWornOutFactoryIsReplaced() {
        long sent = 0;
        for (int link = 0; link < 3; link++) {
            pair.dial();
            assertThat(pair.isWornOut()).isFalse();
            for (int i = 0; i < 2 * LinkPair.WINDOW; i++, sent++)
                pair.send(FRAME);
            pair.drain();
            assertThat(pair.received()).isEqualTo(sent);
            await().atMost(LIMIT).until(pair::isWornOut);
        }
        pair.dial();
        await().atMost(LIMIT).until(() -> pair.rotations() == 3);
    }
}
