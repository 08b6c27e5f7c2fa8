package dev.roommesh.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An open link is made anew: make before break. */
class LinkRenewalTest {
    private static final PeerId LOW = new PeerId("ana");
    private static final PeerId HIGH = new PeerId("ben");
    private static final Instant START = Instant.ofEpochSecond(1_000);
    /** Long after the links opened, so that no request can be meant for the attempt that opened them. */
    private static final Instant NOW = START.plusSeconds(60);
    private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(10);
    private static final LinkPolicy POLICY = new LinkPolicy(DIAL_TIMEOUT, Duration.ofMillis(250),
            Duration.ofSeconds(10), Duration.ofSeconds(4));
    private static final LinkAttempt FIRST = new LinkAttempt(5, 1);
    private static final LinkAttempt SECOND = new LinkAttempt(5, 2);
    private static final LinkAttempt THIRD = new LinkAttempt(5, 3);
    private static final LinkAttempt RESTARTED = new LinkAttempt(6, 1);

    private final LinkMachine dialler = new LinkMachine(HIGH, LOW, 5, POLICY, START);
    private final LinkMachine acceptor = new LinkMachine(LOW, HIGH, 9, POLICY, START);
    private final List<LinkStep> steps = new ArrayList<>();

    @BeforeEach
    void open() {
        dialler.tick(true, Instant.MIN, START, steps);
        dialler.opened(FIRST, START, steps);
        acceptor.signal(new LinkSignal.Offer(FIRST, "sdp"), START, steps);
        acceptor.opened(FIRST, START, steps);
        steps.clear();
    }

    @Test
    void theEndThatDialsDialsASuccessorAndStaysOpen() {
        dialler.wornOut(FIRST, NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Dial(LOW, SECOND));
        assertOver(dialler, FIRST);
        steps.clear();
        dialler.wornOut(FIRST, NOW.plusSeconds(2), steps);
        dialler.signal(new LinkSignal.DialMe(), NOW.plusSeconds(3), steps);
        assertThat(steps).as("one is under way").isEmpty();
        dialler.signal(new LinkSignal.Answer(SECOND, "sdp"), NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.TakeAnswer(LOW, SECOND, "sdp"));
    }

    @Test
    void theOtherEndAsksAgainAndAgainAndStaysOpen() {
        acceptor.wornOut(FIRST, NOW, steps);
        acceptor.wornOut(FIRST, NOW.plusSeconds(2), steps);
        assertThat(steps).containsExactly(new LinkStep.AskToBeDialled(HIGH), new LinkStep.AskToBeDialled(HIGH));
        assertOver(acceptor, FIRST);
    }

    @Test
    void aReportAboutAnAttemptThatIsNotOpenChangesNothing() {
        dialler.wornOut(SECOND, NOW, steps);
        acceptor.wornOut(SECOND, NOW, steps);
        assertThat(steps).isEmpty();
        dialler.closed(FIRST, "gone", NOW, steps);
        steps.clear();
        dialler.wornOut(FIRST, NOW, steps);
        assertThat(steps).isEmpty();
    }

    @Test
    void aRequestToDialAnOpenLinkStartsASuccessorBesideIt() {
        dialler.signal(new LinkSignal.DialMe(), START.plusSeconds(2), steps);
        assertThat(steps).as("asked before the link opened").isEmpty();
        dialler.signal(new LinkSignal.DialMe(), START.plusMillis(2_001), steps);
        assertThat(steps).containsExactly(new LinkStep.Dial(LOW, SECOND));
        assertOver(dialler, FIRST);
    }

    @Test
    void aNewerOfferOfTheSameProcessIsAcceptedBesideTheOpenLink() {
        acceptor.signal(new LinkSignal.Offer(SECOND, "sdp"), NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Accept(HIGH, SECOND, "sdp"));
        assertOver(acceptor, FIRST);
        steps.clear();
        acceptor.signal(new LinkSignal.Offer(SECOND, "again"), NOW, steps);
        acceptor.signal(new LinkSignal.Offer(FIRST, "late"), NOW, steps);
        assertThat(steps).isEmpty();
        acceptor.signal(new LinkSignal.Offer(THIRD, "sdp"), NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Close(HIGH, SECOND), new LinkStep.Accept(HIGH, THIRD, "sdp"));
        assertOver(acceptor, FIRST);
    }

    @Test
    void anOfferOfANewerProcessEndsTheOpenLinkAndItsSuccessor() {
        renew(acceptor);
        acceptor.signal(new LinkSignal.Offer(RESTARTED, "sdp"), NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Close(HIGH, SECOND), new LinkStep.Close(HIGH, FIRST),
                new LinkStep.Lost(HIGH, "the peer dialled anew"), new LinkStep.Accept(HIGH, RESTARTED, "sdp"));
        assertThat(acceptor.isOpen()).isFalse();
        acceptor.opened(RESTARTED, NOW, steps);
        assertOver(acceptor, RESTARTED);
    }

