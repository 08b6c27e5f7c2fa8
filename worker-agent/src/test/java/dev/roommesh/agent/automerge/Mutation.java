package dev.roommesh.agent.automerge;

import java.util.Arrays;
import java.util.Random;

/** Turns a good chunk into one that differs from it. */
final class Mutation {
    private Mutation() {}

    static byte[] of(byte[] good, Random random) {
        byte[] bad = switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(good, random.nextInt(good.length));
            case 1 -> Arrays.copyOf(good, good.length + 1 + random.nextInt(20));
            case 2 -> lengthLie(good, random);
            case 3 -> noise(good, random);
            default -> flipped(good, 1 + random.nextInt(8), random);
        };
        return Arrays.equals(bad, good) ? flipped(good, 1, random) : bad;
    }

    private static byte[] flipped(byte[] good, int bits, Random random) {
        byte[] bad = good.clone();
        for (int i = 0; i < bits; i++) {
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bad;
    }

    /** In the type or the length, which come before what the checksum is taken over. */
    private static byte[] lengthLie(byte[] good, Random random) {
        byte[] bad = good.clone();
        bad[Math.min(bad.length - 1, 8 + random.nextInt(3))] = (byte) random.nextInt(256);
        return bad;
    }

    private static byte[] noise(byte[] good, Random random) {
        byte[] bad = good.clone();
        int from = random.nextInt(bad.length);
        for (int i = from; i < bad.length; i++) {
            bad[i] = (byte) random.nextInt(256);
        }
        return bad;
    }
}
