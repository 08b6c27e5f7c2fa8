package dev.roommesh.agent.automerge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.Candidate;
import dev.roommesh.model.Epoch;
import dev.roommesh.model.Limits;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Roster;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.protocol.document.AdminRecord;
import dev.roommesh.protocol.document.DocumentContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class EpochBaseTest {
    private static final PeerId ANA = RandomRoom.PEERS.getFirst();
    private static final int ROLLS = 1_000;
    private static final int ROLLS_BEFORE = 100;
    /** A document of one entry that is not freed costs 30 KiB and more; 1,000 of them would break this. */
    private static final long LEAK_KIB_MAX = 12 * 1024;

    private final Random random = new Random(4);
    private final AutomergeRoomDocument replica = new AutomergeRoomDocument(RandomRoom.ROOM, ANA, () -> {
        var bytes = new byte[Actor.PROCESS_BYTES];
        random.nextBytes(bytes);
        return Bytes.copyOf(bytes);
    });

    @AfterEach
    void free() {
        replica.close();
    }

    @Test
    void aBaseIsAFunctionOfRoomNumberAndContent() {
        var entry = WorkerEntry.of(ANA, new Profile(List.of("t"), Map.of("b", PropertyValue.of(1))));
        var content = new DocumentContent(Map.of(ANA, entry),
                Optional.of(new AdminRecord(ANA, 5, new Roster(5, 1, List.of(new Candidate(ANA, 1))))));
        Bytes base = EpochBase.of(RandomRoom.ROOM, 2, content, Set.of(ANA));
        assertThat(EpochBase.of(RandomRoom.ROOM, 2, content, Set.of(ANA))).isEqualTo(base);
        assertThat(EpochBase.of(RandomRoom.ROOM, 3, content, Set.of(ANA))).isNotEqualTo(base);
        assertThat(EpochBase.of(RandomRoom.ROOM, 2, content, Set.of())).isNotEqualTo(base);
        assertThat(EpochBase.decoded(base.toArray()).header().hash()).as("on every machine")
                .isEqualTo("5ae69818f7c3cfcbd95dcd2cda346f9fe04f823f9fc96675b701fe19039c4281");
    }

    @Test
    void onlyABaseIsTakenForOne() {
        refused("builds on something", parts -> parts.deps.add(new byte[32]));
        refused("builds on something", parts -> parts.seq = 2);
        refused("builds on something", parts -> parts.startOp = 2);
        refused("builds on something", parts -> parts.others.add(new byte[32]));
        rows("lacks a section", rows -> rows.removeLast());
        rows("makes something else than the sections", rows -> rows.getLast().name = "others");
        rows("makes something else than the sections", rows -> rows.getLast().name = "workers");
        rows("makes something else than the sections", rows -> rows.getLast().action = 2);
        rows("overwrites something", rows -> rows.getLast().predecessors.add(new Row.Ref(0, 1)));
        rows("name that no property has", rows -> rows.add(Crafted.make(new Row.Ref(0, 1), "a b")));
        rows("writes no entry", rows -> rows.add(Crafted.put(new Row.Ref(0, 1), "ana")));
        rows("writes a key twice", rows -> {
            rows.add(Crafted.make(new Row.Ref(0, 1), "ana"));
            rows.add(Crafted.make(new Row.Ref(0, 1), "ana"));
        });
        rows("more than 10 workers", rows -> {
            for (int i = 0; i <= Limits.ROOM_WORKERS_MAX; i++) {
                rows.add(Crafted.make(new Row.Ref(0, 2), "w" + i));
            }
        });
        assertThat(replica.epoch()).isEqualTo(Genesis.EPOCH);
        assertThat(replica.putOwn(Profile.EMPTY, 0)).hasSize(1);
    }

    private void rows(String why, Consumer<List<Row>> change) {
        refused(why, parts -> {
            List<Row> rows = Row.of(parts);
            change.accept(rows);
            Row.into(parts, rows);
        });
    }

    private void refused(String why, Consumer<ChangeParts> change) {
        ChangeParts parts = ChangeParts.of(Genesis.change());
        parts.actor[0] = 1;
        change.accept(parts);
        var epoch = new Epoch(1, 1, ChangeParts.hash(parts.content()));
        assertThat(replica.adopt(epoch, Bytes.copyOf(parts.chunk()))).as(why).get().asString().contains(why);
    }

    @Test
    void theLargestRoomFitsIntoABase() {
        Profile texts = Profile.EMPTY;
        for (int i = 0; i < 7; i++) {
            texts = texts.with("p" + i, PropertyValue.of("\u20ac".repeat(Limits.TEXT_CHARS_MAX)));
        }
        rollOf(texts);
        rollOf(manyLists());
    }

    /** Nothing takes more operations for its weight than lists of almost nothing in lists. */
    private static Profile manyLists() {
        PropertyValue one = new PropertyValue.Items(List.of(PropertyValue.of("")));
        PropertyValue some = new PropertyValue.Items(Collections.nCopies(20, one));
        Map<String, PropertyValue> properties = new LinkedHashMap<>();
        for (int i = 0; i < 6; i++) {
            properties.put("p" + i, new PropertyValue.Items(Collections.nCopies(32, some)));
        }
        return new Profile(List.of(), properties);
    }

    private void rollOf(Profile profile) {
        Map<PeerId, WorkerEntry> workers = new TreeMap<>();
        for (int i = 0; i < Limits.ROOM_WORKERS_MAX; i++) {
            var peer = new PeerId("w" + i);
            workers.put(peer, WorkerEntry.of(peer, profile));
        }
        Bytes base = EpochBase.of(RandomRoom.ROOM, 1, new DocumentContent(workers, Optional.empty()), workers.keySet());
        assertThat(base.size()).isLessThanOrEqualTo(Limits.BASE_BYTES_MAX);
        var epoch = new Epoch(replica.epoch().term() + 1, 1, EpochBase.decoded(base.toArray()).header().hash());
        assertThat(replica.adopt(epoch, base)).isEmpty();
        assertThat(replica.content().workers()).isEqualTo(workers);
    }

    @Test
    void aProfileOfManyPartsIsWrittenAsOneChange() {
        List<Bytes> change = replica.putOwn(manyLists(), 0);
        assertThat(change).hasSize(1);
        assertThat(change.getFirst().size()).isLessThanOrEqualTo(Limits.CHANGE_BYTES_MAX);
        assertThat(replica.content().workers()).containsEntry(ANA, WorkerEntry.of(ANA, manyLists()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThousandEpochsLeaveNothingBehind() throws IOException {
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < ROLLS_BEFORE + ROLLS; i++) {
            replica.putOwn(new Profile(List.of("tag"), Map.of("n", PropertyValue.of(i))), 0);
            replica.roll(1, Set.of(ANA));
            if (i == ROLLS_BEFORE) sizes.add(residentKib());
        }
        assertThat(residentKib() - sizes.getFirst()).isLessThan(LEAK_KIB_MAX);
        assertThat(replica.epoch().number()).isEqualTo(ROLLS_BEFORE + ROLLS);
    }

    /** With the heap collected, so that what is left is what native code holds. */
    private static long residentKib() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }

}
