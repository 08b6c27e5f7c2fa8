package dev.roommesh.protocol.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.VersionVector;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds for every implementation of {@link RoomDocument}, which is why a simulated one can be trusted. */
public abstract class RoomDocumentContract extends EpochContract {
    @Test
    void twoReplicasStartEqual() {
        RoomDocument one = newDocument(ROOM, ANA);
        RoomDocument other = newDocument(ROOM, BEN);
        assertThat(one.epoch()).isEqualTo(other.epoch());
        assertThat(one.vector()).isEqualTo(VersionVector.EMPTY).isEqualTo(other.vector());
        assertThat(one.vector().digest()).isEqualTo(other.vector().digest());
        assertThat(one.content()).isEqualTo(DocumentContent.EMPTY).isEqualTo(other.content());
    }

    @Test
    void ownEntryAppears() {
        RoomDocument document = newDocument(ROOM, ANA);
        assertThat(document.putOwn(profile(24_576), 0)).hasSize(1);
        assertThat(document.content().workers()).containsExactly(Map.entry(ANA, WorkerEntry.of(ANA, profile(24_576))));
        assertThat(document.vector().seqs().values()).containsExactly(1L);
    }

    @Test
    void contentThatSomebodyHoldsDoesNotChange() {
        RoomDocument document = newDocument(ROOM, ANA);
        document.putOwn(profile(1), 0);
        DocumentContent held = document.content();
        document.putOwn(profile(2), 0);
        assertThat(held.workers().get(ANA)).isEqualTo(WorkerEntry.of(ANA, profile(1)));
    }

    @Test
    void whatIsSaidAlreadyTakesNoChange() {
        RoomDocument document = newDocument(ROOM, ANA);
        document.putOwn(profile(8_192), 0);
        document.putAdmin(record(ANA, 1));
        assertThat(document.putOwn(profile(8_192), 0)).isEmpty();
        assertThat(document.putAdmin(record(ANA, 1))).isEmpty();
        assertThat(document.vector().seqs().values()).containsExactly(2L);
    }

