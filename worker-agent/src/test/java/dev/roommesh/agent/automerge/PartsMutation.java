package dev.roommesh.agent.automerge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Changes a change's header and the bytes of its columns, while all lengths stay right. */
final class PartsMutation {
    private static final List<Integer> COLUMNS = List.of(0x01, 0x02, 0x11, 0x13, 0x15, 0x34, 0x42, 0x56, 0x57, 0x70,
            0x71, 0x73, 0x94, 0xa5, 0x09, 0x21, 0x100);

    private final Random random;

    PartsMutation(Random random) {
        this.random = random;
    }

    /** @param donor another change */
    void mutate(ChangeParts parts, ChangeParts donor) {
        switch (random.nextInt(12)) {
            case 0 -> list(parts.deps, donor.deps, 32);
            case 1 -> list(parts.others, donor.others, 32);
            case 2 -> parts.startOp = number(parts.startOp);
            case 3 -> parts.seq = number(parts.seq);
            case 4 -> parts.time = random.nextLong() >> random.nextInt(64);
            case 5 -> parts.message = bytes(random.nextInt(300));
            case 6 -> parts.actor = random.nextBoolean() ? donor.actor : bytes(random.nextInt(34));
            case 7 -> parts.columns.put(pick(COLUMNS), bytes(random.nextInt(20)));
            case 8 -> {
                int column = pick(COLUMNS);
                if (donor.columns.containsKey(column)) parts.columns.put(column, donor.columns.get(column));
                else
                    parts.columns.remove(column);
            }
            default -> {
                if (parts.columns.isEmpty()) return;
                int column = pick(new ArrayList<>(parts.columns.keySet()));
                byte[] content = parts.columns.getOrDefault(column, new byte[0]);
                parts.columns.put(column, content.length == 0 ? bytes(3) : Mutation.of(content, random));
            }
        }
    }

    private long number(long now) {
        return switch (random.nextInt(5)) {
            case 0 -> now + 1;
            case 1 -> Math.max(0, now - 1);
            case 2 -> 0;
            case 3 -> Integer.MAX_VALUE - (long) random.nextInt(3);
            default -> random.nextLong() >>> random.nextInt(64);
        };
    }

    private void list(List<byte[]> list, List<byte[]> donor, int size) {
        switch (random.nextInt(5)) {
            case 0 -> list.clear();
            case 1 -> list.addAll(List.copyOf(list));
            case 2 -> list.addAll(donor);
            case 3 -> list.add(bytes(size));
            default -> Collections.shuffle(list, random);
        }
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
