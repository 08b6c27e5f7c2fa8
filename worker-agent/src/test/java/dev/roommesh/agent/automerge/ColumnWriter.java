package dev.roommesh.agent.automerge;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes columns as automerge does, and what automerge would not write into them. */
final class ColumnWriter {
    private ColumnWriter() {}

    static byte[] numbers(List<@Nullable Long> rows) {
        return runs(rows, LebWriter::unsigned);
    }

    static byte[] texts(List<@Nullable String> rows) {
        return runs(rows, LebWriter::text);
    }

    static byte[] deltas(List<@Nullable Long> rows) {
        List<@Nullable Long> deltas = new ArrayList<>();
        long before = 0;
        for (Long row : rows) {
            deltas.add(row == null ? null : Long.valueOf(row - before));
            if (row != null) before = row;
        }
        return runs(deltas, LebWriter::signed);
    }

    static byte[] flags(List<Boolean> rows) {
        var bytes = new LebWriter();
        boolean flag = false;
        long run = 0;
        for (boolean row : rows) {
            if (row != flag) {
                bytes.unsigned(run);
                run = 0;
                flag = row;
            }
            run++;
        }
        return run == 0 ? new byte[0] : bytes.unsigned(run).toBytes();
    }

    private static <T> byte[] runs(List<@Nullable T> rows, BiConsumer<LebWriter, T> write) {
        var bytes = new LebWriter();
        if (rows.stream().allMatch(Objects::isNull)) return new byte[0];
        for (int from = 0, to; from < rows.size(); from = to) {
            T value = rows.get(from);
            to = from + 1;
            while (to < rows.size() && Objects.equals(rows.get(to), value)) {
                to++;
            }
            if (value == null) {
                bytes.signed(0).unsigned(to - (long) from);
            } else if (to - from > 1) {
                bytes.signed(to - (long) from);
                write.accept(bytes, value);
            } else {
                while (to < rows.size() && rows.get(to) != null && !Objects.equals(rows.get(to), rows.get(to - 1))
                        && (to + 1 == rows.size() || !Objects.equals(rows.get(to), rows.get(to + 1)))) {
                    to++;
                }
                bytes.signed(-(to - (long) from));
                for (int i = from; i < to; i++) {
                    write.accept(bytes, Objects.requireNonNull(rows.get(i)));
                }
            }
        }
        return bytes.toBytes();
    }
}