    @Test
    void theRevisionIsPartOfWhatIsSaid() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        for (long revision : new long[]{1, 2, 1L << 40, Limits.REVISION_MAX}) {
            assertThat(ben.merge(ANA, ana.putOwn(profile(1), revision))).isEqualTo(new Merge.Merged(1));
            assertThat(ben.content().workers()).containsEntry(ANA, WorkerEntry.of(ANA, profile(1), revision));
            assertThat(ana.putOwn(profile(1), revision)).isEmpty();
        }
    }

    @Test
    void anotherReplicaGetsEachDifference() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        List<Profile> steps = List.of(profile(1), profile(2), profile(2).withStatus(WorkerStatus.BUSY),
                profile(2).withTags(List.of("fast")), profile(2).with("current_job", PropertyValue.of("j1")),
                profile(2).without(Profile.STATUS), Profile.EMPTY, profile(3));
        for (Profile step : steps) {
            assertThat(ben.merge(ANA, ana.putOwn(step, 0))).isEqualTo(new Merge.Merged(1));
            assertThat(ana.content().workers()).containsEntry(ANA, WorkerEntry.of(ANA, step));
            assertThat(ben.content()).isEqualTo(ana.content());
            assertThat(ben.vector()).isEqualTo(ana.vector());
        }
    }

    @Test
    void everyKindOfPropertyComesBackAsItWas() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        var nested = new PropertyValue.Fields(Map.of("whole", PropertyValue.of(5), "items", new PropertyValue.Items(
                List.of(new PropertyValue.Fields(Map.of("x", new PropertyValue.Decimal(0.5))), PropertyValue.of(true),
                        PropertyValue.of(1L << 40), PropertyValue.of("text"), new PropertyValue.Items(List.of())))));
        Profile profile = profile(1).with("int", PropertyValue.of(Integer.MIN_VALUE))
                .with("beyond_int", PropertyValue.of(Integer.MAX_VALUE + 1L))
                .with("most", PropertyValue.of(Long.MAX_VALUE))
                .with("least", PropertyValue.of(Long.MIN_VALUE)).with("whole_decimal", new PropertyValue.Decimal(5))
                .with("minus_nothing", new PropertyValue.Decimal(-0.0)).with("flag", PropertyValue.of(false))
                .with("odd_text", PropertyValue.of("\u0000 \ud83d\ude00 \u00e9")).with("empty", PropertyValue.of(""))
                .with("nested", nested);
        ben.merge(ANA, ana.putOwn(profile, 0));
        assertThat(ana.content().workers()).containsEntry(ANA, WorkerEntry.of(ANA, profile));
        assertThat(ben.content().workers()).containsEntry(ANA, WorkerEntry.of(ANA, profile));
        assertThat(ana.putOwn(profile, 0)).isEmpty();
    }

    @Test
    void repeatedChangesAreHeldOnce() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        List<Bytes> first = ana.putOwn(profile(1), 0);
        ben.merge(ANA, first);
        VersionVector vector = ben.vector();
        assertThat(ben.merge(CLEO, first)).isEqualTo(new Merge.Merged(0));
        assertThat(ana.merge(BEN, first)).as("its own change").isEqualTo(new Merge.Merged(0));
        assertThat(ben.vector()).isEqualTo(vector);
        assertThat(ben.merge(ANA, List.of())).isEqualTo(new Merge.Merged(0));
    }

    @Test
    void aGapIsToldAndHealed() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        List<Bytes> first = ana.putOwn(profile(1), 0);
        List<Bytes> second = ana.putOwn(profile(2), 0);
        List<Bytes> third = ana.putOwn(profile(3), 0);
        assertThat(ben.merge(ANA, second)).isEqualTo(new Merge.Missing(0));
        assertThat(ben.content()).isEqualTo(DocumentContent.EMPTY);
        assertThat(ben.merge(ANA, List.of(first.getFirst(), third.getFirst()))).isEqualTo(new Merge.Missing(1));
        assertThat(ben.merge(ANA, ana.since(ben.vector(), ALL))).isEqualTo(new Merge.Merged(2));
        assertThat(ben.content()).isEqualTo(ana.content());
    }

    @Test
    void aChangeOnTopOfAnUnknownOneIsMissing() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        RoomDocument cleo = newDocument(ROOM, CLEO);
        List<Bytes> of = ana.putOwn(profile(1), 0);
        ben.merge(ANA, of);
        List<Bytes> onTop = ben.putOwn(profile(2), 0);
        assertThat(cleo.merge(BEN, onTop)).isEqualTo(new Merge.Missing(0));
        assertThat(cleo.merge(BEN, ben.since(cleo.vector(), ALL))).isEqualTo(new Merge.Merged(2));
        assertThat(cleo.content()).isEqualTo(ben.content());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void concurrentWritersConvergeInWhateverOrder(long seed) {
        var random = new Random(seed);
        List<RoomDocument> replicas = new ArrayList<>();
        for (PeerId peer : List.of(ANA, BEN, CLEO)) {
            replicas.add(newDocument(ROOM, peer));
        }
        for (int step = 0; step < 60; step++) {
            RoomDocument writer = replicas.get(random.nextInt(replicas.size()));
            RoomDocument reader = replicas.get(random.nextInt(replicas.size()));
            if (random.nextBoolean()) writer.putOwn(profile(random.nextInt(1000)), 0);
            List<Bytes> lacking = new ArrayList<>(writer.since(reader.vector(), 1 + random.nextInt(2000)));
            if (random.nextInt(3) == 0) Collections.shuffle(lacking, random);
            reader.merge(ANA, lacking);
        }
        for (int round = 0; round < replicas.size(); round++) {
            for (RoomDocument reader : replicas) {
                for (RoomDocument writer : replicas) {
                    assertThat(reader.merge(ANA, writer.since(reader.vector(), ALL))).isInstanceOf(Merge.Merged.class);
                }
            }
        }
        for (RoomDocument replica : replicas) {
            assertThat(replica.content()).isEqualTo(replicas.getFirst().content());
            assertThat(replica.vector().digest()).isEqualTo(replicas.getFirst().vector().digest());
        }
    }

    @Test
    void whatIsNoChangeIsRefusedAndDoesNoHarm() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        Bytes good = ana.putOwn(profile(1), 0).getFirst();
        var random = new Random(7);
        for (int size : new int[]{0, 1, 3, 12, 200, Limits.CHANGE_BYTES_MAX + 1}) {
            var noise = new byte[size];
            random.nextBytes(noise);
            assertThat(ben.merge(ANA, List.of(Bytes.copyOf(noise), good))).isInstanceOf(Merge.Refused.class);
        }
        assertThat(ben.content()).isEqualTo(DocumentContent.EMPTY);
        assertThat(ben.vector()).isEqualTo(VersionVector.EMPTY);
        Merge afterGood = ben.merge(ANA, List.of(good, Bytes.ofHex("00")));
        assertThat(afterGood).isInstanceOf(Merge.Refused.class);
        assertThat(afterGood.applied()).isEqualTo(1);
        assertThat(ben.content()).isEqualTo(ana.content());
    }

    @Test
    void sinceGivesWhatFitsButAtLeastOne() {
        RoomDocument ana = newDocument(ROOM, ANA);
        List<Bytes> all = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            all.addAll(ana.putOwn(profile(i), 0));
        }
        int firstTwo = all.get(0).size() + all.get(1).size();
        assertThat(ana.since(VersionVector.EMPTY, ALL)).isEqualTo(all);
        assertThat(ana.since(VersionVector.EMPTY, firstTwo)).isEqualTo(all.subList(0, 2));
        assertThat(ana.since(VersionVector.EMPTY, firstTwo - 1)).isEqualTo(all.subList(0, 1));
        assertThat(ana.since(VersionVector.EMPTY, 1)).isEqualTo(all.subList(0, 1));
        assertThat(ana.since(ana.vector(), ALL)).isEmpty();
    }

    @Test
    void ofTwoAdminsTheHigherTermCountsInEitherOrder() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        for (int write = 0; write < 3; write++) {
            ana.putOwn(profile(write), 0);
        }
        List<Bytes> lower = ana.putAdmin(record(ANA, 4));
        List<Bytes> higher = ben.putAdmin(record(BEN, 5));
        assertThat(lower).hasSize(1);
        assertThat(ana.content().admin()).contains(record(ANA, 4));
        ben.merge(ANA, ana.since(ben.vector(), ALL));
        ana.merge(BEN, higher);
        assertThat(ana.content().admin()).contains(record(BEN, 5));
        assertThat(ben.content().admin()).contains(record(BEN, 5));
        assertThat(ana.vector()).isEqualTo(ben.vector());
        ben.merge(ANA, ana.putAdmin(record(ANA, Limits.TERM_MAX)));
        assertThat(ben.content().admin()).contains(record(ANA, Limits.TERM_MAX));
    }

    @Test
    void theRosterOfAnAdminFollowsItsVersion() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        AdminRecord first = record(ANA, 2);
        AdminRecord next = new AdminRecord(ANA, 2, first.roster().with(new Candidate(CLEO, 1), 2));
        ben.merge(ANA, ana.putAdmin(first));
        ben.merge(ANA, ana.putAdmin(next));
        assertThat(ben.content().admin()).contains(next);
    }

    @Test
    void theNextProcessOfAWorkerTakesItsEntryOver() {
        RoomDocument before = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        ben.merge(ANA, before.putOwn(profile(1), 0));
        RoomDocument after = newDocument(ROOM, ANA);
        after.merge(BEN, ben.since(after.vector(), ALL));
        assertThat(after.content()).isEqualTo(ben.content());
        assertThat(ben.merge(ANA, after.putOwn(profile(2), 0))).isEqualTo(new Merge.Merged(1));
        assertThat(ben.content().workers()).containsEntry(ANA, WorkerEntry.of(ANA, profile(2)));
        assertThat(ben.vector().seqs()).hasSize(2);
    }

    @Test
    void twoProcessesOfAWorkerThatWroteWithoutEachOtherConverge() {
        RoomDocument before = newDocument(ROOM, ANA);
        RoomDocument after = newDocument(ROOM, ANA);
        before.putOwn(profile(1), 0);
        before.putOwn(profile(2), 0);
        after.putOwn(profile(3), 0);
        after.merge(ANA, before.since(after.vector(), ALL));
        before.merge(ANA, after.since(before.vector(), ALL));
        assertThat(after.content()).isEqualTo(before.content());
        before.merge(ANA, after.putOwn(profile(4), 0));
        assertThat(before.content()).isEqualTo(after.content());
        assertThat(before.content().workers()).containsEntry(ANA, WorkerEntry.of(ANA, profile(4)));
    }

    @Test
    void moreActorsThanTheLimitAreRefused() {
        RoomDocument reader = newDocument(ROOM, ANA);
        reader.putOwn(profile(1), 0);
        for (int i = 1; i < Limits.VECTOR_ACTORS_MAX; i++) {
            PeerId peer = new PeerId("w" + i);
            assertThat(reader.merge(peer, newDocument(ROOM, peer).putOwn(profile(i), 0)))
                    .isEqualTo(new Merge.Merged(1));
        }
        List<Bytes> oneMore = newDocument(ROOM, BEN).putOwn(profile(1), 0);
        assertThat(reader.merge(BEN, oneMore)).isInstanceOf(Merge.Refused.class);
        assertThat(reader.vector().seqs()).hasSize(Limits.VECTOR_ACTORS_MAX);
        assertThat(reader.content().workers()).doesNotContainKey(BEN);
        assertThat(reader.putOwn(profile(2), 0)).hasSize(1);
    }
}
