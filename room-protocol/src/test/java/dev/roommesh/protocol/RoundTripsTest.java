package dev.roommesh.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTripsTest {
    private static final PeerId BEN = new PeerId("ben");
    private static final PeerId CLEO = new PeerId("cleo");
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final RoundTrips trips = new RoundTrips();

    @Test
    void theLongerOfTheLastTwoCounts() {
        assertThat(trips.of(BEN)).isEqualTo(RoundTrips.UNMEASURED);
        measure(BEN, 400);
        assertThat(trips.of(BEN)).isEqualTo(Duration.ofMillis(400));
        measure(BEN, 20);
        assertThat(trips.of(BEN)).as("one that was lucky says little").isEqualTo(Duration.ofMillis(400));
        measure(BEN, 30);
        assertThat(trips.of(BEN)).as("what was measured while the link opened is forgotten")
                .isEqualTo(Duration.ofMillis(30));
        measure(BEN, 320);
        assertThat(trips.of(BEN)).isEqualTo(Duration.ofMillis(320));
        measure(CLEO, 5);
        assertThat(trips.longest(List.of(BEN, CLEO))).isEqualTo(Duration.ofMillis(320));
    }

    @Test
    void neighboursAreProbedInTurn() {
        assertThat(List.of(trips.nextOf(List.of(BEN, CLEO)), trips.nextOf(List.of(BEN, CLEO))))
                .extracting(next -> next.orElseThrow()).containsExactlyInAnyOrder(BEN, CLEO);
        assertThat(trips.nextOf(List.of())).isEmpty();
    }

    @Test
    void onlyTheAnswerToTheLastProbeCounts() {
        long old = trips.probe(BEN, NOW).nonce();
        long last = trips.probe(BEN, NOW.plusMillis(5)).nonce();
        trips.answered(BEN, old, NOW.plusMillis(6));
        assertThat(trips.of(BEN)).isEqualTo(RoundTrips.UNMEASURED);
        trips.answered(BEN, last, NOW.plusMillis(7));
        trips.answered(BEN, last, NOW.plusMillis(900));
        assertThat(trips.longest(List.of(BEN, CLEO))).isEqualTo(Duration.ofMillis(2));
        trips.forget(BEN);
        assertThat(trips.of(BEN)).isEqualTo(RoundTrips.UNMEASURED);
    }

    private void measure(PeerId peer, long millis) {
        trips.answered(peer, trips.probe(peer, NOW).nonce(), NOW.plusMillis(millis));
    }
}
