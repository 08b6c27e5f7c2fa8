package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.MeshMessage.Heartbeat;
import dev.roommesh.model.MeshMessage.Prepare;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.RosterVersion;
import dev.roommesh.protocol.Effect;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomMember;
import dev.roommesh.protocol.Self;
import dev.roommesh.protocol.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Most frames say what was known: a member weighs the room anew only for those that do not. */
class RoutineFramesTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final PeerId BEN = new PeerId("ben");
    private static final LinkAttempt ATTEMPT = new LinkAttempt(7, 1);
    private static final Instant START = Instant.ofEpochSecond(1_700_000_000);

    private final SimulatedDocument document = new SimulatedDocument(ANA, 1);
    private final RoomMember ana = new RoomMember(new Self(new RoomId("room"), ANA, 1), Profile.EMPTY,
            Timing.of(Duration.ofSeconds(1)), document, START);
    private Instant now = START;

    @BeforeEach
    void link() {
        handle(new Input.Registered(List.of(new ListedPeer(BEN, Role.WORKER, Profile.EMPTY, false, 1)),
                Optional.empty(), 0));
        handle(new Input.Signaled(BEN, new LinkSignal.Offer(ATTEMPT, "sdp")));
        handle(new Input.LinkOpened(BEN, ATTEMPT));
        hear(beat(1, Set.of(ANA)));
    }

    @Test
    void aHeartbeatThatSaysTheSameAsTheLastWaitsForTheNextTick() {
        // Its own next heartbeat is due, which a frame that is weighed would set off.
        silence(Duration.ofMillis(950));
        now = now.plus(Timing.TICK);
        assertThat(hear(beat(2, Set.of(ANA)))).isEmpty();
        assertThat(handle(new Input.Tick())).anyMatch(RoutineFramesTest::isHeartbeat);
    }

    @Test
    void aHeartbeatThatSaysSomethingElseIsWeighedAtOnce() {
        assertThat(hear(beat(2, Set.of()))).anyMatch(Effect.Publish.class::isInstance);
    }

    @Test
    void aSignOfLifeFromWhoWasNotHeardIsWeighedAtOnce() {
        silence(Duration.ofSeconds(3));
        assertThat(hear(beat(2, Set.of(ANA)))).anyMatch(Effect.Publish.class::isInstance);
    }

    @Test
    void aChangeOfTheDocumentIsShownAtOnce() {
        var bens = new SimulatedDocument(BEN, 7);
        MeshMessage changes = new MeshMessage.Changes(bens.epoch(),
                bens.putOwn(Profile.EMPTY.withTags(List.of("a")), 0));
        assertThat(hear(changes)).filteredOn(Effect.Publish.class::isInstance).isNotEmpty();
        assertThat(document.vector().covers(bens.vector())).isTrue();
    }

    @Test
    void theEchoThatMakesAnAdminActAgainIsWeighedAtOnce() {
        var roster = new Roster(1_700_000_000, 3, List.of(new Candidate(ANA, 0), new Candidate(BEN, 0),
                new Candidate(new PeerId("cid"), 0)));
        hear(new MeshMessage.RosterUpdate(roster));
        List<Effect> asking = List.of();
        for (int ticks = 0; ticks < 100 && asking.stream().noneMatch(RoutineFramesTest::isQuestion); ticks++)
            asking = silence(Timing.TICK);
        Prepare question = sent(Prepare.class, asking);
        assertThat(acts(hear(new MeshMessage.Promise(question.nonce(), true, 0, null, roster.at(), null, null))))
                .isTrue();
        hear(beat(2, Set.of(ANA)));
        List<Effect> alone = silence(Duration.ofMillis(1_200));
        assertThat(acts(alone)).as("without an echo").isFalse();
        Heartbeat last = sent(Heartbeat.class, alone);
        assertThat(acts(hear(new MeshMessage.BeatEcho(last.term(), last.sequence())))).isTrue();
    }

    @Test
    void aBurstIsWeighedOnceAfterItsLastFrame() {
        var gone = new Input.Received(BEN, ATTEMPT, beat(2, Set.of()));
        var back = new Input.Received(BEN, ATTEMPT, beat(3, Set.of(ANA)));
        assertThat(ana.handle(gone, /* more= */ true, now)).isEmpty();
        assertThat(ana.handle(back, /* more= */ true, now)).isEmpty();
        assertThat(ana.handle(new Input.Received(BEN, ATTEMPT, beat(4, Set.of())), /* more= */ false, now))
                .filteredOn(Effect.Publish.class::isInstance).hasSize(1);
    }

    @Test
    void aTickDecidesWhateverWaits() {
        ana.handle(new Input.Received(BEN, ATTEMPT, beat(2, Set.of())), /* more= */ true, now);
        assertThat(ana.handle(new Input.Tick(), /* more= */ true, now)).anyMatch(Effect.Publish.class::isInstance);
    }

    private static boolean isHeartbeat(Effect effect) {
        return effect instanceof Effect.Send send && send.message() instanceof MeshMessage.Heartbeat;
    }

    private static boolean isQuestion(Effect effect) {
        return effect instanceof Effect.Send send && send.message() instanceof Prepare;
    }

    private static <T extends MeshMessage> T sent(Class<T> type, List<Effect> effects) {
        return effects.stream().filter(Effect.Send.class::isInstance).map(effect -> ((Effect.Send) effect).message())
                .filter(type::isInstance).map(type::cast).reduce((_, later) -> later).orElseThrow();
    }

    /** What the last view that was published says. */
    private static boolean acts(List<Effect> effects) {
        return effects.stream().filter(Effect.Publish.class::isInstance).map(effect -> ((Effect.Publish) effect).view())
                .reduce((_, later) -> later).orElseThrow().actingUntil().isPresent();
    }

    /** @return what came of it */
    private List<Effect> silence(Duration length) {
        List<Effect> effects = new ArrayList<>();
        for (Instant end = now.plus(length); now.isBefore(end);) {
            now = now.plus(Timing.TICK);
            effects.addAll(handle(new Input.Tick()));
        }
        return effects;
    }

    private MeshMessage beat(long sequence, Set<PeerId> hears) {
        return new MeshMessage.Heartbeat(sequence, 7, 1_000, 0, null, false, RosterVersion.NONE, document.epoch(), 0,
                hears);
    }

    private List<Effect> hear(MeshMessage message) {
        return handle(new Input.Received(BEN, ATTEMPT, message));
    }

    private List<Effect> handle(Input input) {
        return ana.handle(input, now);
    }
}
