package dev.roommesh.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepeatedTest {
    @Test
    void theMiddleOneIsTheMedian() {
        assertThat(new Repeated(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2.0);
        assertThat(new Repeated(List.of(9.0, 1.0, 2.0, 4.0)).median()).isEqualTo(3.0);
    }

    @Test
    void isShownWithItsUnit() {
        Map<String, Double> figures = new LinkedHashMap<>();
        new Repeated(List.of(3.0, 1.0, 2.0)).into(figures, "p50", "_ms");
        assertThat(figures).containsExactly(Map.entry("p50_ms", 2.0), Map.entry("p50_min_ms", 1.0),
                Map.entry("p50_max_ms", 3.0));
    }

    @Test
    void noRunHasNoFigure() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Repeated(List.of()));
    }
}
