package dev.roommesh.agent.automerge;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one column of a change: a run of equal values, of different ones, or of nulls after another. Gives as many rows
 * as there are, and fails when there are more than allowed.
 */
final class ColumnReader {
    private final ChangeBytes bytes;
    private final String what;
    private final int rowsMax;

    ColumnReader(ChangeBytes bytes, String what, int rowsMax) {
        this.bytes = bytes;
        this.what = what;
        this.rowsMax = rowsMax;
    }

    /** Non-negative numbers. */
    List<@Nullable Long> numbers(long max) {
        return runs(() -> bytes.unsigned(max, what));
    }

    /** Non-negative numbers, of which the column has the differences. */
    List<@Nullable Long> deltas(long max) {
        List<@Nullable Long> rows = runs(() -> bytes.signed(what));
        long value = 0;
        for (int i = 0; i < rows.size(); i++) {
            Long delta = rows.get(i);
            if (delta == null) continue;
            // No sum of a value in range and any difference is taken for one in range, for it cannot come around.
            value += Math.clamp(delta, -max - 1, max + 1);
            if (value < 0 || value > max) {
                bytes.fail("has its " + what + " out of range");
                return List.of();
            }
            rows.set(i, value);
        }
        return rows;
    }

    /** Texts of at most this many bytes. */
    List<@Nullable String> texts(int bytesMax) {
        return runs(() -> bytes.text(bytes.unsigned(bytesMax, "length of " + what), what));
    }

    /** Truth values: how many are false, then how many are true, and so on. */
    List<Boolean> flags() {
        List<Boolean> rows = new ArrayList<>();
        boolean flag = false;
        boolean first = true;
        while (bytes.remaining() > 0) {
            long run = bytes.unsigned(rowsMax - rows.size(), "run of " + what);
            if (run == 0 && !first) bytes.fail("has an empty run in its " + what);
            for (long i = 0; i < run && bytes.fault() == null; i++) {
                rows.add(flag);
            }
            flag = !flag;
            first = false;
        }
        return rows;
    }

    private List<@Nullable Long> runs(LongSupplier value) {
        return runs((Supplier<Long>) value::getAsLong);
    }

    private <T> List<@Nullable T> runs(Supplier<T> value) {
        List<@Nullable T> rows = new ArrayList<>();
        while (bytes.remaining() > 0) {
            long run = bytes.signed("run of " + what);
            long room = (long) rowsMax - rows.size();
            if (run > room || run < -room) {
                bytes.fail("has more of " + what + " than operations");
            } else if (run > 0) {
                repeat(rows, run, value.get());
            } else if (run < 0) {
                for (long i = run; i < 0 && bytes.fault() == null; i++) {
                    rows.add(value.get());
                }
            } else {
                long nulls = bytes.unsigned(room, "run of " + what);
                if (nulls == 0) bytes.fail("has an empty run in its " + what);
                repeat(rows, nulls, null);
            }
        }
        return rows;
    }

    private static <T> void repeat(List<@Nullable T> rows, long count, @Nullable T value) {
        for (long i = 0; i < count; i++) {
            rows.add(value);
        }
    }
}
