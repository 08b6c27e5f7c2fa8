package dev.roommesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.signaling.OldTrace.Step;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Old programs hear of this server what they heard of the old one, but for what {@link KnownDifferences} names. */
final class OldTracesTest extends ServerScenario {
    static Stream<String> traces() {
        return OldTrace.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("traces")
    void oldProgramsHearWhatTheyHeardThen(String trace) {
        try (var replay = new TraceReplay(new OldDoors(URI.create("http://127.0.0.1:" + port)), rooms)) {
            List<Step> steps = replay.prepare(trace);
            assertThat(steps).hasSizeGreaterThan(20);
            steps.forEach(replay::play);
        }
    }
}
