package dev.roommesh.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.client.WebSocketPeer.Conversation;
import dev.roommesh.model.Filters;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The server is a test that answers what it wants. */
class ReservationTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final WorkerEntry WORKER = WorkerEntry.of(ANA, Profile.EMPTY, 7);
    private static final Duration SHORT = Limits.RESERVATION_TTL_MIN;
    private static final WorkerQuery LARGE = new WorkerQuery(new Filters(null, 9_000L, List.of(), Map.of()), 1);

    private final LinkedBlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    /** What the server was asked, and by whom. */
    private record Heard(Conversation client, FromPeer message) {
        FromPeer.ReserveWorker wish() {
            return (FromPeer.ReserveWorker) message;
        }

        void grant(long millis) {
            client.say(new FromServer.Reservation(wish().requestId(), ReservationOutcome.GRANTED, WORKER, millis));
        }

        void say(ReservationOutcome outcome) {
            RequestId id = message instanceof FromPeer.ReleaseWorker release
                    ? release.requestId()
                    : wish().requestId();
            client.say(new FromServer.Reservation(id, outcome, null, 0));
        }
    }

    private WebSocketPeer server() {
        return new WebSocketPeer((client, message) -> {
            if (message instanceof FromPeer.Register register) client.welcome(register);
            else
                heard.add(new Heard(client, message));
        });
    }

    private Heard next() throws InterruptedException {
        Heard next = heard.poll(20, TimeUnit.SECONDS);
        if (next == null) throw new AssertionError("nothing was asked");
        return next;
    }

    /** For as long as it is asked. */
    private void sayNotNow() {
        try {
            for (Heard wish = heard.poll(3, TimeUnit.SECONDS); wish != null; wish = heard.poll(3, TimeUnit.SECONDS))
                wish.say(ReservationOutcome.NOT_NOW);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static ClientFailure failureOf(CompletableFuture<?> future) throws Exception {
        try {
            throw new AssertionError("no failure, but " + future.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RoomClientException known) return known.failure();
            throw new AssertionError(failed);
        }
    }

    private Reservation granted(RoomClient client) throws Exception {
        CompletableFuture<Reservation> reserved = client.reserve(LARGE, SHORT);
        next().grant(SHORT.toMillis());
        return reserved.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aLongReservationIsRenewedBeforeItCounts() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            CompletableFuture<Reservation> reserved = client.reserve(LARGE, Duration.ofMinutes(10));
            Heard first = next();
            assertThat(first.wish().filters()).isEqualTo(LARGE.filters());
            assertThat(first.wish().workerPeerId()).isNull();
            first.grant(9_999);
            Heard renewal = next();
            assertThat(reserved).isNotDone();
            assertThat(renewal.wish().workerPeerId()).isEqualTo(ANA);
            assertThat(renewal.wish().reservationId()).isEqualTo(first.wish().reservationId());
            renewal.grant(600_000);
            try (var reservation = reserved.get(20, TimeUnit.SECONDS)) {
                assertThat(reservation.worker()).isEqualTo(WORKER);
                assertThat(reservation.rest()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
                assertThat(reservation.isHeld()).isTrue();
                reservation.detach();
                assertThat(reservation.isHeld()).isFalse();
            }
        }
        assertThat(heard).as("what is detached is not released").extracting(Heard::message)
                .noneMatch(FromPeer.ReleaseWorker.class::isInstance);
    }

    @Test
    void itIsRenewedInTimeAndGivenBackWhenItIsClosed() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            CompletableFuture<Reservation> reserved = client.reserve(LARGE, Duration.ofSeconds(6));
            next().grant(6_000);
            var reservation = reserved.get(20, TimeUnit.SECONDS);
            Heard renewal = next();
            assertThat(renewal.wish().workerPeerId()).isEqualTo(ANA);
            renewal.grant(6_000);
            var closing = CompletableFuture.runAsync(reservation::close);
            Heard release = next();
            while (release.message() instanceof FromPeer.ReserveWorker)
                release = next();
            assertThat(release.message()).isInstanceOfSatisfying(FromPeer.ReleaseWorker.class, gone -> {
                assertThat(gone.reservationId()).isEqualTo(reservation.id());
                assertThat(gone.workerPeerId()).isEqualTo(ANA);
            });
            release.say(ReservationOutcome.RELEASED);
            closing.get(20, TimeUnit.SECONDS);
            assertThat(reservation.isLost()).isFalse();
            assertThat(reservation.ended()).isDone();
        }
    }

    @Test
    void aWorkerThatIsAnothersByNowIsLostAtOnceAndOneThatCannotBeReachedWhenItsTimeIsOver() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            var reservation = granted(client);
            next().say(ReservationOutcome.TAKEN);
            assertThat(reservation.ended().get(20, TimeUnit.SECONDS).isLost()).isTrue();
            assertThat(reservation.rest()).isZero();
            assertThat(next().message()).as("whoever is wrong about it").isInstanceOf(FromPeer.ReleaseWorker.class);
            var silent = granted(client);
            next().say(ReservationOutcome.NOT_NOW);
            assertThat(silent.ended().get(20, TimeUnit.SECONDS).isLost()).isTrue();
        }
    }

    @Test
    void aNamedWorkerIsAskedTwiceAsWellWhereTheFirstGrantIsShort() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            CompletableFuture<Reservation> reserved = client.reserve(RoomClient.newReservation(), ANA,
                    Duration.ofMinutes(30));
            next().grant(10_000);
            next().grant(1_800_000);
            var reservation = reserved.get(20, TimeUnit.SECONDS);
            assertThat(reservation.rest()).isGreaterThan(Duration.ofMinutes(29));
            reservation.detach();
            CompletableFuture<Reservation> renewed = client.reserve(reservation.id(), ANA, Duration.ofMinutes(30));
            next().grant(1_800_000);
            renewed.get(20, TimeUnit.SECONDS).detach();
            assertThat(heard).as("a renewal is long at once").isEmpty();
        }
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsGivenBack() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            CompletableFuture<Reservation> cancelled = client.reserve(LARGE, Limits.RESERVATION_FIRST_TTL);
            Heard wish = next();
            cancelled.cancel(false);
            wish.grant(Limits.RESERVATION_FIRST_TTL.toMillis());
            assertThat(next().message()).isInstanceOfSatisfying(FromPeer.ReleaseWorker.class,
                    release -> assertThat(release.reservationId()).isEqualTo(wish.wish().reservationId()));
            CompletableFuture<Reservation> late = client.reserve(LARGE, Duration.ofMinutes(10), Duration.ofSeconds(4));
            next().grant(10_000);
            next();
            assertThat(failureOf(late)).isInstanceOf(ClientFailure.TimedOut.class);
            assertThat(next().message()).as("it may have been granted for long")
                    .isInstanceOf(FromPeer.ReleaseWorker.class);
        }
    }

    /** The client has asked to give another one back, and nobody answers that, when the grant comes. */
    @Test
    void aGrantThatComesWhileTheClientClosesLeavesNobodyWaiting() throws Exception {
        try (var server = server()) {
            CompletableFuture<Reservation> late;
            Heard wish;
            CompletableFuture<Void> closing;
            try (var client = RoomClient.connect(server.facts())) {
                CompletableFuture<Reservation> first = client.reserve(LARGE, Limits.RESERVATION_FIRST_TTL);
                next().grant(Limits.RESERVATION_FIRST_TTL.toMillis());
                first.get(20, TimeUnit.SECONDS);
                late = client.reserve(LARGE, Limits.RESERVATION_FIRST_TTL);
                wish = next();
                closing = CompletableFuture.runAsync(() -> {
                    try {
                        assertThat(next().message()).isInstanceOf(FromPeer.ReleaseWorker.class);
                        wish.grant(Limits.RESERVATION_FIRST_TTL.toMillis());
                    } catch (InterruptedException impossible) {
                        throw new AssertionError(impossible);
                    }
                }, Thread::startVirtualThread);
            }
            closing.get(20, TimeUnit.SECONDS);
            assertThat(failureOf(late)).isInstanceOf(ClientFailure.Disconnected.class);
        }
    }

    @Test
    void aClientThatIsClosedGivesAllBackAtOnceThoughNobodyAnswers() throws Exception {
        try (var server = server()) {
            List<Reservation> held = new ArrayList<>();
            try (var client = RoomClient.connect(server.facts())) {
                for (int i = 0; i < 5; i++) {
                    CompletableFuture<Reservation> reserved = client.reserve(LARGE, Limits.RESERVATION_FIRST_TTL);
                    next().grant(Limits.RESERVATION_FIRST_TTL.toMillis());
                    held.add(reserved.get(20, TimeUnit.SECONDS));
                }
            }
            assertThat(held).noneMatch(Reservation::isHeld);
            for (int i = 0; i < 5; i++)
                assertThat(next().message()).isInstanceOf(FromPeer.ReleaseWorker.class);
        }
    }

    @Test
    void aRoomThatCannotSayIsAskedAgainUnderTheSameId() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            CompletableFuture<Reservation> reserved = client.reserve(LARGE, SHORT);
            Heard first = next();
            first.say(ReservationOutcome.NOT_NOW);
            Heard again = next();
            assertThat(again.wish().reservationId()).isEqualTo(first.wish().reservationId());
            again.say(ReservationOutcome.NONE_FREE);
            assertThat(failureOf(reserved)).isEqualTo(new ClientFailure.NotReserved(ReservationOutcome.NONE_FREE));
            CompletableFuture<Reservation> hasty = client.reserve(LARGE, SHORT, Duration.ofSeconds(2));
            Thread.startVirtualThread(this::sayNotNow);
            assertThat(failureOf(hasty)).isEqualTo(new ClientFailure.NotReserved(ReservationOutcome.NOT_NOW));
        }
    }

    @Test
    void aWishIsRepeatedOverAnotherConnectionUnderTheSameId() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            // A new connection may take its time on a busy machine.
            CompletableFuture<Reservation> reserved = client.reserve(LARGE, SHORT, Duration.ofSeconds(20));
            Heard first = next();
            first.client().session().disconnect();
            Heard again = next();
            assertThat(again.wish().reservationId()).isEqualTo(first.wish().reservationId());
            again.grant(SHORT.toMillis());
            assertThat(reserved.get(20, TimeUnit.SECONDS).peerId()).isEqualTo(ANA);
        }
    }

    @Test
    void whatIsBeyondTheLimitsIsRefusedHere() throws Exception {
        try (var server = server(); var client = RoomClient.connect(server.facts())) {
            assertThatThrownBy(() -> client.reserve(LARGE, Limits.RESERVATION_TTL_MIN.minusMillis(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> client.reserve(LARGE, Limits.RESERVATION_TTL_MAX.plusMillis(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            for (int i = 0; i < RoomClient.RESERVATIONS_MAX; i++)
                assertThat(client.reserve(LARGE, SHORT)).isNotDone();
            assertThat(failureOf(client.reserve(LARGE, SHORT)))
                    .isEqualTo(new ClientFailure.TooManyReservations(RoomClient.RESERVATIONS_MAX));
            next().say(ReservationOutcome.NONE_FIT);
            CompletableFuture<Reservation> again = client.reserve(LARGE, SHORT);
            while (failsAtOnce(again))
                again = client.reserve(LARGE, SHORT);
            assertThat(again).as("a place is free again").isNotDone();
        }
    }

    /** The place is given back on another thread. */
    private static boolean failsAtOnce(CompletableFuture<?> future) {
        Thread.onSpinWait();
        return future.isCompletedExceptionally();
    }

    @Test
    void anIdIsASecret() {
        ReservationId drawn = RoomClient.newReservation();
        assertThat(drawn.value()).matches("[0-9a-f]{32}").isNotEqualTo(RoomClient.newReservation().value());
        assertThat(drawn.toString()).doesNotContain(drawn.value());
    }
}
