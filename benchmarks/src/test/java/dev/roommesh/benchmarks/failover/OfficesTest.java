package dev.roommesh.benchmarks.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.benchmarks.room.Event;
import dev.roommesh.benchmarks.room.Sights;
import java.util.List;
import org.junit.jupiter.api.Test;

class OfficesTest {
    private static final List<String> ROOM = List.of("ana", "ben", "cleo");
    private static final List<String> TELLERS = List.of("ana", "ben");

    @Test
    void whoeverStaysInOfficeIsNoChange() {
        assertThat(Offices.changes(List.of(seen("ana", "ben", 8), seen("ben", "ben", 8)), TELLERS, "ben")).isZero();
    }

    @Test
    void handingTheOfficeBackIsOneChange() {
        assertThat(Offices.changes(List.of(seen("ana", "ben", 8), seen("ana", "cleo", 9), seen("ben", "cleo", 9)),
                TELLERS, "ben")).isEqualTo(1);
    }

    @Test
    void losingItAndComingBackAreTwo() {
        assertThat(Offices.changes(List.of(seen("ana", "ben", 8), seen("ana", "cleo", 9), seen("ana", "ben", 10)),
                TELLERS, "ben")).isEqualTo(2);
    }

    @Test
    void whatTheWokenOneStillBelievesDoesNotCount() {
        assertThat(Offices.changes(List.of(seen("cleo", "cleo", 7), seen("ana", "ben", 8)), TELLERS, "ben")).isZero();
    }

    @Test
    void whoIsMissingOnARosterIsCountedAtTheWorstMoment() {
        var without = new Event(1, "ana", "", Sights.whole("ana", "ben", 8, TELLERS));
        assertThat(Offices.removed(List.of(seen("ana", "ben", 8), without, seen("ana", "ben", 8)), 3)).isEqualTo(1);
        assertThat(Offices.removed(List.of(new Event(1, "bench", "waits", null)), 3)).isZero();
    }

    private static Event seen(String who, String admin, long term) {
        return new Event(1, who, "", Sights.whole(who, admin, term, ROOM));
    }
}
