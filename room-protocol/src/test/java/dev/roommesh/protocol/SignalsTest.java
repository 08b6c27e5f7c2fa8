package dev.roommesh.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.protocol.link.LinkPolicy;
import dev.roommesh.protocol.link.LinkStep;
import dev.roommesh.protocol.link.Links;
import dev.roommesh.protocol.liveness.Hearing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The server has the peer, and a neighbour hears it: each signal could go either way. */
class SignalsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final PeerId SELF = new PeerId("max");
    private static final PeerId PEER = new PeerId("ben");
    private static final PeerId NEIGHBOUR = new PeerId("ana");
    private static final LinkAttempt OFFERED = new LinkAttempt(4, 2);
    private static final LinkSignal CANDIDATE = new LinkSignal.Candidate(OFFERED, new IceCandidate("c", "0", 0));
    private static final LinkSignal ANSWER = new LinkSignal.Answer(OFFERED, "sdp");

    private final Links links = new Links(SELF, 9,
            new LinkPolicy(SECOND.multipliedBy(6), SECOND, SECOND.multipliedBy(4), SECOND.multipliedBy(4)));
    private final Hearing hearing = new Hearing(SELF, SECOND);
    private final Outbox outbox = new Outbox(SELF, links, hearing);
    private final ServerWord server = new ServerWord();
    private final Signals signals = new Signals(SELF, server, outbox);

    SignalsTest() {
        server.registered(new Input.Registered(List.of(new ListedPeer(PEER, Role.WORKER, Profile.EMPTY, false, 1)),
                Optional.empty(), 0), NOW);
        List<LinkStep> steps = new ArrayList<>();
        links.want(Set.of(NEIGHBOUR, PEER), NOW, steps);
        links.tick(NEIGHBOUR::equals, _ -> NOW, NOW, steps);
        links.opened(NEIGHBOUR, new LinkAttempt(9, 1), NOW, steps);
        hearing.frame(NEIGHBOUR, NOW);
        hearing.set(NEIGHBOUR, 1, 1, SECOND, Set.of(PEER, SELF), NOW);
    }

    @Test
    void anAttemptOfOnesOwnGoesThroughTheServerToItsEnd() {
        assertThat(goesThrough(new LinkSignal.Offer(OFFERED, "sdp"))).isEqualTo("server");
        assertThat(goesThrough(CANDIDATE)).isEqualTo("server");
    }

    @Test
    void whatAnswersAnOfferGoesBackTheWayThatItCame() {
        signals.accepted(PEER, OFFERED, Optional.of(NEIGHBOUR));
        assertThat(goesThrough(ANSWER)).isEqualTo("ana");
        assertThat(goesThrough(CANDIDATE)).isEqualTo("ana");
        signals.accepted(PEER, OFFERED, Optional.empty());
        assertThat(goesThrough(ANSWER)).isEqualTo("server");
    }

    @Test
    void anOfferThatANeighbourAskedForGoesThroughTheNeighbourOnce() {
        signals.asked(PEER, Optional.of(NEIGHBOUR));
        assertThat(goesThrough(new LinkSignal.Offer(OFFERED, "sdp"))).isEqualTo("ana");
        assertThat(goesThrough(CANDIDATE)).isEqualTo("ana");
        assertThat(goesThrough(new LinkSignal.Offer(new LinkAttempt(4, 3), "sdp"))).isEqualTo("server");
    }

    @Test
    void anOfferThatTheServerAskedForGoesThroughTheServer() {
        signals.asked(PEER, Optional.of(NEIGHBOUR));
        signals.asked(PEER, Optional.empty());
        assertThat(goesThrough(new LinkSignal.Offer(OFFERED, "sdp"))).isEqualTo("server");
    }

    /** It may have heard on links that the peer left, and not yet that it is back. */
    @Test
    void whatCameByTheServerGoesBackByItThoughItsWordOfThePeerIsNotKnownYet() {
        server.left(PEER, DepartureReason.LEFT, NOW);
        signals.asked(PEER, Optional.empty());
        assertThat(goesThrough(new LinkSignal.Offer(OFFERED, "sdp"))).isEqualTo("server");
        assertThat(goesThrough(CANDIDATE)).isEqualTo("server");
        signals.accepted(PEER, OFFERED, Optional.empty());
        assertThat(goesThrough(ANSWER)).isEqualTo("server");
        server.lost();
        assertThat(goesThrough(ANSWER)).as("without a server").isEqualTo("ana");
    }

    @Test
    void newerWordOfThePeerMakesARequestForgotten() {
        signals.asked(PEER, Optional.of(NEIGHBOUR));
        signals.forgetRequest(PEER);
        assertThat(goesThrough(new LinkSignal.Offer(OFFERED, "sdp"))).isEqualTo("server");
    }

    @Test
    void whatIsOfAnotherAttemptTakesTheUsualWay() {
        signals.accepted(PEER, new LinkAttempt(4, 1), Optional.of(NEIGHBOUR));
        assertThat(goesThrough(ANSWER)).isEqualTo("server");
        assertThat(goesThrough(new LinkSignal.DialMe())).isEqualTo("server");
    }

    @Test
    void whereTheNeighbourIsGoneTheUsualWayIsTaken() {
        signals.accepted(PEER, OFFERED, Optional.of(NEIGHBOUR));
        links.abandon(NEIGHBOUR, "gone", NOW, new ArrayList<>());
        assertThat(goesThrough(ANSWER)).isEqualTo("server");
    }

    @Test
    void ofWhomNoLinkIsWantedNothingIsRemembered() {
        signals.accepted(PEER, OFFERED, Optional.of(NEIGHBOUR));
        signals.asked(PEER, Optional.of(NEIGHBOUR));
        signals.keepOnly(Set.of(NEIGHBOUR));
        assertThat(goesThrough(ANSWER)).isEqualTo("server");
        assertThat(goesThrough(new LinkSignal.Offer(OFFERED, "sdp"))).isEqualTo("server");
    }

    private String goesThrough(LinkSignal signal) {
        signals.send(PEER, signal);
        return switch (outbox.drain().getLast()) {
            case Effect.ToServer(FromPeer _) -> "server";
            case Effect.Send(PeerId over, LinkAttempt _, MeshMessage.Relayed relayed) when relayed.target()
                    .equals(PEER) ->
                over.value();
            case Effect other -> throw new AssertionError(other);
        };
    }
}
