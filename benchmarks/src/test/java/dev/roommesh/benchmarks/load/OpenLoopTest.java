package dev.roommesh.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.benchmarks.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private final OpenLoop loop = new OpenLoop();

    @Test
    void numbersGoOnFromRunToRun() {
        List<Integer> said = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            Samples seen = loop.run(1_000, Duration.ofMillis(5), number -> {
                said.add(number);
                loop.arrived(number, System.nanoTime());
            });
            assertThat(seen.size()).isEqualTo(5);
            assertThat(seen.unseen()).isZero();
        }
        assertThat(said).isEqualTo(IntStream.range(0, 10).boxed().toList());
    }

    @Test
    void nothingIsSaidBeforeItsTime() {
        long begin = System.nanoTime();
        loop.run(1_000, Duration.ofMillis(5), number -> {
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(number * 1_000_000L);
            loop.arrived(number, System.nanoTime());
        });
    }
}
