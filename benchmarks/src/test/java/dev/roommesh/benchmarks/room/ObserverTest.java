package dev.roommesh.benchmarks.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObserverTest {
    private static final List<String> ROOM = List.of("ana", "ben");
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Observer observer = new Observer();

    @Test
    void theTimeIsTheOneAtWhichTheLastPieceWasSeen() {
        var whole = observer.expect(picture -> picture.isWhole(ROOM));
        observer.saw("ana", Sights.whole("ana", "ben", 1, ROOM));
        long between = System.nanoTime();
        observer.saw("ben", Sights.whole("ben", "ben", 1, ROOM));
        long after = System.nanoTime();
        assertThat(whole.await(SOON).orElseThrow()).isBetween(between, after);
    }

    @Test
    void whatIsSoAlreadyIsSeenAtOnce() {
        ROOM.forEach(worker -> observer.saw(worker, Sights.whole(worker, "ben", 1, ROOM)));
        assertThat(observer.expect(picture -> picture.isWhole(ROOM)).await(Duration.ZERO)).isPresent();
    }

    @Test
    void whatHappenedForAMomentIsSeenByWhoWaitsLater() {
        var whole = observer.expect(picture -> picture.isWhole(ROOM));
        ROOM.forEach(worker -> observer.saw(worker, Sights.whole(worker, "ben", 1, ROOM)));
        observer.saw("ana", null);
        assertThat(whole.await(SOON)).isPresent();
        assertThat(observer.picture().sights()).containsOnlyKeys("ben");
    }

    @Test
    void whatDoesNotComeWithinTheLimitIsUnseen() {
        assertThat(observer.expect(picture -> picture.isWhole(ROOM)).await(Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void onlyChangesAreEvents() {
        long begin = System.nanoTime();
        observer.saw("ana", Sights.whole("ana", "ben", 1, ROOM));
        observer.saw("ana", Sights.whole("ana", "ben", 1, ROOM));
        observer.saw("ana", null);
        observer.saw("ana", null);
        observer.did("waits");
        assertThat(observer.since(begin)).extracting(Event::what).containsExactly(
                "normal admin=ben term=1 shows=2 roster=2 links=1/1", "silent", "waits");
    }

    @Test
    void theEarliestOfTooManyEventsAreDropped() {
        for (int count = 0; count <= Observer.EVENTS_MAX; count++)
            observer.did("waits " + count);
        List<Event> kept = observer.since(Long.MIN_VALUE / 2 + System.nanoTime());
        assertThat(kept).hasSize(Observer.EVENTS_MAX / 2 + 1);
        assertThat(kept.getLast().what()).isEqualTo("waits " + Observer.EVENTS_MAX);
    }
}
