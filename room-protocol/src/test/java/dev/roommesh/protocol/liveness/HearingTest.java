package dev.roommesh.protocol.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HearingTest {
    private static final PeerId ME = new PeerId("me");
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant NOW = Instant.ofEpochSecond(1_000);

    private final Hearing hearing = new Hearing(ME, SECOND);

    @Test
    void aPeerIsHeardForTwoAndAHalfOfItsIntervals() {
        beat(ANA, 1, Set.of(ME), NOW);
        assertThat(hearing.hears(NOW.plusMillis(2_499))).containsExactly(ANA);
        assertThat(hearing.hears(NOW.plusMillis(2_500))).isEmpty();
    }

    @Test
    void anEdgeCountsOnlyIfBothEndsHearEachOther() {
        beat(ANA, 1, Set.of(), NOW);
        assertThat(hearing.component(NOW)).containsExactly(ME);
        beat(ANA, 2, Set.of(ME), NOW);
        assertThat(hearing.component(NOW)).containsExactlyInAnyOrder(ME, ANA);
    }

    @Test
    void whoHasNoLinkToMeIsInMyComponentThroughANeighbour() {
        beat(ANA, 1, Set.of(ME, BEN), NOW);
        hearing.passedOn(BEN, 1, 1, SECOND, Set.of(ANA), NOW);
        assertThat(hearing.component(NOW)).containsExactlyInAnyOrder(ME, ANA, BEN);
    }

    @Test
    void aWorkerThatSomebodyOfMyComponentHearsIsNotDeadAndRumourKeepsNobodyAlive() {
        beat(ANA, 1, Set.of(ME, BEN), NOW);
        hearing.passedOn(BEN, 1, 1, SECOND, Set.of(ANA), NOW);
        long sequence = 1;
        for (int tenths = 0; tenths <= 60; tenths++) {
            Instant now = NOW.plusMillis(tenths * 100L);
            if (tenths % 10 == 0) beat(ANA, ++sequence, tenths < 30 ? Set.of(ME, BEN) : Set.of(ME), now);
            hearing.judge(hearing.component(now), now);
            if (tenths < 45) assertThat(hearing.isDead(BEN)).as("after " + tenths + " tenths").isFalse();
        }
        assertThat(hearing.isDead(BEN)).isTrue();
        assertThat(hearing.isDead(ANA)).isFalse();
    }

    @Test
    void whoGaveNoSignIsDeadUnlessSomebodyElseHearsIt() {
        beat(ANA, 1, Set.of(ME, BEN), NOW);
        beat(BEN, 1, Set.of(ME, ANA), NOW);
        hearing.gaveNoSign(BEN, NOW);
        hearing.judge(hearing.component(NOW), NOW);
        assertThat(hearing.isDead(BEN)).isFalse();
        beat(ANA, 2, Set.of(ME), NOW);
        hearing.judge(hearing.component(NOW), NOW);
        assertThat(hearing.isDead(BEN)).isTrue();
        beat(BEN, 2, Set.of(ME), NOW);
        hearing.judge(hearing.component(NOW), NOW);
        assertThat(hearing.isDead(BEN)).isFalse();
    }

    @Test
    void whoOversleptVouchesForAndAccusesNobodyForOneDeadline() {
        beat(ANA, 1, Set.of(ME), NOW);
        Instant woke = NOW.plusSeconds(60);
        hearing.overslept(woke);
        beat(ANA, 2, Set.of(ME), woke);
        assertThat(hearing.hears(woke)).isEmpty();
        hearing.judge(hearing.component(woke.plusMillis(2_400)), woke.plusMillis(2_400));
        assertThat(hearing.isDead(ANA)).isFalse();
        beat(ANA, 3, Set.of(ME), woke.plusMillis(2_500));
        assertThat(hearing.hears(woke.plusMillis(2_500))).containsExactly(ANA);
    }

    @Test
    void anOlderSetChangesNothing() {
        hearing.set(ANA, 2, 5, SECOND, Set.of(ME), NOW);
        hearing.set(ANA, 2, 5, SECOND, Set.of(), NOW);
        hearing.set(ANA, 1, 9, SECOND, Set.of(), NOW);
        assertThat(hearing.heardBy(ANA)).containsExactly(ME);
        hearing.set(ANA, 3, 1, SECOND, Set.of(), NOW);
        assertThat(hearing.heardBy(ANA)).as("of a later process").isEmpty();
        assertThat(hearing.incarnation(ANA)).isEqualTo(3);
    }

    @Test
    void noNeighboursWordStandsAgainstThePeersOwn() {
        beat(ANA, 1, Set.of(ME), NOW);
        hearing.passedOn(ANA, Long.MAX_VALUE, Long.MAX_VALUE, SECOND, Set.of(), NOW);
        assertThat(hearing.component(NOW)).containsExactlyInAnyOrder(ME, ANA);
        assertThat(hearing.incarnation(ANA)).isEqualTo(1);
        beat(ANA, 2, Set.of(ME, BEN), NOW);
        assertThat(hearing.heardBy(ANA)).containsExactlyInAnyOrder(ME, BEN);
    }

    private void beat(PeerId peer, long sequence, Set<PeerId> hears, Instant now) {
        hearing.frame(peer, now);
        hearing.set(peer, 1, sequence, SECOND, hears, now);
    }
}
