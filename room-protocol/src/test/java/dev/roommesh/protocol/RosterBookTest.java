package dev.roommesh.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RosterBookTest {
    private static final PeerId SELF = new PeerId("worker-1");
    private static final Candidate ME = new Candidate(SELF, 8_000);
    private static final Candidate GONE = new Candidate(new PeerId("worker-2"), 16_000);
    private static final long TERM = 1_700_000_000;

    private final RosterBook book = new RosterBook(SELF);

    /** Ids that people give are alike; so are their hash codes. */
    @Test
    void neighboursFoundInOneTermAndNoChangeOfOneRosterMeetsTheOther() {
        List<Long> beginnings = IntStream.rangeClosed(1, 1_000).mapToObj(number -> new PeerId("worker-" + number))
                .map(RosterBook::beginning).sorted().toList();
        for (int i = 1; i < beginnings.size(); i++)
            assertThat(beginnings.get(i) - beginnings.get(i - 1)).isGreaterThanOrEqualTo(RosterBook.APART);
        assertThat(beginnings.getFirst()).isGreaterThanOrEqualTo(RosterBook.APART);
        assertThat(beginnings.getLast()).isLessThanOrEqualTo(RosterBook.BEGINNINGS * RosterBook.APART);
        book.found(TERM, List.of(ME));
        assertThat(book.roster().version()).isEqualTo(RosterBook.beginning(SELF));
    }

    @Test
    void aCaretakersChangeIsNoneThatAnAdminOfTheSameTermMakes() {
        book.adopt(new Roster(TERM, 7, List.of(ME, GONE)));
        book.mustGo(GONE.peerId());
        Roster next = book.nextOfCaretaker(TERM + 1).orElseThrow();
        assertThat(next.peers()).containsExactly(ME);
        assertThat(next.term()).isEqualTo(TERM + 1);
        assertThat(next.version() - 7).isEqualTo(RosterBook.beginning(SELF));
    }

    /** A hostile admin can write the last version there is. */
    @Test
    void whereTheVersionsEndACaretakerGoesOnInAHigherTermAlone() {
        long step = RosterBook.beginning(SELF);
        book.adopt(new Roster(TERM, Limits.VERSION_MAX - step, List.of(ME, GONE)));
        book.mustGo(GONE.peerId());
        assertThat(book.nextOfCaretaker(TERM).orElseThrow().version()).isEqualTo(Limits.VERSION_MAX);
        book.adopt(new Roster(TERM, Limits.VERSION_MAX - step + 1, List.of(ME, GONE)));
        book.mustGo(GONE.peerId());
        assertThat(book.nextOfCaretaker(TERM)).isEmpty();
        assertThat(book.nextOfCaretaker(TERM + 1).orElseThrow().version()).isEqualTo(step);
    }
}
