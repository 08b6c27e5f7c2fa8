package dev.roommesh.agent.automerge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A program that throws mutated changes and bases at the decoder and, those that it accepts, at native code, and says
 * what became of them. Native code ends the process with exit code 134 on what it does not like; so it is told before
 * each room which one it is, and {@code SEED ROOM ROOM+1} repeats that room alone.
 */
final class ChangeFuzz {
    static final int CASES_PER_ROOM = 1000;
    private static final int BASE_EVERY = 20;

    private ChangeFuzz() {}

    /** Arguments: seed, first room, the room at which to end, the file to which the report goes. */
    @SuppressWarnings("SystemOut") // Whoever started this process reads it there.
    public static void main(String[] args) throws IOException {
        long seed = Long.parseLong(args[0]);
        var report = new FuzzReport();
        for (long room = Long.parseLong(args[1]); room < Long.parseLong(args[2]); room++) {
            System.out.println("seed " + seed + " room " + room);
            fuzz(new Random(seed * 1_000_003 + room), report);
        }
        Files.writeString(Path.of(args[3]), report.toString());
    }

    private static void fuzz(Random random, FuzzReport report) {
        try (var room = new FuzzRoom(random, report)) {
            for (int i = 0; i < CASES_PER_ROOM; i++) {
                if (i % BASE_EVERY == 0) room.base();
                else
                    room.change();
            }
            room.settle();
        }
    }
}
