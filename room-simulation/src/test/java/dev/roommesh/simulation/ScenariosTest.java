package dev.roommesh.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A share of the seeds of {@code ./roommesh simulate}; the system property {@code scenario.seeds} asks for more. */
class ScenariosTest {
    private static final long SEEDS = Long.getLong("scenario.seeds", 300);

    @Test
    void noSeedOfAnyScenarioViolatesAnInvariant() throws Exception {
        var said = new ByteArrayOutputStream();
        int code = Simulate.run(new String[]{"--seeds", Long.toString(SEEDS)}, new PrintStream(said, true,
                StandardCharsets.UTF_8));
        assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    void everyScenarioIsPlayedInSoManySeedsAsTheirWeightsComeTo() {
        Set<Scenario> played = new HashSet<>();
        LongStream.range(0, Scenarios.WEIGHTS).mapToObj(Scenarios::of).forEach(played::add);
        assertThat(played).hasSameSizeAs(Scenarios.ALL);
    }

    @Test
    void aSeedPlaysTheSameEachTimeAndTellsAll() {
        Run[] runs = new Run[2];
        String[] transcripts = new String[2];
        for (int i = 0; i < 2; i++) {
            int now = i;
            runs[i] = Run.of(Scenarios.named("form").orElseThrow(), 7, Parts.REAL, Set.of(),
                    transcript -> transcripts[now] = transcript);
        }
        assertThat(runs[0].frames()).isEqualTo(runs[1].frames());
        assertThat(transcripts[0]).isEqualTo(transcripts[1]).contains("Claimed[", "Heartbeat[", "<- Received[");
    }

    @Test
    void aFailingSeedPrintsTheCommandThatReplaysIt() {
        Run run = Run.of(Scenarios.named("form").orElseThrow(), 3, Mutant.all(Mutations::publishesNothing), Set.of());
        assertThat(run.broken()).isPresent();
        assertThat(run.replay()).isEqualTo("./roommesh simulate --scenario form --seed 3");
    }

    @Test
    void theReportIsWrittenWhereItIsWanted(@TempDir Path folder) throws Exception {
        Path report = folder.resolve("report.md");
        var said = new ByteArrayOutputStream();
        Simulate.run(new String[]{"--scenario", "form", "--seeds", "3", "--report", report.toString()},
                new PrintStream(said, true, StandardCharsets.UTF_8));
        assertThat(Files.readString(report)).startsWith("# Simulation").contains("| form |");
    }

    @Test
    void wrongArgumentsAreAnsweredWithOneSentence() throws IOException, InterruptedException {
        for (String[] words : new String[][]{{"--seeds"}, {"--seeds", "many"}, {"--scenario", "none"},
                {"--what", "1"}}) {
            var said = new ByteArrayOutputStream();
            assertThat(Simulate.run(words, new PrintStream(said, true, StandardCharsets.UTF_8))).isEqualTo(2);
            assertThat(said.toString(StandardCharsets.UTF_8)).contains("See ./roommesh simulate --help.");
        }
    }
}
