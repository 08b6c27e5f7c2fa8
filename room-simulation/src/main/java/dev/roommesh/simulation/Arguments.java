package dev.roommesh.simulation;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./roommesh simulate} was asked for.
 *
 * @param seed the only one; negative when there are many
 */
record Arguments(long seeds, long seed, @Nullable Scenario scenario, @Nullable Path report, Set<String> tolerated,
        String command) {
    private static final long SEEDS_DEFAULT = 1_000;
    private static final long SEEDS_MAX = 100_000_000;

    /** @throws IllegalArgumentException with one sentence that says what is wrong */
    static Arguments of(String... words) {
        long seeds = SEEDS_DEFAULT;
        long seed = -1;
        Scenario scenario = null;
        Path report = null;
        Set<String> tolerated = Set.of();
        for (int i = 0; i < words.length; i += 2) {
            if (i + 1 == words.length) throw new IllegalArgumentException(words[i] + " needs a value.");
            String value = words[i + 1];
            switch (words[i]) {
                case "--seeds" -> seeds = number(value);
                case "--seed" -> seed = number(value);
                case "--scenario" -> scenario = Scenarios.named(value)
                        .orElseThrow(() -> new IllegalArgumentException("There is no scenario " + value + "."));
                case "--report" -> report = Path.of(value);
                case "--tolerate" -> tolerated = Set.of(value.split(","));
                default -> throw new IllegalArgumentException("There is no option " + words[i] + ".");
            }
        }
        return new Arguments(seeds, seed, scenario, report, tolerated,
                "./roommesh simulate " + String.join(" ", words));
    }

    private static long number(String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= SEEDS_MAX) return number;
        } catch (NumberFormatException notOne) {
            // The same sentence says so.
        }
        throw new IllegalArgumentException(text + " is no number from 0 to " + SEEDS_MAX + ".");
    }
}
