package dev.roommesh.protocol.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OfficeTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");
    private static final PeerId CLEO = new PeerId("cleo");
    private static final Roster ROSTER = new Roster(1, 1,
            List.of(new Candidate(ANA, 9), new Candidate(BEN, 5), new Candidate(CLEO, 5)));
    private static final Instant NOW = Instant.ofEpochSecond(1_000);
    private static final Duration LEASE = Duration.ofSeconds(1);

    private final Office office = new Office(BEN, LEASE);

    @Test
    void theHighestTermIsFollowedAndOfOneTermTheBetterCandidate() {
        assertThat(office.learn(7, CLEO, ROSTER, NOW)).isTrue();
        assertThat(office.learn(6, ANA, ROSTER, NOW)).isFalse();
        assertThat(office.admin()).contains(CLEO);
        assertThat(office.learn(7, ANA, ROSTER, NOW)).isTrue();
        assertThat(office.learn(7, CLEO, ROSTER, NOW)).isFalse();
        assertThat(office.learn(8, CLEO, ROSTER, NOW)).isTrue();
    }

    @Test
    void aClaimIsAboveAllThatIsKnownAndNoLowerThanTheClock() {
        assertThat(office.nextTerm(NOW)).isEqualTo(1_000);
        office.learn(5_000, ANA, ROSTER, NOW);
        assertThat(office.nextTerm(NOW)).isEqualTo(5_001);
        office.learn(Limits.TERM_MAX, ANA, ROSTER, NOW);
        assertThat(office.nextTerm(NOW)).isEqualTo(Limits.TERM_MAX);
        assertThatThrownBy(() -> office.claim(4_000, Set.of(), false, NOW, NOW))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLeaseLastsAsLongAsAQuorumEchoed() {
        office.claim(7, Set.of(ANA, CLEO), false, NOW, NOW);
        assertThat(office.leaseEnd(ROSTER, NOW)).contains(NOW.plus(LEASE));
        office.echoed(CLEO, 7, NOW.plusMillis(400));
        assertThat(office.leaseEnd(ROSTER, NOW.plusMillis(500))).as("one other is enough of three")
                .contains(NOW.plusMillis(1_400));
        assertThat(office.leaseEnd(ROSTER, NOW.plusMillis(1_400))).isEmpty();
    }

    @Test
    void echoesOfAnotherTermDoNotCount() {
        office.claim(7, Set.of(), false, NOW, NOW);
        office.echoed(ANA, 6, NOW);
        office.echoed(ANA, 8, NOW);
        assertThat(office.leaseEnd(ROSTER, NOW)).isEmpty();
        office.echoed(ANA, 7, NOW);
        assertThat(office.leaseEnd(ROSTER, NOW)).isPresent();
    }

    @Test
    void afterOversleepingNoEchoCounts() {
        office.claim(7, Set.of(ANA, CLEO), false, NOW, NOW);
        office.overslept();
        assertThat(office.leaseEnd(ROSTER, NOW)).isEmpty();
    }

    @Test
    void aCaretakerIsNoIncumbentThatHalfARosterCouldCountOn() {
        var two = new Roster(1, 1, List.of(new Candidate(ANA, 9), new Candidate(BEN, 5)));
        office.claim(7, Set.of(), true, NOW, NOW);
        assertThat(office.leaseEnd(two, NOW)).isEmpty();
        office.claim(8, Set.of(), false, NOW, NOW);
        assertThat(office.leaseEnd(two, NOW)).isPresent();
    }

    @Test
    void whoeverLearnsOfAHigherTermHoldsTheOfficeNoLonger() {
        office.claim(7, Set.of(ANA, CLEO), false, NOW, NOW);
        office.learn(8, CLEO, ROSTER, NOW);
        assertThat(office.isHeld()).isFalse();
        assertThat(office.leaseEnd(ROSTER, NOW)).isEmpty();
    }

    @Test
    void whatIsKnownAlreadyChangesNothing() {
        office.claim(7, Set.of(ANA), false, NOW, NOW);
        assertThat(office.learn(7, BEN, ROSTER, NOW.plusSeconds(1))).isFalse();
        assertThat(office.isHeld()).isTrue();
        assertThat(office.isCaretaker()).isFalse();
        assertThat(office.electedAt()).isEqualTo(NOW);
    }

    @Test
    void whoeverFollowsAnotherForgetsItsEchoesAndTakesNone() {
        Instant later = NOW.plusMillis(1);
        office.claim(7, Set.of(ANA, CLEO), true, NOW, NOW);
        office.learn(8, CLEO, ROSTER, later);
        office.echoed(ANA, 8, later);
        assertThat(office.echoing(later)).containsExactly(BEN);
        assertThat(office.isCaretaker()).isFalse();
        assertThat(office.incumbent()).isEqualTo(CLEO);
        assertThat(office.electedAt()).isEqualTo(later);
    }

    @Test
    void whoeverFollowsAnotherHasNoLeaseEvenWhereItIsTheWholeRoster() {
        office.learn(7, ANA, ROSTER, NOW);
        assertThat(office.leaseEnd(new Roster(1, 1, List.of(new Candidate(BEN, 5))), NOW)).isEmpty();
    }

    @Test
    void whoIsOnTheRosterIsBetterThanAStrangerAndOfStrangersTheLowerId() {
        var aaron = new PeerId("aaron");
        var dora = new PeerId("dora");
        assertThat(office.learn(7, dora, ROSTER, NOW)).isTrue();
        assertThat(office.learn(7, aaron, ROSTER, NOW)).isTrue();
        assertThat(office.learn(7, dora, ROSTER, NOW)).isFalse();
        assertThat(office.learn(7, CLEO, ROSTER, NOW)).isTrue();
        assertThat(office.learn(7, aaron, ROSTER, NOW)).isFalse();
    }

    @Test
    void aTermTooFarAheadOfTheClockIsNotPlausible() {
        long highest = NOW.getEpochSecond() + Limits.TERM_AHEAD_SECONDS_MAX;
        assertThat(Office.isPlausible(highest, NOW)).isTrue();
        assertThat(Office.isPlausible(highest + 1, NOW)).isFalse();
    }

    @Test
    void aTermIsClaimedAgainOnlyByWhoeverHoldsIt() {
        office.learn(7, ANA, ROSTER, NOW);
        assertThatThrownBy(() -> office.claim(7, Set.of(), false, NOW, NOW)).isInstanceOf(IllegalStateException.class);
        office.claim(8, Set.of(ANA, CLEO), false, NOW, NOW);
        office.claim(8, Set.of(), false, NOW, NOW);
        assertThat(office.leaseEnd(ROSTER, NOW)).as("each claim counts its own answers alone").isEmpty();
    }

    @Test
    void aCaretakerWithAMajorityIsAnIncumbentAgain() {
        var two = new Roster(1, 1, List.of(new Candidate(ANA, 9), new Candidate(BEN, 5)));
        office.claim(7, Set.of(), true, NOW, NOW);
        assertThat(office.isCaretaker()).isTrue();
        office.regularize();
        assertThat(office.isCaretaker()).isFalse();
        assertThat(office.leaseEnd(two, NOW)).isPresent();
    }
}
