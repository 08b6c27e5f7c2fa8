package dev.roommesh.agent.automerge;

import dev.roommesh.agent.automerge.Operation.Action;
import dev.roommesh.agent.automerge.Operation.Slot;
import dev.roommesh.model.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the operations of a change, which the format keeps in columns. A column is left out where it has nothing but
 * nulls; all others have a row for each operation, and the predecessors one for each of them.
 */
final class OperationColumns {
    private static final int OBJECT_ACTOR = 0x01;
    private static final int OBJECT_COUNTER = 0x02;
    private static final int KEY_ACTOR = 0x11;
    private static final int KEY_COUNTER = 0x13;
    private static final int KEY_TEXT = 0x15;
    private static final int INSERT = 0x34;
    private static final int ACTION = 0x42;
    private static final int VALUE_META = 0x56;
    private static final int VALUE_RAW = 0x57;
    private static final int PREDECESSORS = 0x70;
    private static final int PREDECESSOR_ACTOR = 0x71;
    private static final int PREDECESSOR_COUNTER = 0x73;
    /** Compressed columns and those of rich text are not among them, nor any that a later format may bring. */
    static final List<Integer> KNOWN = List.of(OBJECT_ACTOR, OBJECT_COUNTER, KEY_ACTOR, KEY_COUNTER, KEY_TEXT, INSERT,
            ACTION, VALUE_META, VALUE_RAW, PREDECESSORS, PREDECESSOR_ACTOR, PREDECESSOR_COUNTER);
    /** Operations that one overwrites: as many values as may stand in one key, written without knowing of another. */
    static final int PREDECESSORS_MAX = 64;
    private static final long META_MAX = (long) Inflated.BASE_BYTES_MAX << 4;

    private final Map<Integer, ChangeBytes> columns;
    private final List<String> actors;
    private final long startOp;
    private final int operationsMax;
    private @Nullable String fault;

    /**
     * @param columns by number, none but {@link #KNOWN} ones
     * @param actors the author, then the others
     */
    OperationColumns(Map<Integer, ChangeBytes> columns, List<String> actors, long startOp, int operationsMax) {
        this.columns = columns;
        this.actors = actors;
        this.startOp = startOp;
        this.operationsMax = operationsMax;
    }

    /** What is wrong; null when {@link #read} gave all operations. */
    @Nullable
    String fault() {
        return fault;
    }

