package dev.roommesh.protocol.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.VersionVector;
import dev.roommesh.model.WorkerEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of {@link RoomDocumentContract} that is about one history taking the place of another. */
public abstract class EpochContract {
    protected static final RoomId ROOM = new RoomId("lab");
    protected static final PeerId ANA = new PeerId("ana");
    protected static final PeerId BEN = new PeerId("ben");
    protected static final PeerId CLEO = new PeerId("cleo");
    protected static final int ALL = Integer.MAX_VALUE;

    /** A replica of one process of this worker; a second call for the same worker is its next process. */
    protected abstract RoomDocument newDocument(RoomId room, PeerId self);

    protected static Profile profile(long gpuMemoryMb) {
        return new Profile(List.of("cuda"), Map.of(Profile.GPU_MEMORY_MB, PropertyValue.of(gpuMemoryMb),
                Profile.STATUS, PropertyValue.of("available")));
    }

    protected static AdminRecord record(PeerId admin, long term) {
        return new AdminRecord(admin, term,
                new Roster(term, 1, List.of(new Candidate(ANA, 8_192), new Candidate(BEN, 24_576))));
    }

    @Test
    void aNewEpochSaysWhatTheOldOneSaid() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        ben.merge(ANA, ana.putOwn(profile(1), 7));
        ana.merge(BEN, ben.putOwn(profile(2), 1L << 40));
        ana.putAdmin(record(ANA, 7));
        DocumentContent before = ana.content();
        Epoch old = ana.epoch();
        Epoch next = ana.roll(7, Set.of(ANA, BEN));
        assertThat(next).isEqualTo(ana.epoch()).isGreaterThan(old);
        assertThat(next.term()).isEqualTo(7);
        assertThat(next.number()).isEqualTo(old.number() + 1);
        assertThat(ana.content()).isEqualTo(before);
        assertThat(ana.vector()).isEqualTo(VersionVector.EMPTY);
        assertThat(ana.since(VersionVector.EMPTY, ALL)).as("the base is no change of the epoch").isEmpty();
        assertThat(ana.base().size()).isBetween(1, Limits.BASE_BYTES_MAX);
    }

    @Test
    void equalContentGivesEqualBases() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        ana.putOwn(profile(1).with("b", PropertyValue.of(1)).with("a", PropertyValue.of(2)), 0);
        ana.putAdmin(record(ANA, 7));
        ben.putOwn(profile(2), 0);
        ben.merge(ANA, ana.since(VersionVector.EMPTY, ALL));
        ana.merge(BEN, ben.since(ana.vector(), ALL));
        assertThat(ana.roll(7, Set.of(ANA, BEN))).isEqualTo(ben.roll(7, Set.of(BEN, ANA)));
        assertThat(ana.base()).isEqualTo(ben.base());
        RoomDocument cleo = newDocument(ROOM, CLEO);
        assertThat(cleo.roll(7, Set.of()).base()).as("another content").isNotEqualTo(ana.epoch().base());
    }

    @Test
    void allWriteOnInTheEpochThatTheyAdopted() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        ana.merge(BEN, ben.putOwn(profile(1), 0));
        ana.putOwn(profile(2), 0);
        Epoch next = ana.roll(3, Set.of(ANA, BEN));
        assertThat(ben.adopt(next, ana.base())).isEmpty();
        assertThat(ben.epoch()).isEqualTo(next);
        assertThat(ben.base()).isEqualTo(ana.base());
        assertThat(ben.content()).isEqualTo(ana.content());
        assertThat(ben.vector()).isEqualTo(VersionVector.EMPTY);
        List<Bytes> ofAna = ana.putOwn(profile(3), 0);
        List<Bytes> ofBen = ben.putOwn(profile(4), 0);
        assertThat(ben.merge(ANA, ofAna)).isEqualTo(new Merge.Merged(1));
        assertThat(ana.merge(BEN, ofBen)).isEqualTo(new Merge.Merged(1));
        assertThat(ana.since(VersionVector.EMPTY, ALL)).hasSize(2);
        assertThat(ben.content()).isEqualTo(ana.content());
        assertThat(ben.vector()).isEqualTo(ana.vector());
        assertThat(ana.content().workers()).containsEntry(BEN, WorkerEntry.of(BEN, profile(4)))
                .containsEntry(ANA, WorkerEntry.of(ANA, profile(3)));
    }

    @Test
    void whoIsNotKeptIsGoneAndMayComeBack() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        ana.merge(BEN, ben.putOwn(profile(1), 0));
        ana.putOwn(profile(2), 0);
        ben.adopt(ana.roll(3, Set.of(ANA)), ana.base());
        assertThat(ben.content().workers()).containsOnlyKeys(ANA);
        assertThat(ana.merge(BEN, ben.putOwn(profile(1), 0))).isEqualTo(new Merge.Merged(1));
        assertThat(ana.content().workers()).containsEntry(BEN, WorkerEntry.of(BEN, profile(1)));
    }

    @Test
    void everyEpochHasNewActors() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        ana.putOwn(profile(1), 0);
        ben.putOwn(profile(1), 0);
        Set<String> before = Set.copyOf(ana.vector().seqs().keySet());
        Set<String> beforeOfBen = Set.copyOf(ben.vector().seqs().keySet());
        ben.adopt(ana.roll(3, Set.of(ANA)), ana.base());
        ana.putOwn(profile(2), 0);
        ben.putOwn(profile(2), 0);
        assertThat(ana.vector().seqs()).hasSize(1).doesNotContainKeys(before.toArray(String[]::new));
        assertThat(ben.vector().seqs()).hasSize(1).doesNotContainKeys(beforeOfBen.toArray(String[]::new));
    }

    @Test
    void aChangeOfAnotherEpochDoesNoHarm() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        ana.merge(BEN, ben.putOwn(profile(1), 0));
        Epoch next = ana.roll(3, Set.of(BEN));
        DocumentContent content = ana.content();
        List<Bytes> late = ben.putOwn(profile(2), 0);
        assertThat(ana.merge(BEN, late)).isNotInstanceOf(Merge.Merged.class);
        assertThat(ana.content()).isEqualTo(content);
        ben.adopt(next, ana.base());
        assertThat(ben.merge(BEN, late)).isNotInstanceOf(Merge.Merged.class);
        assertThat(ana.merge(BEN, ben.putOwn(profile(2), 0))).as("said again").isEqualTo(new Merge.Merged(1));
        assertThat(ben.content()).isEqualTo(ana.content());
    }

    @Test
    void whatIsNoBaseOfTheEpochIsRefusedAndChangesNothing() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        Bytes ofBen = ben.putOwn(profile(1), 0).getFirst();
        Bytes noBase = ana.putOwn(profile(2), 0).getFirst();
        Epoch old = ben.epoch();
        DocumentContent content = ben.content();
        Epoch next = ana.roll(3, Set.of(ANA));
        var otherHash = new Epoch(next.term(), next.number(), "0".repeat(64));
        assertThat(ben.adopt(otherHash, ana.base())).isPresent();
        assertThat(ben.adopt(next, Bytes.ofHex("00"))).isPresent();
        assertThat(ben.adopt(next, Bytes.copyOf(new byte[0]))).isPresent();
        assertThat(ben.adopt(next, noBase)).isPresent();
        assertThat(ben.adopt(next, ofBen)).isPresent();
        assertThat(ben.adopt(next, Bytes.copyOf(new byte[Limits.BASE_BYTES_MAX + 1]))).isPresent();
        assertThat(ben.epoch()).isEqualTo(old);
        assertThat(ben.content()).isEqualTo(content);
        assertThat(ben.since(VersionVector.EMPTY, ALL)).containsExactly(ofBen);
        assertThat(ben.putOwn(profile(3), 0)).hasSize(1);
        assertThat(ben.adopt(next, ana.base())).isEmpty();
    }

    @Test
    void manyEpochsFollowOneAnother() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        for (int i = 1; i <= 20; i++) {
            RoomDocument admin = i % 2 == 0 ? ana : ben;
            RoomDocument other = i % 2 == 0 ? ben : ana;
            other.merge(BEN, admin.putOwn(profile(i), 0));
            assertThat(other.adopt(admin.roll(i / 3, Set.of(ANA, BEN)), admin.base())).isEmpty();
            assertThat(other.epoch().number()).isEqualTo(i);
            assertThat(other.content()).isEqualTo(admin.content());
        }
        assertThat(ana.content().workers()).containsEntry(ANA, WorkerEntry.of(ANA, profile(20)))
                .containsEntry(BEN, WorkerEntry.of(BEN, profile(19)));
    }
}
