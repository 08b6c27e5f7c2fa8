package dev.roommesh.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Epoch;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerStatus;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A coordinator whose room a test makes up; it has links to those that are named. */
class ReservationsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final PeerId SELF = new PeerId("z-self");
    private static final PeerId SMALL = new PeerId("small");
    private static final PeerId LARGE = new PeerId("large");
    private static final Duration TTL = Duration.ofSeconds(5);

    private final Links links = new Links(SELF, 1,
            new LinkPolicy(Duration.ofSeconds(6), Duration.ofMillis(250), Duration.ofSeconds(4),
                    Duration.ofSeconds(4)));
    private final Outbox outbox = new Outbox(SELF, links, new Hearing(SELF, Duration.ofSeconds(1)));
    private final OwnEntry own = new OwnEntry(new Self(new RoomId("lab"), SELF, 1),
            Profile.EMPTY.withStatus(WorkerStatus.AVAILABLE), null, outbox);
    private final Reservations reservations = new Reservations(SELF, own, outbox);
    private Instant now = NOW;
    private int requests;

    private static WorkerEntry worker(PeerId peer, long gpuMemoryMb, WorkerStatus status, long revision) {
        return WorkerEntry.of(peer,
                Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(gpuMemoryMb)).withStatus(status), revision);
    }

    private void room(Mode mode, WorkerEntry... workers) {
        reservations.see(new RoomView(SELF, mode, Optional.of(SELF), 1, Optional.empty(), now, now, Roster.NONE,
                List.of(workers), List.of(), List.of(), new Epoch(0, 0, "00"), 0));
    }

    /** Who has the greater id dials, so all of these are dialled. */
    private void linked(PeerId... peers) {
        List<LinkStep> steps = new ArrayList<>();
        links.want(Set.of(peers), now, steps);
        links.tick(_ -> true, _ -> now, now, steps);
        for (LinkStep step : List.copyOf(steps))
            if (step instanceof LinkStep.Dial(PeerId peer, LinkAttempt attempt))
                links.opened(peer, attempt, now, steps);
        assertThat(links.open()).containsExactlyInAnyOrder(peers);
    }

    private static ReservationId id(String name) {
        return new ReservationId(name + "-0123456789abcdef");
    }

    private RequestId wish(String name, @Nullable PeerId worker) {
        var request = new RequestId("r" + ++requests);
        reservations.wished(new Input.ReserveWished(request, new PeerId("client-" + name), id(name), Filters.NONE, TTL,
                Optional.ofNullable(worker)), now);
        return request;
    }

    private List<FromPeer.Reservation> answers() {
        List<FromPeer.Reservation> answers = new ArrayList<>();
        for (Effect effect : outbox.drain())
            if (effect instanceof Effect.ToServer(FromPeer.Reservation answer)) answers.add(answer);
        return answers;
    }

    @Test
    void theSmallestFreeOneIsAskedAndTheNextWhereItRefuses() {
        linked(SMALL, LARGE);
        room(Mode.NORMAL, worker(LARGE, 9_000, WorkerStatus.AVAILABLE, 1),
                worker(SMALL, 1_000, WorkerStatus.AVAILABLE, 1));
        RequestId request = wish("a", null);
        assertThat(answers()).isEmpty();
        reservations.answered(SMALL, new MeshMessage.Reserved(id("a"), 0), now);
        reservations.answered(LARGE, new MeshMessage.Reserved(id("a"), TTL.toMillis()), now.plusMillis(100));
        assertThat(answers()).containsExactly(new FromPeer.Reservation(request, ReservationOutcome.GRANTED,
                worker(LARGE, 9_000, WorkerStatus.AVAILABLE, 1), TTL.toMillis() - 100));
        reservations.answered(SMALL, new MeshMessage.Reserved(id("a"), TTL.toMillis()), now);
        assertThat(answers()).as("it has its answer").isEmpty();
    }

    @Test
    void whoIsAskedOrWasGrantedIsNotFreeForAnotherUntilItsEntrySaysMore() {
        linked(SMALL);
        room(Mode.NORMAL, worker(SMALL, 1_000, WorkerStatus.AVAILABLE, 1));
        wish("a", null);
        wish("b", null);
        assertThat(answers()).extracting(FromPeer.Reservation::outcome).containsExactly(ReservationOutcome.NONE_FREE);
        reservations.answered(SMALL, new MeshMessage.Reserved(id("a"), TTL.toMillis()), now);
        answers();
        wish("c", null);
        assertThat(answers()).extracting(FromPeer.Reservation::outcome).containsExactly(ReservationOutcome.NONE_FREE);
        room(Mode.NORMAL, worker(SMALL, 1_000, WorkerStatus.AVAILABLE, 3));
        wish("d", null);
        assertThat(answers()).as("it is asked").isEmpty();
        now = now.plus(Reservations.SHOWN_WITHIN);
        reservations.tick(now);
        assertThat(answers()).as("it has not answered").extracting(FromPeer.Reservation::outcome)
                .containsExactly(ReservationOutcome.NONE_FREE);
        wish("e", null);
        assertThat(answers()).as("it is asked again").isEmpty();
    }

    @Test
    void itsProcessHearsForWhomItIsKept() {
        assertThat(own.reserve(id("a"), new PeerId("client-a"), TTL, now)).isEqualTo(TTL);
        assertThat(keptFor()).containsExactly(
                Optional.of(new HeldReservation(id("a"), new PeerId("client-a"), now.plus(TTL))));
        own.renew(id("b"), TTL.multipliedBy(9), now);
        own.renew(id("a"), TTL, now.plusSeconds(1));
        own.lapse(now.plus(TTL));
        assertThat(keptFor()).as("it was renewed").isEmpty();
        own.lapse(now.plus(TTL).plusSeconds(1));
        assertThat(keptFor()).containsExactly(Optional.empty());
        own.renew(id("a"), TTL, now);
        assertThat(own.reservation()).as("what is over is not renewed").isEmpty();
        own.reserve(id("b"), new PeerId("client-b"), TTL, now);
        own.release(id("a"));
        assertThat(keptFor()).hasSize(1);
        own.release(id("b"));
        assertThat(keptFor()).containsExactly(Optional.empty());
    }

    private List<Optional<HeldReservation>> keptFor() {
        List<Optional<HeldReservation>> told = new ArrayList<>();
        for (Effect effect : outbox.drain())
            if (effect instanceof Effect.KeptFor(Optional<HeldReservation> reservation)) told.add(reservation);
        return told;
    }

    /** A client that is told that its worker is taken gives it up, so only the worker itself may say so. */
    @Test
    void aNamedWorkerThatIsSilentOrOutOfReachIsNotTaken() {
        linked(SMALL);
        room(Mode.NORMAL, worker(SMALL, 1_000, WorkerStatus.RESERVED, 2), worker(LARGE, 9, WorkerStatus.RESERVED, 1));
        wish("a", SMALL);
        now = now.plus(Reservations.ANSWER_WAIT);
        reservations.tick(now);
        wish("a", LARGE);
        wish("a", new PeerId("nobody"));
        assertThat(answers()).hasSize(3).extracting(FromPeer.Reservation::outcome)
                .containsOnly(ReservationOutcome.NOT_NOW);
        wish("a", SMALL);
        reservations.answered(SMALL, new MeshMessage.Reserved(id("a"), 0), now);
        assertThat(answers()).extracting(FromPeer.Reservation::outcome).containsExactly(ReservationOutcome.TAKEN);
    }

    /** Two members may ask one worker for one client that never hears of it. */
    @Test
    void whomTheClientDidNotNameIsAskedForAShortWhileAlone() {
        linked(SMALL);
        room(Mode.NORMAL, worker(SMALL, 1_000, WorkerStatus.AVAILABLE, 1));
        for (Optional<PeerId> named : List.of(Optional.<PeerId>empty(), Optional.of(SMALL))) {
            reservations.wished(new Input.ReserveWished(new RequestId("r" + ++requests), new PeerId("client"), id("a"),
                    Filters.NONE, Limits.RESERVATION_TTL_MAX, named), now);
            Duration asked = named.isEmpty() ? Limits.RESERVATION_FIRST_TTL : Limits.RESERVATION_TTL_MAX;
            assertThat(outbox.drain()).extracting(effect -> ((Effect.Send) effect).message()).containsExactly(
                    new MeshMessage.Reserve(id("a"), new PeerId("client"), asked.toMillis()));
            now = now.plus(Reservations.ANSWER_WAIT);
            reservations.tick(now);
            outbox.drain();
        }
    }

    @Test
    void itReservesItself() {
        room(Mode.CARETAKER, worker(SELF, 1_000, WorkerStatus.AVAILABLE, 1));
        wish("a", null);
        wish("b", SELF);
        wish("a", SELF);
        assertThat(answers()).extracting(FromPeer.Reservation::outcome).containsExactly(ReservationOutcome.GRANTED,
                ReservationOutcome.TAKEN, ReservationOutcome.GRANTED);
        assertThat(own.reservation()).isPresent();
        reservations.released(new Input.ReleaseWished(new RequestId("x"), id("a"), SELF));
        reservations.released(new Input.ReleaseWished(new RequestId("y"), id("a"), LARGE));
        assertThat(answers()).extracting(FromPeer.Reservation::outcome).containsExactly(ReservationOutcome.RELEASED,
                ReservationOutcome.NOT_NOW);
        assertThat(own.reservation()).isEmpty();
    }

    @Test
    void aRoomThatIsReadOnlyOrFormingOrFullOfWishesCannotSay() {
        wish("a", null);
        for (Mode mode : List.of(Mode.FORMING, Mode.READ_ONLY)) {
            room(mode, worker(SELF, 1_000, WorkerStatus.AVAILABLE, 1));
            wish("a", null);
        }
        assertThat(answers()).hasSize(3).extracting(FromPeer.Reservation::outcome)
                .containsOnly(ReservationOutcome.NOT_NOW);
        linked(SMALL);
        room(Mode.NORMAL, worker(SMALL, 1_000, WorkerStatus.AVAILABLE, 1));
        for (int i = 0; i < Reservations.WISHES_MAX; i++)
            wish("a", SMALL);
        assertThat(answers()).isEmpty();
        wish("a", SMALL);
        assertThat(answers()).extracting(FromPeer.Reservation::outcome).containsExactly(ReservationOutcome.NOT_NOW);
    }
}
