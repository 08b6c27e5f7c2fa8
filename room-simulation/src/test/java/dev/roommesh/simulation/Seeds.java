package dev.roommesh.simulation;

import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Runs a scenario for many seeds, on all cores; the first that fails says how to replay it. */
final class Seeds {
    /** Seeds of each scenario; the system property {@code seeds} asks for another number, {@code seed} for just one. */
    static final long COUNT = Long.getLong("seeds", 34);

    /** A room of ten costs as much as ten of four: of those above this size a quarter of the seeds is played. */
    private static final int SMALL_MAX = 5;

    private Seeds() {}

    static void forEach(String scenario, int size, Consumer<SimulatedRoom> run) {
        forEach(scenario, size, SimulatedRoom::new, run);
    }

    static void forEach(String scenario, int size, LongFunction<SimulatedRoom> rooms, Consumer<SimulatedRoom> run) {
        forEach(scenario, size > SMALL_MAX ? (COUNT + 3) / 4 : COUNT, rooms, run);
    }

    static void forEach(String scenario, Consumer<SimulatedRoom> run) {
        forEach(scenario, COUNT, SimulatedRoom::new, run);
    }

    static void forEach(String scenario, LongFunction<SimulatedRoom> rooms, Consumer<SimulatedRoom> run) {
        forEach(scenario, COUNT, rooms, run);
    }

    private static void forEach(String scenario, long count, LongFunction<SimulatedRoom> rooms,
            Consumer<SimulatedRoom> run) {
        Long only = Long.getLong("seed");
        LongStream seeds = only == null ? LongStream.range(0, count).parallel() : LongStream.of(only);
        seeds.forEach(seed -> {
            SimulatedRoom room = rooms.apply(seed);
            try {
                run.accept(room);
            } catch (Throwable failed) {
                throw new AssertionError("seed " + seed + " of " + scenario + ": " + failed.getMessage()
                        + "\nreplay: mvn -pl room-simulation test -Dtest='" + scenario + "' -Dseed=" + seed
                        + (only == null ? "" : "\n" + room.transcript()), failed);
            }
        });
    }
}
