package dev.roommesh.agent.automerge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One operation of a {@link ChangeParts change taken apart}; actors are indices, 0 is the author. */
final class Row {
    /** What another operation is named by. */
    record Ref(long actor, long counter) {}

    @Nullable
    Ref object;
    @Nullable
    Long keyActor;
    @Nullable
    Long keyCounter;
    @Nullable
    String name;
    boolean insert;
    long action;
    long valueType;
    byte[] value = {};
    List<Ref> predecessors = new ArrayList<>();

    Row copy() {
        var copy = new Row();
        copy.object = object;
        copy.keyActor = keyActor;
        copy.keyCounter = keyCounter;
        copy.name = name;
        copy.insert = insert;
        copy.action = action;
        copy.valueType = valueType;
        copy.value = value;
        copy.predecessors = new ArrayList<>(predecessors);
        return copy;
    }

    /** @param parts of a change that the decoder accepts */
    static List<Row> of(ChangeParts parts) {
        var actions = numbers(parts, 0x42);
        var objectActors = numbers(parts, 0x01);
        var objects = numbers(parts, 0x02);
        var keyActors = numbers(parts, 0x11);
        var keys = reader(parts, 0x13).deltas(Integer.MAX_VALUE);
        var names = reader(parts, 0x15).texts(1024);
        var inserts = reader(parts, 0x34).flags();
        var metas = numbers(parts, 0x56);
        var raw = new ChangeBytes(parts.columns.getOrDefault(0x57, new byte[0]));
        var counts = numbers(parts, 0x70);
        var predecessorActors = numbers(parts, 0x71);
        var predecessors = reader(parts, 0x73).deltas(Integer.MAX_VALUE);
        List<Row> rows = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < actions.size(); i++) {
            var row = new Row();
            row.action = actions.get(i);
            if (at(objects, i) != null) row.object = new Ref(objectActors.get(i), objects.get(i));
            row.keyActor = at(keyActors, i);
            row.keyCounter = at(keys, i);
            row.name = at(names, i);
            row.insert = inserts.get(i);
            row.valueType = metas.get(i) & 15;
            row.value = raw.take(metas.get(i) >> 4, "");
            for (long j = counts.get(i); j > 0; j--) {
                row.predecessors.add(new Ref(predecessorActors.get(next), predecessors.get(next)));
                next++;
            }
            rows.add(row);
        }
        return rows;
    }

    static void into(ChangeParts parts, List<Row> rows) {
        parts.columns.clear();
        put(parts, 0x01, ColumnWriter.numbers(each(rows, row -> row.object == null ? null : row.object.actor())));
        put(parts, 0x02, ColumnWriter.numbers(each(rows, row -> row.object == null ? null : row.object.counter())));
        put(parts, 0x11, ColumnWriter.numbers(each(rows, row -> row.keyActor)));
        put(parts, 0x13, ColumnWriter.deltas(each(rows, row -> row.keyCounter)));
        put(parts, 0x15, ColumnWriter.texts(each(rows, row -> row.name)));
        put(parts, 0x34, ColumnWriter.flags(rows.stream().map(row -> row.insert).toList()));
        put(parts, 0x42, ColumnWriter.numbers(each(rows, row -> row.action)));
        put(parts, 0x56, ColumnWriter.numbers(each(rows, row -> (long) row.value.length << 4 | row.valueType)));
        var raw = new LebWriter();
        rows.forEach(row -> raw.raw(row.value));
        put(parts, 0x57, raw.toBytes());
        put(parts, 0x70, ColumnWriter.numbers(each(rows, row -> (long) row.predecessors.size())));
        var all = rows.stream().flatMap(row -> row.predecessors.stream()).toList();
        put(parts, 0x71, ColumnWriter.numbers(each(all, Ref::actor)));
        put(parts, 0x73, ColumnWriter.deltas(each(all, Ref::counter)));
    }

    private static void put(ChangeParts parts, int column, byte[] content) {
        if (content.length > 0) parts.columns.put(column, content);
    }

    private interface Field<R, T> {
        @Nullable
        T of(R row);
    }

    private static <R, T> List<@Nullable T> each(List<R> rows, Field<R, T> field) {
        List<@Nullable T> column = new ArrayList<>();
        rows.forEach(row -> column.add(field.of(row)));
        return column;
    }

    private static List<@Nullable Long> numbers(ChangeParts parts, int column) {
        return reader(parts, column).numbers(Long.MAX_VALUE);
    }

    private static ColumnReader reader(ChangeParts parts, int column) {
        byte[] content = Map.copyOf(parts.columns).getOrDefault(column, new byte[0]);
        return new ColumnReader(new ChangeBytes(content), "", Integer.MAX_VALUE);
    }

    private static <T> @Nullable T at(List<@Nullable T> column, int row) {
        return column.isEmpty() ? null : column.get(row);
    }
}
