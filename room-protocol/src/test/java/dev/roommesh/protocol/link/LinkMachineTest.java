package dev.roommesh.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkMachineTest {
    private static final PeerId LOW = new PeerId("ana");
    private static final PeerId HIGH = new PeerId("ben");
    private static final Instant NOW = Instant.ofEpochSecond(1_000);
    private static final LinkPolicy POLICY = new LinkPolicy(Duration.ofSeconds(10), Duration.ofMillis(250),
            Duration.ofSeconds(10), Duration.ofSeconds(4));
    private static final LinkAttempt FIRST = new LinkAttempt(5, 1);
    private static final LinkAttempt SECOND = new LinkAttempt(5, 2);

    private final LinkMachine dialler = new LinkMachine(HIGH, LOW, 5, POLICY, NOW);
    private final LinkMachine acceptor = new LinkMachine(LOW, HIGH, 9, POLICY, NOW);
    private final List<LinkStep> steps = new ArrayList<>();

    @Test
    void theOneWithTheGreaterIdDialsAndTheOtherOnlyAsks() {
        dialler.tick(true, Instant.MIN, NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Dial(LOW, FIRST));
        steps.clear();
        acceptor.tick(true, Instant.MIN, NOW, steps);
        assertThat(steps).as("the other end dials by itself").isEmpty();
        acceptor.tick(true, Instant.MIN, NOW.plusSeconds(2), steps);
        assertThat(steps).containsExactly(new LinkStep.AskToBeDialled(HIGH));
    }

    @Test
    void nothingIsTriedWhileNoSignalCanGetThere() {
        dialler.tick(false, Instant.MIN, NOW, steps);
        acceptor.tick(false, Instant.MIN, NOW.plusSeconds(60), steps);
        assertThat(steps).isEmpty();
    }

    @Test
    void anOfferThatMayBeLostIsMadeAnewUnlessItIsYoungOrNotOutYet() {
        dialler.tick(true, Instant.MIN, NOW, steps);
        steps.clear();
        dialler.startOver(NOW.plusSeconds(5), steps);
        dialler.offered(SECOND, NOW.minusSeconds(60));
        dialler.startOver(NOW.plusSeconds(5), steps);
        dialler.offered(FIRST, NOW);
        dialler.startOver(NOW.plusMillis(999), steps);
        assertThat(steps).isEmpty();
        dialler.startOver(NOW.plusMillis(1_000), steps);
        assertThat(steps).containsExactly(new LinkStep.Close(LOW, FIRST), new LinkStep.Dial(LOW, SECOND));
    }

    @Test
    void whoeverAsksToBeDialledHasNotGotTheOfferUnlessItIsYoungOrAnswered() {
        dialler.tick(true, Instant.MIN, NOW, steps);
        dialler.offered(FIRST, NOW);
        steps.clear();
        dialler.signal(new LinkSignal.DialMe(), NOW.plusMillis(999), steps);
        assertThat(steps).isEmpty();
        dialler.signal(new LinkSignal.DialMe(), NOW.plusMillis(1_000), steps);
        assertThat(steps).containsExactly(new LinkStep.Close(LOW, FIRST), new LinkStep.Dial(LOW, SECOND));
        dialler.offered(SECOND, NOW.plusSeconds(1));
        dialler.signal(new LinkSignal.Answer(SECOND, "sdp"), NOW.plusSeconds(1), steps);
        steps.clear();
        dialler.signal(new LinkSignal.DialMe(), NOW.plusMillis(5_999), steps);
        assertThat(steps).isEmpty();
        dialler.signal(new LinkSignal.DialMe(), NOW.plusSeconds(6), steps);
        assertThat(steps).as("half of what an attempt may take").hasSize(2);
    }

    @Test
    void whoseAnswerMayBeLostAsksToBeDialledAnew() {
        acceptor.signal(new LinkSignal.Offer(FIRST, "sdp"), NOW, steps);
        steps.clear();
        acceptor.startOver(NOW.plusMillis(999), steps);
        assertThat(steps).isEmpty();
        acceptor.startOver(NOW.plusMillis(1_000), steps);
        acceptor.tick(true, Instant.MIN, NOW.plusMillis(1_000), steps);
        assertThat(steps).containsExactly(new LinkStep.Close(HIGH, FIRST), new LinkStep.AskToBeDialled(HIGH));
    }

    @Test
    void whereTheWayOfSignalsIsNewTheOneThatDoesNotDialAsksAtOnce() {
        acceptor.startOver(NOW, steps);
        acceptor.tick(true, Instant.MIN, NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.AskToBeDialled(HIGH));
    }

    @Test
    void aBackOffEndsWhereAnotherHearsThePeerAndTheOneThatDoesNotDialWaits() {
        dialler.tick(true, Instant.MIN, NOW, steps);
        dialler.closed(FIRST, "refused", NOW, steps);
        steps.clear();
        dialler.retrySoon(NOW);
        dialler.tick(true, Instant.MIN, NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Dial(LOW, SECOND));
        dialler.retrySoon(NOW.plusSeconds(2));
        acceptor.retrySoon(NOW);
        acceptor.tick(true, Instant.MIN, NOW, steps);
        assertThat(steps).as("neither an attempt under way nor the other end is disturbed").hasSize(1);
    }

    @Test
    void anAnswerToAnEarlierAttemptIsDropped() {
        dialler.tick(true, Instant.MIN, NOW, steps);
        dialler.tick(true, Instant.MIN, NOW.plusSeconds(10), steps);
        dialler.tick(true, Instant.MIN, NOW.plusSeconds(12), steps);
        assertThat(steps).containsExactly(new LinkStep.Dial(LOW, FIRST), new LinkStep.Close(LOW, FIRST),
                new LinkStep.Failed(LOW, 1, Links.NO_ANSWER), new LinkStep.Dial(LOW, SECOND));
        steps.clear();
        dialler.signal(new LinkSignal.Answer(FIRST, "late"), NOW.plusSeconds(12), steps);
        dialler.opened(FIRST, NOW.plusSeconds(12), steps);
        dialler.closed(FIRST, "late", NOW.plusSeconds(12), steps);
        assertThat(steps).isEmpty();
        dialler.signal(new LinkSignal.Answer(SECOND, "sdp"), NOW.plusSeconds(12), steps);
        assertThat(steps).containsExactly(new LinkStep.TakeAnswer(LOW, SECOND, "sdp"));
    }

    @Test
    void aNewerAttemptOfThePeerTakesThePlaceOfAnOpenLinkAndAnOlderOneDoesNot() {
        open(acceptor, SECOND);
        acceptor.signal(new LinkSignal.Offer(FIRST, "late"), NOW, steps);
        acceptor.signal(new LinkSignal.Offer(SECOND, "again"), NOW, steps);
        assertThat(steps).isEmpty();
        var restarted = new LinkAttempt(6, 1);
        acceptor.signal(new LinkSignal.Offer(restarted, "sdp"), NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Close(HIGH, SECOND),
                new LinkStep.Lost(HIGH, "the peer dialled anew"), new LinkStep.Accept(HIGH, restarted, "sdp"));
    }

    @Test
    void anOfferToTheOneThatDialsIsIgnored() {
        dialler.signal(new LinkSignal.Offer(new LinkAttempt(99, 9), "sdp"), NOW, steps);
        assertThat(steps).isEmpty();
    }

    @Test
    void aLinkWithoutAFrameForFourSecondsIsClosed() {
        open(acceptor, FIRST);
        acceptor.tick(true, NOW.plusSeconds(3), NOW.plusMillis(6_999), steps);
        assertThat(steps).isEmpty();
        acceptor.tick(true, NOW.plusSeconds(3), NOW.plusMillis(7_001), steps);
        assertThat(steps).contains(new LinkStep.Close(HIGH, FIRST));
        assertThat(acceptor.isOpen()).isFalse();
    }

    @Test
    void theWaitDoublesWithEachFailureUpToALimit() {
        assertThat(POLICY.backOff(0)).isEqualTo(Duration.ofMillis(250));
        assertThat(POLICY.backOff(3)).isEqualTo(Duration.ofSeconds(2));
        assertThat(POLICY.backOff(6)).isEqualTo(Duration.ofSeconds(10));
        for (int failures = 6; failures < 200; failures++)
            assertThat(POLICY.backOff(failures)).as("%d failures", failures).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void eachFailureIsCountedAndWaitedOutForLonger() {
        dialler.tick(true, Instant.MIN, NOW, steps);
        assertThat(dialler.state()).isEqualTo(new LinkState.Offering(1, FIRST, NOW.plusSeconds(10)));
        dialler.tick(true, Instant.MIN, NOW.plusSeconds(10), steps);
        assertThat(dialler.state())
                .isEqualTo(new LinkState.Waiting(1, NOW.plusMillis(10_500), "no answer in time"));
        dialler.tick(true, Instant.MIN, NOW.plusMillis(10_500), steps);
        assertThat(dialler.state()).isEqualTo(new LinkState.Offering(2, SECOND, NOW.plusMillis(20_500)));
        dialler.closed(SECOND, "refused", NOW.plusSeconds(11), steps);
        assertThat(dialler.state()).isEqualTo(new LinkState.Waiting(2, NOW.plusSeconds(12), "refused"));
        assertThat(steps).as("it was never open").noneMatch(LinkStep.Lost.class::isInstance);
    }

    @Test
    void theOneThatMayOnlyAskAsksLessAndLessOften() {
        acceptor.tick(true, Instant.MIN, NOW.plusSeconds(2), steps);
        assertThat(acceptor.state()).isEqualTo(new LinkState.Waiting(1, NOW.plusSeconds(3), "not tried yet"));
        acceptor.tick(true, Instant.MIN, NOW.plusSeconds(3), steps);
        assertThat(acceptor.state()).isEqualTo(new LinkState.Waiting(2, NOW.plusSeconds(5), "not tried yet"));
        assertThat(steps).containsExactly(new LinkStep.AskToBeDialled(HIGH), new LinkStep.AskToBeDialled(HIGH));
    }

    @Test
    void theOneThatIsDialledCountsItsFailuresToo() {
        acceptor.signal(new LinkSignal.Offer(FIRST, "sdp"), NOW, steps);
        acceptor.closed(FIRST, "no way", NOW, steps);
        acceptor.signal(new LinkSignal.Offer(SECOND, "sdp"), NOW, steps);
        assertThat(acceptor.state())
                .isEqualTo(new LinkState.Offering(2, SECOND, NOW.plusSeconds(10)).describedBy(NOW.plusSeconds(1)));
        steps.clear();
        acceptor.opened(SECOND, NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Opened(HIGH, SECOND, 2));
        assertThat(acceptor.state()).isEqualTo(new LinkState.Open(SECOND, NOW));
    }

    @Test
    void whoeverIsAskedDialsAtOnceUnlessItDialsAlready() {
        dialler.signal(new LinkSignal.DialMe(), NOW, steps);
        dialler.signal(new LinkSignal.DialMe(), NOW, steps);
        acceptor.signal(new LinkSignal.DialMe(), NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Dial(LOW, FIRST));
    }

    @Test
    void anOldLinkToAPeerThatAsksToBeDialledIsARelicAndAFreshOneIsNot() {
        openDialler();
        dialler.signal(new LinkSignal.DialMe(), NOW.plusSeconds(2), steps);
        assertThat(steps).isEmpty();
        dialler.signal(new LinkSignal.DialMe(), NOW.plusMillis(2_001), steps);
        assertThat(steps).as("it stays until its successor is open").containsExactly(new LinkStep.Dial(LOW, SECOND));
    }

    @Test
    void aLostLinkIsDialledSoonAndAskedForLater() {
        openDialler();
        dialler.closed(FIRST, "gone", NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Lost(LOW, "gone"));
        assertThat(dialler.state()).isEqualTo(new LinkState.Waiting(0, NOW.plusMillis(250), "gone"));
        open(acceptor, FIRST);
        acceptor.abandon("it left", NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Close(HIGH, FIRST), new LinkStep.Lost(HIGH, "it left"));
        assertThat(acceptor.state()).isEqualTo(new LinkState.Waiting(0, NOW.plusSeconds(1), "it left"));
    }

    @Test
    void thereIsNothingToAbandonBeforeTheFirstAttempt() {
        LinkState before = dialler.state();
        dialler.abandon("it left", NOW, steps);
        assertThat(steps).isEmpty();
        assertThat(dialler.state()).isEqualTo(before);
    }

    @Test
    void aLinkThatIsOpenForLessThanFourSecondsIsNotSilentYet() {
        open(acceptor, FIRST);
        acceptor.tick(true, NOW.minusSeconds(60), NOW.plusSeconds(4), steps);
        assertThat(steps).isEmpty();
        acceptor.tick(true, NOW.minusSeconds(60), NOW.plusMillis(4_001), steps);
        assertThat(steps).containsExactly(new LinkStep.Close(HIGH, FIRST),
                new LinkStep.Lost(HIGH, "no frame for 4000 ms"));
    }

    @Test
    void candidatesAreTakenForTheAttemptThatIsUnderWay() {
        var candidate = new IceCandidate("candidate:1", "0", 0);
        dialler.tick(true, Instant.MIN, NOW, steps);
        steps.clear();
        dialler.signal(new LinkSignal.Candidate(SECOND, candidate), NOW, steps);
        assertThat(steps).isEmpty();
        dialler.signal(new LinkSignal.Candidate(FIRST, candidate), NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.AddCandidate(LOW, FIRST, candidate));
    }

    private void openDialler() {
        dialler.tick(true, Instant.MIN, NOW, steps);
        dialler.opened(FIRST, NOW, steps);
        steps.clear();
    }

    private void open(LinkMachine machine, LinkAttempt attempt) {
        machine.signal(new LinkSignal.Offer(attempt, "sdp"), NOW, steps);
        machine.opened(attempt, NOW, steps);
        assertThat(machine.isOpen(attempt)).isTrue();
        steps.clear();
    }

    @Test
    void anAttemptThatCameToNothingSaysWhetherTheOtherEndWasHeard() {
        dialler.tick(true, Instant.MIN, NOW, steps);
        dialler.tick(true, Instant.MIN, NOW.plusSeconds(10), steps);
        assertThat(steps).last().isEqualTo(new LinkStep.Failed(LOW, 1, Links.NO_ANSWER));
        dialler.tick(true, Instant.MIN, NOW.plusSeconds(11), steps);
        dialler.signal(new LinkSignal.Answer(SECOND, "sdp"), NOW.plusSeconds(12), steps);
        dialler.tick(true, Instant.MIN, NOW.plusSeconds(21), steps);
        assertThat(steps).last().isEqualTo(new LinkStep.Failed(LOW, 2, Links.NO_PATH));
        acceptor.signal(new LinkSignal.Offer(FIRST, "sdp"), NOW, steps);
        acceptor.closed(FIRST, "ICE failed", NOW.plusSeconds(1), steps);
        assertThat(steps).last().isEqualTo(new LinkStep.Failed(HIGH, 1, "ICE failed"));
    }

    @Test
    void anAttemptThatIsGivenUpOrReplacedHasNotFailed() {
        dialler.tick(true, Instant.MIN, NOW, steps);
        dialler.abandon("it left", NOW, steps);
        acceptor.signal(new LinkSignal.Offer(FIRST, "sdp"), NOW, steps);
        acceptor.signal(new LinkSignal.Offer(SECOND, "sdp"), NOW, steps);
        assertThat(steps).isNotEmpty().noneMatch(LinkStep.Failed.class::isInstance);
    }
}
