package dev.roommesh.protocol.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.model.Ballot;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Proposal;
import dev.roommesh.model.Roster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaxosTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final Candidate ANA = new Candidate(new PeerId("ana"), 3);
    private static final Candidate BEN = new Candidate(new PeerId("ben"), 2);
    private static final Candidate CLEO = new Candidate(new PeerId("cleo"), 1);
    private static final Candidate DAN = new Candidate(new PeerId("dan"), 4);
    private static final Roster THREE = new Roster(5, 3, List.of(ANA, BEN, CLEO));
    private static final Ballot FIFTH = new Ballot(5, BEN);

    private final Acceptor acceptor = new Acceptor();
    private final Proposer proposer = new Proposer();

    private static Proposal proposal(Ballot ballot, Roster next) {
        return new Proposal(ballot, THREE.at(), next);
    }

    @Test
    void theHigherTermPrevailsAndOfOneTermTheBetterCandidate() {
        assertThat(new Ballot(6, CLEO)).isGreaterThan(new Ballot(5, ANA));
        assertThat(new Ballot(5, ANA)).isGreaterThan(FIFTH);
        assertThat(new Ballot(5, BEN)).isEqualByComparingTo(FIFTH);
    }

    @Test
    void aPromiseStandsAgainstLowerBallotsAlone() {
        assertThat(acceptor.promise(FIFTH)).isTrue();
        assertThat(acceptor.promise(new Ballot(5, CLEO))).isFalse();
        assertThat(acceptor.promise(FIFTH)).isTrue();
        assertThat(acceptor.promise(new Ballot(5, ANA))).isTrue();
        assertThat(acceptor.promised()).contains(new Ballot(5, ANA));
        assertThat(acceptor.accept(proposal(FIFTH, THREE.without(CLEO.peerId(), 5)), THREE)).isFalse();
        assertThat(acceptor.accepted(THREE)).isEmpty();
    }

    @Test
    void onlyAChangeOfTheRosterThatIsHeldIsAccepted() {
        Roster next = THREE.without(CLEO.peerId(), 5);
        assertThat(acceptor.accept(proposal(FIFTH, next), THREE.renewed(5))).isFalse();
        assertThat(acceptor.accept(proposal(FIFTH, next), THREE)).isTrue();
        assertThat(acceptor.accepted(THREE)).contains(proposal(FIFTH, next));
        assertThat(acceptor.accepted(next)).as("held by now").isEmpty();
    }

    @Test
    void acceptingIsAPromise() {
        acceptor.accept(proposal(new Ballot(7, CLEO), THREE.renewed(7)), THREE);
        assertThat(acceptor.promise(new Ballot(6, ANA))).isFalse();
    }

    @Test
    void aProposalIsDecidedByAQuorumOfTheOldAndOfTheNewRoster() {
        Roster four = THREE.with(DAN, 5);
        proposer.prepared(FIFTH, Optional.empty());
        proposer.propose(FIFTH, THREE, four);
        proposer.accepted(BEN.peerId(), FIFTH, four.at());
        proposer.accepted(DAN.peerId(), FIFTH, four.at());
        assertThat(proposer.decided(THREE)).as("one of the old three, and half of the four with the admin").isEmpty();
        proposer.accepted(CLEO.peerId(), new Ballot(4, BEN), four.at());
        proposer.accepted(CLEO.peerId(), FIFTH, THREE.at());
        assertThat(proposer.decided(THREE)).as("another ballot, another roster").isEmpty();
        proposer.accepted(CLEO.peerId(), FIFTH, four.at());
        assertThat(proposer.decided(THREE.renewed(5))).as("the roster has changed meanwhile").isEmpty();
        assertThat(proposer.decided(THREE)).contains(four);
        assertThat(proposer.decided(THREE)).as("once").isEmpty();
    }

    @Test
    void nothingIsProposedWithoutAQuorumsPromiseOrWhileAnotherIsUnderWay() {
        assertThatThrownBy(() -> proposer.propose(FIFTH, THREE, THREE.renewed(5)))
                .isInstanceOf(IllegalStateException.class);
        proposer.prepared(FIFTH, Optional.empty());
        proposer.propose(FIFTH, THREE, THREE.renewed(5));
        assertThatThrownBy(() -> proposer.propose(FIFTH, THREE, THREE.renewed(5)))
                .isInstanceOf(IllegalStateException.class);
        proposer.giveUp();
        assertThat(proposer.isPreparedFor(FIFTH)).isFalse();
        assertThat(proposer.pending()).isEmpty();
    }

    @Test
    void whatAnEarlierAdminLeftIsFoundWhileItsRosterIsHeld() {
        Roster left = THREE.with(DAN, 5);
        proposer.prepared(FIFTH, Optional.of(proposal(new Ballot(5, CLEO), left)));
        assertThat(proposer.inherited(THREE)).contains(left);
        assertThat(proposer.inherited(THREE.renewed(5))).isEmpty();
    }

    @Test
    void aProposalIsSentAgainAfterAWhileToThoseThatHaveNotAnswered() {
        proposer.prepared(FIFTH, Optional.empty());
        assertThat(proposer.isSendingDue(NOW)).isFalse();
        Roster next = THREE.renewed(5);
        proposer.propose(FIFTH, THREE, next);
        assertThat(proposer.isSendingDue(NOW)).isTrue();
        assertThat(proposer.isSendingDue(NOW.plus(Proposer.RESEND).minusNanos(1))).isFalse();
        assertThat(proposer.isSendingDue(NOW.plus(Proposer.RESEND))).isTrue();
        proposer.accepted(CLEO.peerId(), FIFTH, next.at());
        assertThat(proposer.isAwaited(CLEO.peerId())).isFalse();
        assertThat(proposer.isAwaited(ANA.peerId())).isTrue();
    }

    @Test
    void aCountTakesTheHighestAcceptedProposalAndEndsWithTheLastAnswer() {
        var canvass = new Canvass(1, FIFTH, THREE.at(), Set.of(ANA.peerId(), CLEO.peerId()), Duration.ofMillis(150),
                NOW);
        Proposal low = proposal(new Ballot(3, ANA), THREE.renewed(3 + 5));
        Proposal high = proposal(new Ballot(4, CLEO), THREE.with(DAN, 6));
        canvass.answer(BEN.peerId(), true, 5, Optional.empty(), Optional.of(high));
        canvass.answer(ANA.peerId(), true, 5, Optional.empty(), Optional.of(low));
        canvass.answer(DAN.peerId(), true, 5, Optional.empty(), Optional.empty());
        assertThat(canvass.awaited()).containsExactly(CLEO.peerId());
        assertThat(canvass.isLate(NOW.plusMillis(149))).isFalse();
        assertThat(canvass.isLate(NOW.plusMillis(150))).isTrue();
        canvass.answer(CLEO.peerId(), false, 5, Optional.of(new Ballot(6, ANA)), Optional.empty());
        assertThat(canvass.awaited()).isEmpty();
        assertThat(canvass.accepted()).contains(high);
        assertThat(canvass.answered()).containsExactlyInAnyOrder(ANA.peerId(), BEN.peerId(), CLEO.peerId());
        assertThat(canvass.granted()).containsExactlyInAnyOrder(ANA.peerId(), BEN.peerId());
        assertThat(canvass.outvotedBy()).contains(new Ballot(6, ANA));
    }

    @Test
    void anIncumbentMayHaveBeenSucceededByAnybodyWhoDidNotAnswer() {
        var canvass = new Canvass(1, FIFTH, THREE.at(), Set.of(ANA.peerId()), Duration.ofMillis(150), NOW);
        canvass.answer(BEN.peerId(), true, 5, Optional.of(new Ballot(4, CLEO)), Optional.empty());
        assertThat(canvass.mayHaveBeenSucceeded(ANA.peerId(), 4)).isTrue();
        assertThat(canvass.mayHaveBeenSucceeded(CLEO.peerId(), 4)).as("its own ballot").isFalse();
        assertThat(canvass.mayHaveBeenSucceeded(ANA.peerId(), 5)).as("a term before").isFalse();
        var answered = new Canvass(1, FIFTH, THREE.at(), Set.of(CLEO.peerId()), Duration.ofMillis(150), NOW);
        answered.answer(CLEO.peerId(), true, 5, Optional.of(new Ballot(4, CLEO)), Optional.empty());
        assertThat(answered.mayHaveBeenSucceeded(ANA.peerId(), 3)).as("it answered").isFalse();
    }
}
