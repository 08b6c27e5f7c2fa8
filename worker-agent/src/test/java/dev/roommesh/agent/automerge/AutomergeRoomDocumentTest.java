package dev.roommesh.agent.automerge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Roster;
import dev.roommesh.model.VersionVector;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.DocumentContent;
import dev.roommesh.protocol.document.Merge;
import dev.roommesh.protocol.document.RoomDocument;
import dev.roommesh.protocol.document.RoomDocumentContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AutomergeRoomDocumentTest extends RoomDocumentContract {
    /** Seeded, so that a failure repeats; each document still gets bytes of its own. */
    private final Random process = new Random(42);
    private final List<AutomergeRoomDocument> open = new ArrayList<>();

    @Override
    protected RoomDocument newDocument(RoomId room, PeerId self) {
        var document = new AutomergeRoomDocument(room, self, this::processBytes);
        open.add(document);
        return document;
    }

    private Bytes processBytes() {
        var bytes = new byte[AutomergeRoomDocument.PROCESS_BYTES];
        process.nextBytes(bytes);
        return Bytes.copyOf(bytes);
    }

    @AfterEach
    void free() {
        open.forEach(AutomergeRoomDocument::close);
    }

    @Test
    void aStatusChangeIsOneSmallChange() {
        RoomDocument ana = newDocument(ROOM, ANA);
        ana.putOwn(profile(24_576).with("hostname", PropertyValue.of("gpu-1")), 0);
        List<Bytes> change = ana.putOwn(
                profile(24_576).with("hostname", PropertyValue.of("gpu-1")).withStatus(WorkerStatus.BUSY), 0);
        assertThat(change).hasSize(1);
        assertThat(change.getFirst().size()).isLessThanOrEqualTo(160);
    }

    @Test
    void twoThousandChangesStayFast() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        long start = System.nanoTime();
        for (int i = 0; i < 2_000; i++) {
            assertThat(ben.merge(ANA, ana.putOwn(profile(i), 0))).isEqualTo(new Merge.Merged(1));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as("100 times what a quiet machine needs")
                .isLessThan(Duration.ofSeconds(60));
        assertThat(ben.content()).isEqualTo(ana.content());
        RoomDocument cleo = newDocument(ROOM, CLEO);
        while (!cleo.vector().covers(ana.vector())) {
            List<Bytes> lacking = ana.since(cleo.vector(), Limits.CHANGE_BYTES_MAX);
            assertThat(lacking).hasSizeLessThanOrEqualTo(Limits.CHANGES_PER_FRAME_MAX);
            assertThat(cleo.merge(ANA, lacking)).isInstanceOf(Merge.Merged.class);
        }
        assertThat(cleo.content()).isEqualTo(ana.content());
    }

    @Test
    void theLargestProfileFitsIntoAChange() {
        Map<String, PropertyValue> properties = new LinkedHashMap<>();
        for (int i = 0; i < 7; i++) {
            properties.put("p" + i, PropertyValue.of("\u20ac".repeat(Limits.TEXT_CHARS_MAX)));
        }
        var profile = new Profile(Collections.nCopies(1, "tag"), properties);
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        assertThat(ben.merge(ANA, ana.putOwn(profile, 0))).isEqualTo(new Merge.Merged(1));
        assertThat(ben.content().workers()).containsEntry(ANA, WorkerEntry.of(ANA, profile));
    }

    @Test
    void aTextWithoutUtf8FormIsWrittenOnce() {
        RoomDocument ana = newDocument(ROOM, ANA);
        Profile odd = profile(1).with("odd", PropertyValue.of("half \ud83d of one"));
        assertThat(ana.putOwn(odd, 0)).hasSize(1);
        assertThat(ana.putOwn(odd, 0)).isEmpty();
    }

    @Test
    void aRosterOfTenAndTermsBeyondAnIntSurvive() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        Roster roster = Roster.NONE;
        for (int i = 0; i < Limits.ROOM_WORKERS_MAX; i++) {
            roster = roster.with(new Candidate(new PeerId("w" + i), Limits.GPU_MEMORY_MB_MAX), Limits.TERM_MAX);
        }
        var record = new AdminRecord(ANA, Limits.TERM_MAX, roster);
        ben.merge(ANA, ana.putAdmin(record));
        assertThat(ben.content().admin()).contains(record);
    }

    @Test
    void whoBelongsToAnotherRoomIsNotRead() {
        RoomDocument elsewhere = newDocument(new RoomId("elsewhere"), ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        ben.merge(ANA, elsewhere.putAdmin(new AdminRecord(ANA, 1, Roster.NONE)));
        ben.merge(ANA, elsewhere.putOwn(profile(1), 0));
        assertThat(ben.content()).isEqualTo(DocumentContent.EMPTY);
    }

    @Test
    void anActorIsBoundToItsWorkerAndRoom() {
        String first = actorOf(newDocument(ROOM, ANA));
        String nextProcess = actorOf(newDocument(ROOM, ANA));
        String otherRoom = actorOf(newDocument(new RoomId("elsewhere"), ANA));
        assertThat(first).hasSize(64).startsWith("29981554430223be9c1309b9fc608001").isNotEqualTo(nextProcess);
        assertThat(nextProcess).startsWith(first.substring(0, 32));
        assertThat(otherRoom.substring(0, 32)).isNotEqualTo(first.substring(0, 32));
    }

    private static String actorOf(RoomDocument document) {
        document.putOwn(profile(1), 0);
        return document.vector().seqs().keySet().iterator().next();
    }

    @Test
    void mutatedChangesAreRefusedAndDoNoHarm() {
        RoomDocument ana = newDocument(ROOM, ANA);
        RoomDocument ben = newDocument(ROOM, BEN);
        byte[] good = ana.putOwn(profile(24_576), 0).getFirst().toArray();
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            Bytes bad = Bytes.copyOf(Mutation.of(good, random));
            assertThat(ben.merge(ANA, List.of(bad))).as(bad.toString()).isInstanceOf(Merge.Refused.class);
        }
        assertThat(ben.vector()).isEqualTo(VersionVector.EMPTY);
        assertThat(ben.content()).isEqualTo(DocumentContent.EMPTY);
        assertThat(ben.merge(ANA, List.of(Bytes.copyOf(good)))).isEqualTo(new Merge.Merged(1));
    }

    @Test
    void twoChangesOfOneNumberAreRefused() {
        var sameProcess = Bytes.copyOf(new byte[AutomergeRoomDocument.PROCESS_BYTES]);
        var one = new AutomergeRoomDocument(ROOM, ANA, () -> sameProcess);
        var other = new AutomergeRoomDocument(ROOM, ANA, () -> sameProcess);
        open.addAll(List.of(one, other));
        RoomDocument ben = newDocument(ROOM, BEN);
        ben.merge(ANA, one.putOwn(profile(1), 0));
        List<Bytes> second = other.putOwn(profile(2), 0);
        assertThat(ben.merge(ANA, second)).isInstanceOf(Merge.Refused.class);
        second.forEach(change -> assertThat(one.merge(BEN, List.of(change))).isInstanceOf(Merge.Refused.class));
        List<Bytes> ahead = other.putOwn(profile(3), 0);
        assertThat(one.merge(BEN, ahead)).as("its own next number, not written by it")
                .isInstanceOf(Merge.Refused.class);
        assertThat(one.putOwn(profile(4), 0)).hasSize(1);
    }
}
