package dev.roommesh.agent.automerge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.agent.automerge.ObjectTable.Addition;
import dev.roommesh.model.Bytes;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.protocol.document.DocumentContent;
import dev.roommesh.protocol.document.Merge;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ben has an entry; what comes says that Cleo or Ben wrote it. */
class OwnershipTest {
    private static final PeerId BEN = RandomRoom.PEERS.get(1);
    private static final PeerId CLEO = RandomRoom.PEERS.get(2);
    private static final byte[] BY_CLEO = Crafted.actor(CLEO, 1);
    private static final byte[] BY_BEN = Crafted.actor(BEN, 7);
    private static final byte[] FIRST_OF_BEN = Crafted.actor(BEN, 3);
    private static final Row.Ref WORKERS = new Row.Ref(1, 1);
    private static final Row.Ref ADMINS = new Row.Ref(1, 2);

    private final AutomergeRoomDocument replica = replica(new PeerId("dana"), new byte[Actor.PROCESS_BYTES]);
    private Bytes creation = Bytes.copyOf(new byte[0]);

    @BeforeEach
    void benHasAnEntry() {
        var process = new byte[Actor.PROCESS_BYTES];
        process[0] = 3;
        try (AutomergeRoomDocument ben = replica(BEN, process)) {
            creation = ben.putOwn(new Profile(List.of("tag"), Map.of("status", PropertyValue.of("busy"))), 0)
                    .getFirst();
        }
        assertThat(replica.merge(BEN, List.of(creation))).isEqualTo(new Merge.Merged(1));
    }

    @AfterEach
    void free() {
        replica.close();
    }

    private static AutomergeRoomDocument replica(PeerId peer, byte[] process) {
        return new AutomergeRoomDocument(RandomRoom.ROOM, peer, () -> Bytes.copyOf(process));
    }

    /** An object that Ben's first change made; Ben's first process is actor 1 of what is crafted. */
    private Row.Ref ofBen(String name) {
        return new Row.Ref(1, Crafted.counter(creation, name));
    }

    @Test
    void aWorkerWritesItsOwnEntryAlone() {
        ChangeParts own = Crafted.onTop(replica, BY_CLEO, Genesis.actor());
        assertThat(Crafted.merge(replica, own, Crafted.make(WORKERS, "cleo"))).isEqualTo(new Merge.Merged(1));
        refused("writes another worker's entry", BY_CLEO, Genesis.actor(), Crafted.make(WORKERS, "ben"));
        refused("writes another worker's entry", BY_CLEO, Genesis.actor(), Crafted.make(ADMINS, "ben"));
        refused("name that no property has", BY_CLEO, Genesis.actor(), Crafted.make(WORKERS, "a b"));
        refused("writes no entry", BY_CLEO, Genesis.actor(), Crafted.put(WORKERS, "cleo"));
        refused("writes in another worker's entry", BY_CLEO, FIRST_OF_BEN, Crafted.put(ofBen("properties"), "x"));
        refused("writes in another worker's entry", BY_CLEO, FIRST_OF_BEN, Crafted.put(ofBen("metadata"), "x"));
    }

    @Test
    void nobodyWritesAtTheRoot() {
        Row row = Crafted.make(WORKERS, "workers");
        row.object = null;
        refused("writes at the root", BY_CLEO, null, row);
    }

    @Test
    void anotherProcessOfTheWorkerMayWriteItsEntry() {
        ChangeParts next = Crafted.onTop(replica, BY_BEN, FIRST_OF_BEN);
        Row status = Crafted.put(ofBen("properties"), "status", ofBen("status"));
        assertThat(Crafted.merge(replica, next, status)).isEqualTo(new Merge.Merged(1));
        assertThat(replica.content().workers().values().iterator().next().metadata().properties())
                .containsEntry("status", PropertyValue.of(true));
    }

    @Test
    void whatAnOperationNamesMustBeThere() {
        refused("in an object that is not there", BY_BEN, FIRST_OF_BEN, Crafted.put(ofBen("status"), "x"));
        refused("in an object that is not there", BY_BEN, Genesis.actor(), Crafted.put(new Row.Ref(1, 5), "x"));
        refused("overwrites what is not there", BY_BEN, FIRST_OF_BEN,
                Crafted.put(ofBen("properties"), "x", ofBen("status")));
        refused("writes to a key of a list", BY_BEN, FIRST_OF_BEN, Crafted.put(ofBen("tags"), "x"));
        Row insert = Crafted.put(ofBen("tags"), "x");
        insert.name = null;
        insert.insert = true;
        insert.keyCounter = 0L;
        refused("a list that an earlier change made", BY_BEN, FIRST_OF_BEN, insert);
        insert.object = ofBen("properties");
        refused("inserts into a map", BY_BEN, FIRST_OF_BEN, insert);
        for (String name : List.of("", "a b", "\u0000", "\ud83d\ude00")) {
            refused("name that no property has", BY_BEN, FIRST_OF_BEN, Crafted.put(ofBen("properties"), name));
        }
    }

