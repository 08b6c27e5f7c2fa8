package dev.roommesh.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.roommesh.benchmarks.soak.Trend.Point;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrendTest {
    /** 88 bytes a message, as the WebRTC library keeps them. */
    private static final double MIB_PER_MESSAGE = 88 / (1024.0 * 1024.0);

    @Test
    void aLeakShowsAsItsSlope() {
        List<Point> points = new ArrayList<>();
        for (int count = 0; count <= 12; count++) {
            double messages = count * 50_000;
            points.add(new Point(messages, 20 + messages * MIB_PER_MESSAGE));
        }
        var trend = new Trend(points);
        assertThat(trend.slopePerMillion()).isCloseTo(83.9, within(0.1));
        assertThat(trend.growth()).isCloseTo(450_000 * MIB_PER_MESSAGE, within(0.1));
    }

    @Test
    void oneSpikeIsNoGrowth() {
        var trend = new Trend(List.of(at(0, 20), at(1, 90), at(2, 20), at(3, 20), at(4, 20), at(5, 20), at(6, 20),
                at(7, 20), at(8, 20)));
        assertThat(trend.growth()).isZero();
    }

    @Test
    void withoutMessagesThereIsNoSlope() {
        assertThat(new Trend(List.of(at(5, 1), at(5, 2), at(5, 3))).slopePerMillion()).isZero();
    }

    @Test
    void theMiddleOfAnEvenNumberIsBetweenTwo() {
        var trend = new Trend(List.of(at(0, 1), at(1, 3), at(2, 0), at(3, 0), at(4, 5), at(5, 9)));
        assertThat(trend.start()).isEqualTo(2);
        assertThat(trend.end()).isEqualTo(7);
    }

    @Test
    void threePointsAreATrendAndTwoAreNot() {
        assertThat(new Trend(List.of(at(0, 1), at(1, 2), at(2, 3))).growth()).isEqualTo(2);
        assertThatThrownBy(() -> new Trend(List.of(at(0, 1), at(1, 2)))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Point at(double messages, double value) {
        return new Point(messages, value);
    }
}