    /** All operations; to be used only where {@link #fault} says that nothing is wrong. */
    List<Operation> read() {
        List<@Nullable Long> actions = reader(ACTION, "actions", operationsMax).numbers(Action.NUMBER_MAX);
        int rows = actions.size();
        if (rows == 0) fail("has no operation");
        List<@Nullable Long> objectActors = numbers(OBJECT_ACTOR, "objects' actors", rows, actors.size() - 1L);
        List<@Nullable Long> objects = numbers(OBJECT_COUNTER, "objects", rows, lastOp(rows));
        List<@Nullable Long> keyActors = numbers(KEY_ACTOR, "keys' actors", rows, actors.size() - 1L);
        List<@Nullable Long> keys = reader(KEY_COUNTER, "keys", rows).deltas(lastOp(rows));
        List<@Nullable String> names = reader(KEY_TEXT, "names", rows).texts(Limits.PROPERTY_NAME_CHARS_MAX);
        List<Boolean> inserts = reader(INSERT, "inserts", rows).flags();
        List<@Nullable Long> metas = numbers(VALUE_META, "values' types", rows, META_MAX);
        var values = new ColumnValues(columns.getOrDefault(VALUE_RAW, new ChangeBytes(new byte[0])));
        List<List<OpId>> predecessors = predecessors(rows);
        checkRows(rows, objectActors, objects, keyActors, keys, names);
        if (inserts.size() != rows || metas.size() != rows) fail("has columns of unlike lengths");
        fail(null);
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < rows && fault == null; i++) {
            Long number = actions.get(i);
            Long meta = metas.get(i);
            if (number == null || meta == null) {
                fail("has an operation without action or value");
                break;
            }
            Action action = Action.of(number);
            values.skip(meta, action == Action.PUT);
            OpId object = id(at(objectActors, i), at(objects, i));
            Slot slot = slot(at(keyActors, i), at(keys, i), at(names, i), inserts.get(i));
            operations.add(operation(i, object, slot, action, predecessors.get(i)));
        }
        fail(values.fault());
        return operations;
    }

    private Operation operation(int row, @Nullable OpId object, Slot slot, Action action, List<OpId> predecessors) {
        var id = new OpId(startOp + row, actors.getFirst());
        if (object != null && object.counter() >= id.counter()) fail("writes in an object before it is made");
        if (slot instanceof Slot.Behind(OpId element) && element != null && element.counter() >= id.counter())
            fail("inserts behind an element before it is made");
        if (slot instanceof Slot.Behind && (action == Action.DELETE || !predecessors.isEmpty()))
            fail("overwrites an element of a list");
        if (action == Action.DELETE && predecessors.isEmpty()) fail("deletes nothing");
        OpId before = null;
        for (OpId predecessor : predecessors) {
            if (predecessor.counter() >= id.counter()) fail("overwrites what is written later");
            if (before != null && !isBefore(before, predecessor)) fail("has predecessors out of order");
            before = predecessor;
        }
        return new Operation(id, object, slot, action, predecessors);
    }

    private static boolean isBefore(OpId one, OpId other) {
        return one.counter() != other.counter()
                ? one.counter() < other.counter()
                : one.actor().compareTo(other.actor()) < 0;
    }

    private List<List<OpId>> predecessors(int rows) {
        List<@Nullable Long> counts = numbers(PREDECESSORS, "predecessors", rows, PREDECESSORS_MAX);
        if (counts.size() != rows) fail("has columns of unlike lengths");
        long total = 0;
        for (Long count : counts) {
            if (count == null) fail("has an operation without number of predecessors");
            else
                total += count;
        }
        if (total > operationsMax) {
            fail("has more predecessors than operations");
            total = 0;
        }
        List<@Nullable Long> ofActors = numbers(PREDECESSOR_ACTOR, "predecessors' actors", (int) total,
                actors.size() - 1L);
        List<@Nullable Long> counters = reader(PREDECESSOR_COUNTER, "predecessors' numbers", (int) total)
                .deltas(lastOp(rows));
        if (ofActors.size() != total || counters.size() != total) fail("has columns of unlike lengths");
        List<List<OpId>> all = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < rows && fault == null; i++) {
            List<OpId> ofOne = new ArrayList<>();
            Long count = counts.get(i);
            for (long j = 0; count != null && j < count; j++) {
                OpId predecessor = id(ofActors.get(next), counters.get(next));
                if (predecessor == null) fail("has a predecessor that is none");
                else
                    ofOne.add(predecessor);
                next++;
            }
            all.add(ofOne);
        }
        return all;
    }

    private Slot slot(@Nullable Long actor, @Nullable Long counter, @Nullable String name, boolean insert) {
        if (name != null) {
            if (actor != null || counter != null || insert) fail("has a name and an element in one key");
            return new Slot.Name(name);
        }
        if (!insert) fail("overwrites an element of a list");
        if (counter == null) fail("has an operation without key");
        boolean front = actor == null && counter != null && counter == 0;
        return new Slot.Behind(front ? null : id(actor, counter));
    }

    /** Null for none, which in an object's column stands for the root. */
    private @Nullable OpId id(@Nullable Long actor, @Nullable Long counter) {
        if (actor == null && counter == null) return null;
        if (actor == null || counter == null || counter == 0) {
            fail("has half an operation's name");
            return null;
        }
        return new OpId(counter, actors.get((int) (long) actor));
    }

    private void checkRows(int rows, List<?>... nullable) {
        for (List<?> column : nullable) {
            if (!column.isEmpty() && column.size() != rows) fail("has columns of unlike lengths");
        }
    }

    private static <T> @Nullable T at(List<@Nullable T> column, int row) {
        return column.isEmpty() ? null : column.get(row);
    }

    private long lastOp(int rows) {
        return startOp + rows - 1;
    }

    private List<@Nullable Long> numbers(int column, String what, int rowsMax, long max) {
        return reader(column, what, rowsMax).numbers(max);
    }

    private ColumnReader reader(int column, String what, int rowsMax) {
        return new ColumnReader(columns.getOrDefault(column, new ChangeBytes(new byte[0])), what, rowsMax);
    }

    /** What is wrong in a column comes before what follows from that. */
    private void fail(@Nullable String why) {
        if (fault != null) return;
        fault = columns.values().stream().map(ChangeBytes::fault).filter(Objects::nonNull).findFirst().orElse(why);
    }
}