    @Test
    void aKeyHasSoManyStandingValues() {
        Row one = Crafted.put(ofBen("properties"), "x");
        var rows = new Row[OperationColumns.PREDECESSORS_MAX];
        Arrays.fill(rows, one);
        assertThat(Crafted.merge(replica, Crafted.onTop(replica, BY_BEN, FIRST_OF_BEN), rows))
                .isEqualTo(new Merge.Merged(1));
        refused("more than 64 values of one key standing", BY_BEN, FIRST_OF_BEN, one);
        var process = new byte[Actor.PROCESS_BYTES];
        process[0] = 9;
        try (AutomergeRoomDocument ben = replica(BEN, process)) {
            ben.merge(BEN, replica.since(ben.vector(), Integer.MAX_VALUE));
            List<Bytes> over = ben.putOwn(new Profile(List.of(), Map.of("x", PropertyValue.of(1))), 0);
            assertThat(replica.merge(BEN, over)).isEqualTo(new Merge.Merged(1));
        }
    }

    @Test
    void operationsAreNumberedOnAndStandOnTheBase() {
        Row row = Crafted.make(WORKERS, "cleo");
        for (int off : new int[]{-1, 1, 1_000_000_000}) {
            ChangeParts parts = Crafted.onTop(replica, BY_CLEO, Genesis.actor());
            parts.startOp += off;
            assertRefused(Crafted.merge(replica, parts, row), "number its operations on");
        }
        ChangeParts parts = Crafted.onTop(replica, BY_CLEO, Genesis.actor());
        parts.deps = List.of();
        parts.startOp = 1;
        row.object = null;
        assertRefused(Crafted.merge(replica, parts, row), "does not build on the base");
    }

    @Test
    void onlyActorsWhoWroteAreNamed() {
        refused("names an actor that has written nothing", BY_CLEO, Crafted.actor(CLEO, 2),
                Crafted.make(WORKERS, "cleo"));
        refused("claims to be of who made the base", Genesis.actor(), null, Crafted.make(new Row.Ref(0, 1), "cleo"));
    }

    @Test
    void objectsNestToALimit() {
        ChangeParts parts = Crafted.onTop(replica, BY_CLEO, Genesis.actor());
        var rows = new Row[ObjectTable.DEPTH_MAX];
        rows[0] = Crafted.make(WORKERS, "cleo");
        for (int i = 1; i < rows.length; i++) {
            rows[i] = Crafted.make(new Row.Ref(0, parts.startOp + i - 1), "x");
        }
        assertRefused(Crafted.merge(replica, parts, rows), "more than 8 deep");
        ChangeParts less = Crafted.onTop(replica, BY_CLEO, Genesis.actor());
        assertThat(Crafted.merge(replica, less, Arrays.copyOf(rows, rows.length - 1)))
                .isEqualTo(new Merge.Merged(1));
    }

    @Test
    void aWorkerHasSoManyProcessesAndOperationsInAnEpoch() {
        var table = new ObjectTable(RandomRoom.ROOM, "0".repeat(64));
        String actor = HexFormat.of().formatHex(BY_CLEO);
        table.add(new Addition(actor, ObjectTable.OPERATIONS_OF_OWNER_MAX - 1, Map.of(), Map.of(), Map.of()));
        assertThat(table.full(actor, 1)).isNull();
        assertThat(table.full(actor, 2)).contains("operations in one epoch");
        assertThat(table.full(HexFormat.of().formatHex(BY_BEN), 2)).isNull();
        for (int i = 2; i <= ObjectTable.ACTORS_OF_OWNER_MAX; i++) {
            String next = HexFormat.of().formatHex(Crafted.actor(CLEO, i));
            assertThat(table.full(next, 1)).isNull();
            table.add(new Addition(next, 0, Map.of(), Map.of(), Map.of()));
        }
        assertThat(table.full(actor, 1)).isNull();
        assertThat(table.full(HexFormat.of().formatHex(Crafted.actor(CLEO, 99)), 1)).contains("processes");
    }

    @Test
    void anObjectOfAnOldEpochIsGone() {
        replica.roll(1, Set.of(BEN));
        byte[] base = HexFormat.of().parseHex(replica.replica().table().baseActor());
        Row old = Crafted.put(new Row.Ref(1, 10_000), "x");
        old.object = new Row.Ref(1, 4_000);
        refused("objects over", BY_BEN, base, old);
        old.object = ofBen("status");
        refused("in an object that is not there", BY_BEN, base, old);
        assertRefused(Crafted.merge(replica, Crafted.onTop(replica, BY_BEN, FIRST_OF_BEN), old), "written nothing");
    }

    private void refused(String why, byte[] author, byte @Nullable [] other, Row... rows) {
        ChangeParts parts = other == null
                ? Crafted.onTop(replica, author)
                : Crafted.onTop(replica, author, other);
        assertRefused(Crafted.merge(replica, parts, rows), why);
    }

    private void assertRefused(Merge merge, String why) {
        DocumentContent content = replica.content();
        assertThat(merge).isInstanceOfSatisfying(Merge.Refused.class, refused -> {
            assertThat(refused.why()).contains(why);
            assertThat(refused.applied()).isZero();
        });
        assertThat(replica.content()).isEqualTo(content);
    }
}
