package dev.roommesh.simulation;

import dev.roommesh.protocol.Timing;
import dev.roommesh.simulation.Play.Measure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one seed of one scenario came to.
 *
 * @param broken number of the invariant that was violated, and what happened; empty if none was
 * @param frames sent over links
 * @param simulated how long the room lived
 */
record Run(Scenario scenario, long seed, Optional<Broken> broken, Map<String, Integer> happened,
        Map<Measure, List<Duration>> measured, long frames, Duration simulated) {
    /** Changes in a history of the document, drawn by the seed. */
    static final int HISTORY_MIN = 10;
    static final int HISTORY_MAX = 40;

    /** @param number of the invariant, or {@code bug} for an exception that nobody expected */
    record Broken(String number, String what) {}

    static Run of(Scenario scenario, long seed, Parts parts, Set<String> tolerated) {
        return of(scenario, seed, parts, tolerated, null);
    }

    /** @param teller gets the whole transcript at the end */
    static Run of(Scenario scenario, long seed, Parts parts, Set<String> tolerated,
            @Nullable Consumer<String> teller) {
        var room = new SimulatedRoom(seed, Duration.ofMillis(20), timing(seed), parts, tolerated);
        if (teller != null) room.tellAll();
        var play = new Play(room);
        Optional<Broken> broken = Optional.empty();
        try {
            scenario.plot().accept(play);
        } catch (Violations.Violated violated) {
            broken = Optional.of(new Broken(violated.number(), violated.what()));
        } catch (RuntimeException | AssertionError bug) {
            var trace = new StringWriter();
            bug.printStackTrace(new PrintWriter(trace));
            broken = Optional.of(new Broken("bug", trace.toString()));
        }
        if (teller != null) teller.accept(room.transcript());
        return new Run(scenario, seed, broken, Map.copyOf(room.happened()), play.measured(), room.frames(),
                Duration.between(VirtualTime.START, room.now()));
    }

    /** Histories of the document are short, so that they end in the middle of everything else. */
    static Timing timing(long seed) {
        int changes = HISTORY_MIN + Math.floorMod(seed * 7919, HISTORY_MAX - HISTORY_MIN + 1);
        return Timing.of(Duration.ofSeconds(1)).withRolls(Duration.ofMinutes(5), changes);
    }

    /** The one command that plays this again. */
    String replay() {
        return "./roommesh simulate --scenario " + scenario.name() + " --seed " + seed;
    }
}
