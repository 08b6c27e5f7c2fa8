package dev.roommesh.agent.automerge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Changes what operations say, while the columns stay well formed. */
final class RowMutation {
    private static final List<String> NAMES = List.of("status", "gpu_memory_mb", "metadata", "tags", "properties",
            "peer_id", "roster", "workers", "admins", "ana", "ben", "cleo", "x", "", "\u0000", "\ud83d\ude00",
            "a b", "n".repeat(64), "n".repeat(65), "n".repeat(5000));
    private static final int ROWS_MANY = 400;

    private final Random random;
    private final List<Row.Ref> known;

    /** @param known operations that may be named */
    RowMutation(Random random, List<Row.Ref> known) {
        this.random = random;
        this.known = known;
    }

    /** @param donor rows of another change */
    void mutate(List<Row> rows, List<Row> donor) {
        int at = random.nextInt(rows.size());
        Row row = rows.get(at);
        switch (random.nextInt(16)) {
            case 0 -> row.action = random.nextInt(10);
            case 1, 2, 3 -> value(row);
            case 4, 5 -> row.name = pick(NAMES);
            case 6 -> row.insert ^= true;
            case 7 -> row.object = ref();
            case 8 -> row.object = pick(rows).object;
            case 9 -> key(row);
            case 10, 11 -> predecessors(row);
            case 12 -> rows.remove(rows.size() == 1 ? 0 : at);
            case 13 -> Collections.swap(rows, at, random.nextInt(rows.size()));
            case 14 -> rows.add(random.nextInt(rows.size() + 1), pick(random.nextBoolean() ? donor : rows).copy());
            default -> repeat(rows, at);
        }
    }

    private void repeat(List<Row> rows, int at) {
        int times = random.nextInt(10) == 0 ? ROWS_MANY : 1 + random.nextInt(5);
        for (int i = 0; i < times; i++) {
            Row copy = rows.get(at).copy();
            if (random.nextBoolean()) value(copy);
            rows.add(at, copy);
        }
    }

    private void value(Row row) {
        if (random.nextInt(4) == 0) {
            row.valueType = random.nextInt(16);
            row.value = new byte[random.nextInt(12)];
            random.nextBytes(row.value);
            return;
        }
        row.valueType = pick(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 9L));
        row.value = switch ((int) row.valueType) {
            case 3 -> new LebWriter().unsigned(random.nextLong() >>> random.nextInt(64)).toBytes();
            case 4, 9 -> new LebWriter().signed(random.nextLong() >> random.nextInt(64)).toBytes();
            case 5 -> {
                var bits = new byte[8];
                random.nextBytes(bits);
                yield bits;
            }
            case 6 -> pick(NAMES).getBytes(StandardCharsets.UTF_8);
            default -> new byte[0];
        };
    }

    private void key(Row row) {
        Row.Ref ref = ref();
        row.keyActor = random.nextInt(4) == 0 ? null : Long.valueOf(ref.actor());
        row.keyCounter = random.nextInt(4) == 0 ? null : Long.valueOf(random.nextInt(8) == 0 ? 0 : ref.counter());
        if (random.nextBoolean()) row.name = null;
    }

    private void predecessors(Row row) {
        List<Row.Ref> of = row.predecessors;
        switch (random.nextInt(6)) {
            case 0 -> of.clear();
            case 1 -> of.add(ref());
            case 2 -> of.addAll(List.copyOf(of));
            case 3 -> Collections.shuffle(of, random);
            case 4 -> {
                if (!of.isEmpty()) of.remove(random.nextInt(of.size()));
            }
            default -> {
                for (int i = 0; i < 100; i++) {
                    of.add(ref());
                }
            }
        }
    }

    private Row.Ref ref() {
        return switch (random.nextInt(8)) {
            case 0 -> new Row.Ref(random.nextInt(4), random.nextInt(300));
            case 1 -> new Row.Ref(random.nextLong() >>> 1 >>> random.nextInt(63),
                    random.nextLong() >>> 1 >>> random.nextInt(63));
            default -> pick(known);
        };
    }

    private <T> T pick(List<T> from) {
        return new ArrayList<>(from).get(random.nextInt(from.size()));
    }
}
