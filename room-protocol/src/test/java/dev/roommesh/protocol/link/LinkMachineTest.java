package dev.roommesh.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

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
    void anAnswerToAnEarlierAttemptIsDropped() {
        dialler.tick(true, Instant.MIN, NOW, steps);
        dialler.tick(true, Instant.MIN, NOW.plusSeconds(10), steps);
        dialler.tick(true, Instant.MIN, NOW.plusSeconds(12), steps);
        assertThat(steps).containsExactly(new LinkStep.Dial(LOW, FIRST), new LinkStep.Close(LOW, FIRST),
                new LinkStep.Dial(LOW, SECOND));
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
        assertThat(POLICY.backOff(1_000)).isEqualTo(Duration.ofSeconds(10));
    }

    private void open(LinkMachine machine, LinkAttempt attempt) {
        machine.signal(new LinkSignal.Offer(attempt, "sdp"), NOW, steps);
        machine.opened(attempt, NOW, steps);
        assertThat(machine.isOpen(attempt)).isTrue();
        steps.clear();
    }
}
