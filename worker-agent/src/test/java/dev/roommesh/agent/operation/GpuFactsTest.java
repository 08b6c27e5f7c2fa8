package dev.roommesh.agent.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuFactsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void theLargestOfSeveralCountsAndAllAreCounted() {
        assertThat(GpuFacts.parse("""
                8192, NVIDIA A
                81559, NVIDIA B, with a comma
                24576, NVIDIA C
                """)).contains(new GpuFacts(81_559, "NVIDIA B, with a comma", 3));
    }

    @Test
    void linesThatMakeNoSenseArePassedOver() {
        assertThat(GpuFacts.parse("[N/A], NVIDIA A\n24576,NVIDIA B\r\n-1, C\n9999999999, D\n\n"))
                .contains(new GpuFacts(24_576, "NVIDIA B", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "No devices were found", "24576", "abc, def", ","})
    void withoutASensibleLineThereIsNoGpu(String csv) {
        assertThat(GpuFacts.parse(csv)).isEmpty();
    }

    @Test
    void theProgramsAnswerIsRead() {
        assertThat(GpuFacts.of(List.of("echo", "24576, NVIDIA A"), LONG)).contains(new GpuFacts(24_576, "NVIDIA A", 1));
    }

    @Test
    void aProgramThatFailsOrIsNotThereMeansNoGpu() {
        assertThat(GpuFacts.of(List.of("sh", "-c", "echo '24576, NVIDIA A'; exit 9"), LONG)).isEmpty();
        assertThat(GpuFacts.of(List.of("no-such-program-here"), LONG)).isEmpty();
    }

    @Test
    void aDriverThatHangsIsNotWaitedForWithoutEnd() {
        assertThat(GpuFacts.of(List.of("tail", "-f", "/dev/null"), Duration.ofMillis(50))).isEmpty();
    }
}
