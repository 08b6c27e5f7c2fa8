package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomMember;
import dev.roommesh.protocol.Self;
import dev.roommesh.protocol.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One member, whose link to another has just been made anew. */
class RenewedLinkTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");
    private static final LinkAttempt OLD = new LinkAttempt(7, 1);
    private static final LinkAttempt NEW = new LinkAttempt(7, 2);
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final SimulatedDocument document = new SimulatedDocument(ANA, 1);
    private final RoomMember ana = new RoomMember(new Self(new RoomId("room"), ANA, 1), Profile.EMPTY,
            Timing.of(Duration.ofSeconds(1)), document, NOW);

    @BeforeEach
    void renew() {
        handle(new Input.Registered(List.of(new ListedPeer(BEN, Role.WORKER, Profile.EMPTY, false, 1)),
                Optional.empty(), 0));
        for (LinkAttempt attempt : List.of(OLD, NEW)) {
            handle(new Input.Signaled(BEN, new LinkSignal.Offer(attempt, "sdp")));
            handle(new Input.LinkOpened(BEN, attempt));
        }
    }

    @Test
    void whatComesOverTheOldLinkIsAnsweredOverTheNewOne() {
        assertThat(handle(new Input.Received(BEN, OLD, new MeshMessage.Probe(5))))
                .filteredOn(Effect.Send.class::isInstance).singleElement()
                .isInstanceOfSatisfying(Effect.Send.class, send -> {
                    assertThat(send.attempt()).isEqualTo(NEW);
                    assertThat(send.message()).isInstanceOf(MeshMessage.ProbeReply.class);
                });
    }

    @Test
    void theEndOfTheOldLinkRaisesNoDoubt() {
        assertThat(handle(new Input.LinkSuspected(BEN, OLD))).noneMatch(RenewedLinkTest::isProbe);
        assertThat(handle(new Input.LinkClosed(BEN, OLD, "closed by the other end"))).isEmpty();
        assertThat(handle(new Input.LinkSuspected(BEN, NEW))).as("without this, doubt might not show above")
                .anyMatch(RenewedLinkTest::isProbe);
    }

    @Test
    void aHeartbeatThatAnotherOvertookSaysNothing() {
        long term = NOW.getEpochSecond();
        handle(new Input.Received(BEN, NEW, beat(2, term)));
        assertThat(handle(new Input.Received(BEN, OLD, beat(1, term - 1)))).as("a lower term would be answered")
                .isEmpty();
        assertThat(handle(new Input.Received(BEN, NEW, beat(3, term)))).as("the admin's beat is echoed")
                .anyMatch(effect -> effect instanceof Effect.Send send
                        && send.message() instanceof MeshMessage.BeatEcho);
    }

    private MeshMessage.Heartbeat beat(long sequence, long term) {
        return new MeshMessage.Heartbeat(sequence, 7, 1_000, term, BEN, false, RosterVersion.NONE, document.epoch(), 0,
                Set.of(ANA));
    }

    private static boolean isProbe(Effect effect) {
        return effect instanceof Effect.Send send && send.message() instanceof MeshMessage.Probe;
    }

    private List<Effect> handle(Input input) {
        return ana.handle(input, NOW);
    }
}
