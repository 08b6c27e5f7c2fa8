package dev.roommesh.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OwnReservationTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final PeerId CLIENT = new PeerId("client");
    private static final ReservationId MINE = new ReservationId("mine-mine-mine-mine");
    private static final ReservationId THEIRS = new ReservationId("their-their-their-their");
    private static final Profile OWN = Profile.EMPTY.withStatus(WorkerStatus.AVAILABLE);

    private final OwnReservation reservation = new OwnReservation(null);

    private Duration ask(ReservationId id, Duration ttl, WorkerStatus own, Instant now) {
        reservation.lapse(now);
        return reservation.ask(id, CLIENT, ttl, own, now);
    }

    @Test
    void aFirstGrantIsShortAndARenewalAsLongAsIsAskedFor() {
        assertThat(ask(MINE, LONG, WorkerStatus.AVAILABLE, NOW)).isEqualTo(Limits.RESERVATION_FIRST_TTL);
        Instant justBefore = NOW.plus(Limits.RESERVATION_FIRST_TTL).minusMillis(1);
        assertThat(ask(THEIRS, LONG, WorkerStatus.AVAILABLE, justBefore)).isEqualTo(Duration.ZERO);
        assertThat(ask(MINE, LONG, WorkerStatus.AVAILABLE, justBefore)).isEqualTo(LONG);
        assertThat(ask(THEIRS, LONG, WorkerStatus.AVAILABLE, justBefore.plus(LONG).minusMillis(1)))
                .isEqualTo(Duration.ZERO);
        assertThat(ask(THEIRS, Duration.ofSeconds(1), WorkerStatus.AVAILABLE, justBefore.plus(LONG)))
                .isEqualTo(Duration.ofSeconds(1));
    }

    /** As two members ask for one client, and the one that asked first is slow. */
    @Test
    void aShorterWishOfTheSameIdTakesNothingBack() {
        ask(MINE, Duration.ofSeconds(8), WorkerStatus.AVAILABLE, NOW);
        assertThat(ask(MINE, Duration.ofSeconds(2), WorkerStatus.AVAILABLE, NOW)).isEqualTo(Duration.ofSeconds(2));
        assertThat(ask(THEIRS, LONG, WorkerStatus.AVAILABLE, NOW.plusSeconds(7))).isEqualTo(Duration.ZERO);
    }

    @Test
    void whoIsNotAvailableIsNotReservedButStaysSo() {
        for (WorkerStatus status : WorkerStatus.values())
            if (status != WorkerStatus.AVAILABLE) assertThat(ask(MINE, LONG, status, NOW)).isEqualTo(Duration.ZERO);
        ask(MINE, LONG, WorkerStatus.AVAILABLE, NOW);
        assertThat(ask(MINE, LONG, WorkerStatus.MAINTENANCE, NOW)).isEqualTo(LONG);
        assertThat(reservation.shownOf(OWN.withStatus(WorkerStatus.MAINTENANCE)).status())
                .isEqualTo(WorkerStatus.MAINTENANCE);
    }

    @Test
    void onlyItsOwnIdReleasesIt() {
        ask(MINE, LONG, WorkerStatus.AVAILABLE, NOW);
        assertThat(reservation.release(THEIRS)).isFalse();
        assertThat(reservation.isHeld()).isTrue();
        assertThat(reservation.release(MINE)).isTrue();
        assertThat(reservation.release(MINE)).isFalse();
        assertThat(reservation.isHeld()).isFalse();
    }

    @Test
    void othersSeeForWhomButNotUnderWhichId() {
        assertThat(reservation.shownOf(OWN)).isEqualTo(OWN);
        ask(MINE, LONG, WorkerStatus.AVAILABLE, NOW);
        Profile shown = reservation.shownOf(OWN);
        assertThat(shown.status()).isEqualTo(WorkerStatus.RESERVED);
        assertThat(shown.properties()).containsEntry(Profile.RESERVED_BY, PropertyValue.of("client"))
                .containsEntry(Profile.RESERVATION, PropertyValue.of(MINE.fingerprint()));
        assertThat(shown.toString() + MINE).doesNotContain(MINE.value());
    }

    /** A worker decides though it cannot say so. */
    @Test
    void aFullProfileIsShownAsFarAsItGoes() {
        Profile full = OWN;
        for (int i = full.properties().size(); i < Limits.PROPERTIES_MAX; i++)
            full = full.with("p" + i, PropertyValue.of(i));
        ask(MINE, LONG, WorkerStatus.AVAILABLE, NOW);
        assertThat(reservation.shownOf(full)).isEqualTo(full.withStatus(WorkerStatus.RESERVED));
        Profile heavy = OWN;
        for (int i = 0; i < 7; i++)
            heavy = heavy.with("p" + i, PropertyValue.of("x".repeat(Limits.TEXT_CHARS_MAX)));
        int rest = Limits.PROFILE_CHARS_MAX - heavy.weight();
        Profile heaviest = heavy.with("q", PropertyValue.of("x".repeat(rest - 2)));
        assertThat(heaviest.weight()).isEqualTo(Limits.PROFILE_CHARS_MAX);
        assertThat(reservation.shownOf(heaviest)).isEqualTo(heaviest.withStatus(WorkerStatus.RESERVED));
        Profile silent = heavy.without(Profile.STATUS).with("q", PropertyValue.of("x".repeat(rest - 2)))
                .with("r", PropertyValue.of("x".repeat(13)));
        assertThat(reservation.shownOf(silent)).as("nothing more fits").isEqualTo(silent);
    }
}
