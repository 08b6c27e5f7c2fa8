package dev.roommesh.protocol.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Candidate;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Roster;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuorumTest {
    private static final PeerId STRANGER = new PeerId("stranger");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void ofTwoGroupsWithoutACommonMemberAtMostOneIsAQuorumWhoeverTheIncumbentIs(int size) {
        Roster roster = roster(size);
        for (int bits = 0; bits < 1 << size; bits++) {
            Set<PeerId> one = group(size, bits);
            Set<PeerId> other = group(size, ~bits);
            for (int incumbent = 0; incumbent < size; incumbent++) {
                PeerId admin = id(incumbent);
                assertThat(Quorum.of(roster, one, admin) && Quorum.of(roster, other, admin)).isFalse();
                assertThat(Quorum.of(roster, one, admin) || Quorum.of(roster, other, admin))
                        .as("with the incumbent somewhere one of two halves always goes on").isTrue();
            }
        }
    }

    @Test
    void strangersAreNotCounted() {
        assertThat(Quorum.of(roster(3), Set.of(id(0), STRANGER), id(0))).isFalse();
        assertThat(Quorum.of(roster(2), Set.of(id(0), STRANGER), STRANGER)).isFalse();
    }

    @Test
    void halfWithoutAnIncumbentIsNotEnough() {
        assertThat(Quorum.of(roster(4), Set.of(id(0), id(1)), null)).isFalse();
        assertThat(Quorum.of(roster(4), Set.of(id(0), id(1)), id(2))).isFalse();
        assertThat(Quorum.of(roster(4), Set.of(id(0), id(1)), id(1))).isTrue();
    }

    @Test
    void theBestHasTheMostMemoryAndOfEqualsTheLowestId() {
        var roster = new Roster(1, 1,
                List.of(new Candidate(id(0), 8), new Candidate(id(1), 9), new Candidate(id(2), 9)));
        assertThat(Quorum.best(roster, Set.of(id(0), id(1), id(2)))).contains(new Candidate(id(1), 9));
        assertThat(Quorum.best(roster, Set.of(id(0), id(2)))).contains(new Candidate(id(2), 9));
        assertThat(Quorum.best(roster, Set.of(STRANGER))).isEmpty();
    }

    private static Roster roster(int size) {
        return new Roster(1, 1, IntStream.range(0, size).mapToObj(i -> new Candidate(id(i), 8_000)).toList());
    }

    private static Set<PeerId> group(int size, int bits) {
        Set<PeerId> group = new HashSet<>();
        for (int i = 0; i < size; i++) {
            if ((bits & (1 << i)) != 0) group.add(id(i));
        }
        return group;
    }

    private static PeerId id(int number) {
        return new PeerId("w" + number);
    }
}