    @Test
    void framesGoOverTheSuccessorOnceItIsOpenAndTheOldOneStillReceivesForAWhile() {
        for (LinkMachine machine : List.of(dialler, acceptor)) {
            PeerId peer = machine == dialler ? LOW : HIGH;
            renew(machine);
            machine.opened(SECOND, NOW, steps);
            assertThat(steps).containsExactly(new LinkStep.Opened(peer, SECOND, 1));
            steps.clear();
            assertOver(machine, SECOND);
            assertThat(machine.isOpen(FIRST)).as("frames on their way count").isTrue();
            machine.tick(true, NOW, NOW.plus(LinkPolicy.DRAIN).minusMillis(1), steps);
            assertThat(steps).isEmpty();
            machine.tick(true, NOW, NOW.plus(LinkPolicy.DRAIN), steps);
            assertThat(steps).containsExactly(new LinkStep.Close(peer, FIRST));
            steps.clear();
            assertOver(machine, SECOND);
            assertThat(machine.isOpen(FIRST)).isFalse();
        }
    }

    @Test
    void theEndOfTheOldLinkIsNoLossOnceItsSuccessorIsOpen() {
        drain(acceptor);
        acceptor.closed(FIRST, "closed by the peer", NOW, steps);
        acceptor.tick(true, NOW, NOW.plus(LinkPolicy.DRAIN), steps);
        assertThat(steps).isEmpty();
        assertOver(acceptor, SECOND);
    }

    @Test
    void aSuccessorThatFailsLeavesTheOpenLinkAndIsTriedAgainOnTheNextReport() {
        renew(dialler);
        dialler.closed(SECOND, "ICE failed", NOW, steps);
        assertThat(steps).isEmpty();
        assertOver(dialler, FIRST);
        dialler.wornOut(FIRST, NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Dial(LOW, THIRD));
    }

    @Test
    void aSuccessorThatTimesOutIsClosedAndTheOpenLinkStays() {
        renew(dialler);
        Instant late = NOW.plus(DIAL_TIMEOUT);
        dialler.tick(true, late, late.minusMillis(1), steps);
        assertThat(steps).isEmpty();
        dialler.tick(true, late, late, steps);
        assertThat(steps).containsExactly(new LinkStep.Close(LOW, SECOND));
        assertOver(dialler, FIRST);
        dialler.opened(SECOND, late, steps);
        assertOver(dialler, FIRST);
    }

    @Test
    void aLinkThatIsLostWhileItsSuccessorIsUnderWayIsLostAndTheSuccessorGoesOn() {
        renew(dialler);
        dialler.closed(FIRST, "closed by the other end", NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Lost(LOW, "closed by the other end"));
        assertThat(dialler.isOpen()).isFalse();
        steps.clear();
        dialler.opened(SECOND, NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Opened(LOW, SECOND, 1));
        assertOver(dialler, SECOND);
    }

    @Test
    void aLinkThatFallsSilentWhileItsSuccessorIsUnderWayIsClosedAndTheSuccessorGoesOn() {
        renew(dialler);
        dialler.tick(true, NOW, NOW.plusMillis(4_001), steps);
        assertThat(steps).containsExactly(new LinkStep.Close(LOW, FIRST),
                new LinkStep.Lost(LOW, "no frame for 4000 ms"));
        assertThat(dialler.current()).isEqualTo(SECOND);
    }

    @Test
    void aSuccessorThatIsLostTakesTheOldLinkWithIt() {
        drain(dialler);
        dialler.closed(SECOND, "gone", NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Close(LOW, FIRST), new LinkStep.Lost(LOW, "gone"));
        assertThat(dialler.isOpen(FIRST)).isFalse();
    }

    @Test
    void aLinkThatIsMadeAnewTwiceInARowHasOneOldAttemptAtMost() {
        drain(acceptor);
        acceptor.signal(new LinkSignal.Offer(THIRD, "sdp"), NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Close(HIGH, FIRST), new LinkStep.Accept(HIGH, THIRD, "sdp"));
        assertOver(acceptor, SECOND);
        drain(dialler);
        dialler.wornOut(SECOND, NOW, steps);
        assertThat(steps).as("the transport will say it again").isEmpty();
    }

    @Test
    void whoeverIsGivenUpLosesAllAttempts() {
        renew(dialler);
        dialler.abandon("it left", NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Close(LOW, SECOND), new LinkStep.Close(LOW, FIRST),
                new LinkStep.Lost(LOW, "it left"));
        steps.clear();
        drain(acceptor);
        acceptor.abandon("it left", NOW, steps);
        assertThat(steps).containsExactly(new LinkStep.Close(HIGH, FIRST), new LinkStep.Close(HIGH, SECOND),
                new LinkStep.Lost(HIGH, "it left"));
    }

    private void renew(LinkMachine machine) {
        if (machine == dialler) {
            dialler.wornOut(FIRST, NOW, steps);
        } else {
            acceptor.signal(new LinkSignal.Offer(SECOND, "sdp"), NOW, steps);
        }
        steps.clear();
    }

    private void drain(LinkMachine machine) {
        renew(machine);
        machine.opened(SECOND, NOW, steps);
        steps.clear();
    }

    /** Frames go over this attempt. */
    private static void assertOver(LinkMachine machine, LinkAttempt attempt) {
        assertThat(machine.isOpen()).isTrue();
        assertThat(machine.isOpen(attempt)).isTrue();
        assertThat(machine.current()).isEqualTo(attempt);
    }
}
