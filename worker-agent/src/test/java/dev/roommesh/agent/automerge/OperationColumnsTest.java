package dev.roommesh.agent.automerge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.agent.automerge.Change.Decoded;
import dev.roommesh.agent.automerge.Operation.Action;
import dev.roommesh.agent.automerge.Operation.Slot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every rule on columns by one change that breaks it alone; its checksum and lengths are right. */
class OperationColumnsTest {
    private static final Row.Ref WORKERS = new Row.Ref(1, 1);

    /** Makes an entry with a list of two, writes a property, and overwrites another. */
    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(Crafted.make(WORKERS, "ben"));
        Row list = Crafted.make(new Row.Ref(0, 100), "tags");
        list.action = Crafted.MAKE_LIST;
        rows.add(list);
        rows.add(insert(null, 0L));
        rows.add(insert(0L, 102L));
        rows.add(Crafted.put(new Row.Ref(0, 100), "x"));
        rows.add(Crafted.put(new Row.Ref(1, 50), "y", new Row.Ref(1, 60), new Row.Ref(1, 61)));
        return rows;
    }

    private static Row insert(@Nullable Long actor, Long counter) {
        Row row = Crafted.put(new Row.Ref(0, 101), "");
        row.name = null;
        row.insert = true;
        row.keyActor = actor;
        row.keyCounter = counter;
        return row;
    }

    private static ChangeParts parts(List<Row> rows) {
        var parts = new ChangeParts();
        parts.actor[0] = 1;
        parts.others.add(Genesis.actor());
        parts.startOp = 100;
        Row.into(parts, rows);
        return parts;
    }

    private static Decoded decode(ChangeParts parts) {
        return ChangeDecoder.decode(parts.chunk(), ChangeLimits.CHANGE);
    }

    @Test
    void operationsAreRead() {
        assertThat(decode(parts(rows()))).isInstanceOfSatisfying(Decoded.Accepted.class, accepted -> {
            Change change = accepted.change();
            String author = change.header().actor();
            String other = change.others().getFirst();
            assertThat(change.lastOp()).isEqualTo(105);
            assertThat(change.operations()).element(0).isEqualTo(new Operation(new OpId(100, author),
                    new OpId(1, other), new Slot.Name("ben"), Action.MAKE_MAP, List.of()));
            assertThat(change.operations()).element(2).extracting(Operation::slot).isEqualTo(new Slot.Behind(null));
            assertThat(change.operations()).element(3).extracting(Operation::slot)
                    .isEqualTo(new Slot.Behind(new OpId(102, author)));
            assertThat(change.operations()).element(5).isEqualTo(
                    new Operation(new OpId(105, author), new OpId(50, other), new Slot.Name("y"), Action.PUT,
                            List.of(new OpId(60, other), new OpId(61, other))));
        });
    }

    @Test
    void whatAnOperationMayNotSayIsRefused() {
        last("actions over 3", row -> row.action = 4);
        last("actions over 3", row -> row.action = 5);
        last("a value where none belongs", row -> row.action = 0);
        last("writes nothing", row -> row.valueType = 0);
        last("type that no property has", row -> row.valueType = 7);
        last("type that no property has", row -> row.valueType = 8);
        last("type that no property has", row -> row.valueType = 10);
        last("truth value of another length", row -> row.value = new byte[1]);
        value("floating-point number of another length", 5, 1, 2);
        value("number of another length", 4, 1, 2);
        value("longer than needed", 4, 0x81, 0);
        value("longer than needed", 3, 0x81, 0);
        value("over", 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1);
        value("more than 64 bits", 4, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1);
        value("ends within", 9);
        value("no UTF-8", 6, 0xc3);
        value("no UTF-8", 6, 0xed, 0xa0, 0x80);
        last("objects' actors over 1", row -> row.object = new Row.Ref(2, 50));
        last("objects over 105", row -> row.object = new Row.Ref(1, 106));
        last("an object before it is made", row -> row.object = new Row.Ref(0, 105));
        last("half an operation's name", row -> row.object = new Row.Ref(1, 0));
        last("length of names over 64", row -> row.name = "n".repeat(65));
        last("without key", row -> {
            row.name = null;
            row.insert = true;
            row.predecessors.clear();
        });
        last("a name and an element", row -> row.insert = true);
        last("a name and an element", row -> row.keyCounter = 0L);
        last("overwrites an element", row -> {
            row.name = null;
            row.keyCounter = 0L;
        });
        last("deletes nothing", row -> {
            row.action = Crafted.DELETE;
            row.valueType = 0;
            row.predecessors.clear();
        });
        last("overwrites what is written later", row -> row.predecessors.add(new Row.Ref(0, 105)));
        last("predecessors out of order", row -> Collections.swap(row.predecessors, 0, 1));
        last("predecessors out of order", row -> row.predecessors.set(0, row.predecessors.get(1)));
        last("predecessors' actors over 1", row -> row.predecessors.set(0, new Row.Ref(2, 60)));
        last("half an operation's name", row -> row.predecessors.set(0, new Row.Ref(1, 0)));
        last("predecessors over 64", row -> {
            row.predecessors.clear();
            for (int i = 1; i <= OperationColumns.PREDECESSORS_MAX + 1; i++) {
                row.predecessors.add(new Row.Ref(1, i));
            }
        });
    }

    @Test
    void columnsAreExact() {
        column("column that no property needs", 0x94, 1);
        column("column that no property needs", 0xa5, 1);
        column("column that no property needs", 0x09, 1);
        column("column that no property needs", 0x4a, 1);
        column("empty column", 0x02);
        column("unlike lengths", 0x34, 5);
        column("inserts over", 0x34, 7);
        column("empty run", 0x34, 1, 0, 5);
        column("more of objects than operations", 0x02, 7, 1);
        column("more of objects than operations", 0x02, 0x79, 1);
        column("more of objects than operations", 0x02, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f);
        column("empty run", 0x02, 0, 0);
        column("unlike lengths", 0x02, 2, 1);
        column("ends within its objects", 0x02, 2);
        column("keys out of range", 0x13, 0x7a, 0x7f, 0, 0, 0, 0, 0);
        column("keys out of range", 0x13, 0x7e, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0);
        column("without number of predecessors", 0x70, 0, 6);
        column("unlike lengths", 0x73, 0x7f, 1);
        column("more values than operations", 0x57, 1);
        List<Row> none = new ArrayList<>();
        refused("no operation", parts(none));
    }

    @Test
    void aChangeHasSoManyOperationsInAll() {
        List<Row> rows = new ArrayList<>(
                Collections.nCopies(ChangeLimits.CHANGE.operationsMax(), Crafted.put(WORKERS, "x")));
        assertThat(decode(parts(rows))).isInstanceOf(Decoded.Accepted.class);
        rows.add(rows.getFirst());
        refused("more of actions than operations", parts(rows));
    }

    @Test
    void headersAreExact() {
        header("dependencies out of order", parts -> {
            parts.deps.add(new byte[32]);
            parts.deps.add(new byte[32]);
        });
        header("other actors out of order", parts -> parts.others.add(Genesis.actor()));
        header("other actors out of order", parts -> parts.others.set(0, parts.actor));
        header("no UTF-8", parts -> parts.message = new byte[]{(byte) 0xff});
        header("numbers operations beyond", parts -> parts.startOp = ChangeDecoder.OP_MAX - 4);
    }

    private static void header(String why, Consumer<ChangeParts> change) {
        ChangeParts parts = parts(rows());
        change.accept(parts);
        refused(why, parts);
    }

    private static void column(String why, int column, int... content) {
        var bytes = new byte[content.length];
        for (int i = 0; i < content.length; i++) {
            bytes[i] = (byte) content[i];
        }
        header(why, parts -> parts.columns.put(column, bytes));
    }

    private static void value(String why, int type, int... content) {
        last(why, row -> {
            row.valueType = type;
            row.value = new byte[content.length];
            for (int i = 0; i < content.length; i++) {
                row.value[i] = (byte) content[i];
            }
        });
    }

    private static void last(String why, Consumer<Row> change) {
        List<Row> rows = rows();
        change.accept(rows.getLast());
        refused(why, parts(rows));
    }

    private static void refused(String why, ChangeParts parts) {
        assertThat(decode(parts)).as(why).isInstanceOfSatisfying(Decoded.Rejected.class,
                rejected -> assertThat(rejected.why()).contains(why));
    }
}
